using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace CharRnn.Training;

/// <summary>
/// Options of a training run. The defaults are those of the published experiment; <see cref="Search.TrialSettings.For"/> chooses better ones for a
/// text and a network.
/// </summary>
public sealed record TrainingOptions
{
    private readonly int _sequenceLength = 25;
    private readonly int _batchSize = 1;
    private readonly double _gradientLimit = 5;
    private readonly double _gradientNormLimit = double.PositiveInfinity;
    private readonly long _maxUpdates;
    private readonly int _epochs;
    private readonly double _smoothing = 0.999;
    private readonly int _historyEvery = 100;
    private readonly int _reportEvery = 1;
    private readonly int _sampleEvery;
    private readonly int _threadCount;
    private readonly int _chunkLength = 2500;
    private readonly int _patience;
    private readonly FixedList<int> _sequenceLengths = new([]);
    private readonly double _dropout;
    private readonly LossReduction _lossReduction;
    private readonly ChunkOrder _chunkOrder;
    private readonly WindowOffset _windowOffset;
    private readonly double _averagedShare;
    private readonly string _endOfText = "";
    private readonly ValidationSplit _validation = ValidationSplit.None;
    private readonly ValidationSplit _test = ValidationSplit.None;

    /// <summary>τ, the number of steps of a window, through which the gradient is propagated back; 1 or more. Default 25.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int SequenceLength
    {
        get => _sequenceLength;
        init => _sequenceLength = Preconditions.RequirePositive(value, nameof(SequenceLength));
    }

    /// <summary>
    /// τ of the first, second, … epoch; the last value is used for all later epochs. Empty, the default, means <see cref="SequenceLength"/> in every
    /// epoch. When τ changes, the smooth loss and its minimum so far are scaled to the new window, so their nats per character do not jump.
    /// </summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A length is less than 1.</exception>
    public IReadOnlyList<int> SequenceLengths
    {
        get => _sequenceLengths;
        init
        {
            Preconditions.RequireNotNull(value, nameof(SequenceLengths));
            _sequenceLengths = new(value.Select(length => Preconditions.RequirePositive(length, nameof(SequenceLengths))));
        }
    }

    /// <summary>B, the number of parts into which the text is divided, which are read in parallel; 1 or more. Default 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int BatchSize
    {
        get => _batchSize;
        init => _batchSize = Preconditions.RequirePositive(value, nameof(BatchSize));
    }

    /// <summary>
    /// Whether the loss is the sum or the mean over a window. This applies to the reported loss and to the gradient that is clipped and passed to the
    /// optimiser. Default <see cref="LossReduction.Sum"/>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not one of the enumeration's.</exception>
    public LossReduction LossReduction
    {
        get => _lossReduction;
        init => _lossReduction = Preconditions.RequireDefined(value, nameof(LossReduction));
    }

    /// <summary>Every gradient element is clipped to [−limit, limit]; greater than 0, infinity disables clipping. Default 5.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is NaN, zero or negative.</exception>
    public double GradientLimit
    {
        get => _gradientLimit;
        init => _gradientLimit = RequireLimit(value, nameof(GradientLimit));
    }

    /// <summary>The gradient as a whole is clipped to this norm before its elements are clipped; greater than 0. Default infinity: no clipping by norm.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is NaN, zero or negative.</exception>
    public double GradientNormLimit
    {
        get => _gradientNormLimit;
        init => _gradientNormLimit = RequireLimit(value, nameof(GradientNormLimit));
    }

    /// <summary>
    /// p, the probability with which a hidden unit is dropped from the output of a layer, in training only; the others are divided by 1 − p. At least
    /// 0 and less than 1. Default 0: no dropout.
    /// </summary>
    /// <remarks>
    /// The masks are a pure function of <see cref="ShuffleSeed"/>, the number of the update, the layer and the element, so neither
    /// threads nor resuming change them. Srivastava et al. (2014), "Dropout: A Simple Way to Prevent Neural Networks from
    /// Overfitting", JMLR 15; between the layers of a recurrent network: Zaremba, Sutskever, Vinyals (2014), arXiv 1409.2329.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The value is not at least 0 and less than 1.</exception>
    public double Dropout
    {
        get => _dropout;
        init => _dropout = Preconditions.RequireFraction(value, nameof(Dropout));
    }

    /// <summary>Training ends after this total number of updates; 0, the default, means no such limit.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public long MaxUpdates
    {
        get => _maxUpdates;
        init => _maxUpdates = Preconditions.RequireNonNegative(value, nameof(MaxUpdates));
    }

    /// <summary>Training ends after this total number of passes over the text; 0, the default, means no such limit.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int Epochs
    {
        get => _epochs;
        init => _epochs = Preconditions.RequireNonNegative(value, nameof(Epochs));
    }

    /// <summary>The weight of the previous value in the smooth loss, equation (21), at least 0 and less than 1; 0 does not smooth. Default 0.999.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not at least 0 and less than 1.</exception>
    public double Smoothing
    {
        get => _smoothing;
        init => _smoothing = Preconditions.RequireFraction(value, nameof(Smoothing));
    }

    /// <summary>Number of updates between two points of the loss history, which always has the first update; 0 keeps no history. Default 100.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int HistoryEvery
    {
        get => _historyEvery;
        init => _historyEvery = Preconditions.RequireNonNegative(value, nameof(HistoryEvery));
    }

    /// <summary>Number of updates between two reports of progress; the first and the last update are always reported. 1 or more. Default 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int ReportEvery
    {
        get => _reportEvery;
        init => _reportEvery = Preconditions.RequirePositive(value, nameof(ReportEvery));
    }

    /// <summary>n: a sample is due before the first and before every n-th update; 0, the default, means never.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int SampleEvery
    {
        get => _sampleEvery;
        init => _sampleEvery = Preconditions.RequireNonNegative(value, nameof(SampleEvery));
    }

    /// <summary>Whether copies of the best parameters so far are kept, by smooth loss and by validation loss. Default true.</summary>
    public bool KeepBest { get; init; } = true;

    /// <summary>Threads that share an update, up to 1024; 0, the default, chooses. No result depends on it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or more than 1024.</exception>
    public int ThreadCount
    {
        get => _threadCount;
        init => _threadCount = Preconditions.RequireThreadCount(value, nameof(ThreadCount));
    }

    /// <summary>The order in which an epoch reads the text. Default <see cref="ChunkOrder.Sequential"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not one of the enumeration's.</exception>
    public ChunkOrder ChunkOrder
    {
        get => _chunkOrder;
        init => _chunkOrder = Preconditions.RequireDefined(value, nameof(ChunkOrder));
    }

    /// <summary>Number of characters of a chunk when <see cref="ChunkOrder"/> is not sequential, 1 or more; should be a multiple of τ. Default 2500.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int ChunkLength
    {
        get => _chunkLength;
        init => _chunkLength = Preconditions.RequirePositive(value, nameof(ChunkLength));
    }

    /// <summary>Where the windows of an epoch begin. Default <see cref="WindowOffset.Fixed"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not one of the enumeration's.</exception>
    public WindowOffset WindowOffset
    {
        get => _windowOffset;
        init => _windowOffset = Preconditions.RequireDefined(value, nameof(WindowOffset));
    }

    /// <summary>
    /// f, at least 0 and less than 1: in addition to the parameters, their average over about the last fraction f of all updates so far is kept. This
    /// average is validated, and <see cref="Trainer{T}.TrainedModel"/> uses it. Default 0: no average.
    /// </summary>
    /// <remarks>
    /// After update k the average moves by min(1, 1/(f·k)) of the way to the parameters; the weight of update j is then about proportional to j^(1/f
    /// − 1). It does not depend on the length of the run, so an interrupted run also has an average. Shamir and Zhang (2013), "Stochastic Gradient
    /// Descent for Non-smooth Optimization", ICML, polynomial-decay averaging.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The value is not at least 0 and less than 1.</exception>
    public double AveragedShare
    {
        get => _averagedShare;
        init => _averagedShare = Preconditions.RequireFraction(value, nameof(AveragedShare));
    }

    /// <summary>
    /// The seed of the order of chunks, of random window offsets and of dropout masks. The order of an epoch depends only on the seed and the number of
    /// the epoch. Default 0.
    /// </summary>
    public long ShuffleSeed { get; init; }

    /// <summary>
    /// The one character that ends a document and begins the next, such as <see cref="TextDocuments.EndOfText"/>; empty, the
    /// default, means that the text is one document. The state is zero before the character is read, and no window
    /// reaches beyond it.
    /// </summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    /// <exception cref="ArgumentException">The value has more than one character, or a lone surrogate.</exception>
    public string EndOfText
    {
        get => _endOfText;
        init
        {
            Preconditions.RequireNotNull(value, nameof(EndOfText));
            if (value.Length > 0 && (Rune.DecodeFromUtf16(value, out _, out int used) != System.Buffers.OperationStatus.Done || used != value.Length))
            {
                throw new ArgumentException("Must be empty or one character.", nameof(EndOfText));
            }

            _endOfText = value;
        }
    }

    /// <summary>The part of the text that is held out and measured after every epoch. Default nothing.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public ValidationSplit Validation
    {
        get => _validation;
        init => _validation = Preconditions.RequireNotNull(value, nameof(Validation));
    }

    /// <summary>
    /// The part of the text that is held out and never used during training: <see cref="Trainer{T}.Test(EncodedText)"/> measures it. It is taken from
    /// the text first; a tail, spread chunks or every n-th chunk for <see cref="Validation"/> are taken from the rest, and its other kinds must not
    /// overlap the test part (<see cref="ValidationSplit.Overlaps"/>). Default nothing.
    /// </summary>
    [AllowNull]
    public ValidationSplit Test
    {
        get => _test;
        init => _test = value ?? ValidationSplit.None;
    }

    /// <summary>Training ends when the validation loss has not reached a new minimum for this many epochs; 0, the default, means never.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int Patience
    {
        get => _patience;
        init => _patience = Preconditions.RequireNonNegative(value, nameof(Patience));
    }

    /// <summary>Counts the updates of one pass over a text.</summary>
    /// <param name="text">The whole text, held-out part included.</param>
    /// <param name="epoch">Which pass, from 0: τ, and with chunks the number of windows, may change from one to the next.</param>
    /// <returns>The number; exact.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="epoch"/> is negative.</exception>
    /// <exception cref="ArgumentException">The text is too short for these options, or lacks their end-of-text symbol.</exception>
    public int UpdatesInEpoch(EncodedText text, int epoch = 0)
    {
        ArgumentNullException.ThrowIfNull(text);
        Preconditions.RequireNonNegative(epoch);
        return UpdateCount.OfEpoch(text, this, epoch);
    }

    /// <summary>Counts the updates of a whole run: to <see cref="MaxUpdates"/> or the end of <see cref="Epochs"/>, whichever comes first.</summary>
    /// <param name="text">The whole text, held-out part included.</param>
    /// <returns>The number; 0 when neither ends the run. <see cref="Patience"/> may end it earlier.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    /// <exception cref="ArgumentException">The text is too short for these options, or lacks their end-of-text symbol.</exception>
    public long PlannedUpdates(EncodedText text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return UpdateCount.Planned(text, this);
    }

    /// <summary>The longest τ of all epochs.</summary>
    internal int LongestSequence => _sequenceLengths.Count == 0 ? SequenceLength : _sequenceLengths.Max();

    /// <summary>τ of an epoch.</summary>
    /// <param name="epoch">From 0.</param>
    internal int SequenceLengthAt(int epoch)
        => _sequenceLengths.Count == 0 ? SequenceLength : _sequenceLengths[Math.Min(epoch, _sequenceLengths.Count - 1)];

    private static double RequireLimit(double value, string name)
        => value > 0 ? value : throw new ArgumentOutOfRangeException(name, value, "Must be greater than 0; infinity means no limit.");
}
