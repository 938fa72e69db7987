using System.Numerics;
using CharRnn.Network;
using CharRnn.Optimization;

namespace CharRnn.Training.Search;

/// <summary>Everything that makes one training run what it is, but for the text: the network, the optimiser and the training.</summary>
/// <remarks>
/// <para>The same settings and the same text train the same network, bit for bit, on machines of one kind.</para>
/// <para><see cref="For"/> gives the settings that suit a text and a network, those of the command <c>charrnn train</c>. A new
/// <see cref="TrialSettings"/> is the published experiment: one tanh layer of 100, AdaGrad, a constant rate, one stream.</para>
/// </remarks>
public sealed record TrialSettings
{
    private readonly int _hiddenSize = 100;
    private readonly RnnCell _cell;
    private readonly int _layerCount = 1;
    private readonly double? _standardDeviation = 0.01;
    private readonly OptimizerOptions _optimizer = new();
    private readonly TrainingOptions _training = new();

    /// <summary>m, hidden units of each layer, 1 or more. Default 100.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int HiddenSize
    {
        get => _hiddenSize;
        init => _hiddenSize = Preconditions.RequirePositive(value, nameof(HiddenSize));
    }

    /// <summary>The cell of every layer. Default <see cref="RnnCell.Tanh"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not one of the enumeration's.</exception>
    public RnnCell Cell
    {
        get => _cell;
        init => _cell = Preconditions.RequireDefined(value, nameof(Cell));
    }

    /// <summary>Number of layers, from 1 to 100. Default 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1 or more than 100.</exception>
    public int LayerCount
    {
        get => _layerCount;
        init => _layerCount = new RnnArchitecture { VocabularySize = 1, HiddenSize = 1, LayerCount = value }.LayerCount;
    }

    /// <summary>
    /// σ of the initial weights, 0 or more; null scales each matrix by its inputs, as
    /// <see cref="RnnParameters{T}.RandomizeScaled"/> does. Default 0.01.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is NaN, infinite or negative.</exception>
    public double? StandardDeviation
    {
        get => _standardDeviation;
        init => _standardDeviation = value is { } deviation ? Preconditions.RequireNonNegative(deviation, nameof(StandardDeviation)) : null;
    }

    /// <summary>
    /// Whether the initial recurrent weights W are made orthogonal, the m×m block of each gate by itself, which neither shrinks
    /// nor stretches a hidden state (Saxe, McClelland, Ganguli 2014). Default false. Takes about 2·m³ operations a gate, and
    /// needs initial weights other than 0.
    /// </summary>
    public bool OrthogonalRecurrence { get; init; }

    /// <summary>
    /// The seed of the initial parameters. Default 1. The order of chunks and the masks of dropout have another seed
    /// (<see cref="TrainingOptions.ShuffleSeed"/>); <see cref="WithSeed"/> sets both.
    /// </summary>
    public int Seed { get; init; } = 1;

    /// <summary>The optimiser. Default AdaGrad with η = 0.1.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public OptimizerOptions Optimizer
    {
        get => _optimizer;
        init => _optimizer = Preconditions.RequireNotNull(value, nameof(Optimizer));
    }

    /// <summary>
    /// Whether the period of the optimiser's schedule is that of the run, whatever its length: a cosine then ends where the
    /// run ends. In a search such a trial starts again on every rung, because its learning rate falls more slowly on a longer rung.
    /// Default false.
    /// </summary>
    public bool ScheduleSpansJob { get; init; }

    /// <summary>
    /// Windows, clipping, order, loss convention, length. Default: the published experiment's, without an end. A search sets what is
    /// held out, the number of threads and the end itself.
    /// </summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public TrainingOptions Training
    {
        get => _training;
        init => _training = Preconditions.RequireNotNull(value, nameof(Training));
    }

    /// <summary>The settings that suit a text and a network: those of <c>charrnn train</c>, measured (docs/decisions/0002).</summary>
    /// <param name="text">Its length decides the number of streams and of passes, and has a part in the rate.</param>
    /// <param name="hiddenSize">m, 1 or more.</param>
    /// <param name="cell">The cell of every layer.</param>
    /// <param name="layerCount">From 1 to 100.</param>
    /// <param name="sequenceLength">τ, 1 or more; null chooses.</param>
    /// <param name="batchSize">B, 1 or more; null chooses.</param>
    /// <param name="passes">Passes over the text that the run is to make, greater than 0; null chooses. The more passes, the more dropout.</param>
    /// <returns>Adam along a cosine to 0, its rate a function of m, the cell, the layers, τ, B and the length of the text; a rate of the weights of the characters that does not depend on m; the mean loss; an end. Windows that are cut elsewhere in every epoch; dropout by size and passes; weight decay for gated cells.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public static TrialSettings For(
        EncodedText text, int hiddenSize = 100, RnnCell cell = RnnCell.Tanh, int layerCount = 1, int? sequenceLength = null, int? batchSize = null, double? passes = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        int tau = sequenceLength ?? TrainingDefaults.SequenceLength(text.Length, cell), batch = batchSize ?? TrainingDefaults.BatchSize(text.Length, tau, cell);
        double read = passes is { } some ? Preconditions.RequirePositive(some, nameof(passes)) : TrainingDefaults.Epochs(text.Length);
        var architecture = new RnnArchitecture { VocabularySize = text.Vocabulary.Count, HiddenSize = hiddenSize, Cell = cell, LayerCount = layerCount };
        double characters = (double)tau * batch;
        var settings = new TrialSettings
        {
            HiddenSize = hiddenSize,
            Cell = cell,
            LayerCount = layerCount,
            StandardDeviation = null,
            OrthogonalRecurrence = TrainingDefaults.OrthogonalRecurrence(cell),
            ScheduleSpansJob = true,
            Training = new TrainingOptions
            {
                SequenceLength = tau,
                BatchSize = batch,
                Epochs = (int)Math.Min(int.MaxValue, Math.Ceiling(read)),
                Dropout = TrainingDefaults.Dropout(text.Length, architecture, read),
                WindowOffset = WindowOffset.Random,
                LossReduction = LossReduction.Mean,
                GradientLimit = double.PositiveInfinity,
                GradientNormLimit = TrainingDefaults.GradientNormLimit(cell),
                Smoothing = TrainingDefaults.Smoothing(characters),
            },
            Optimizer = TrainingDefaults.Optimizer(text.Length, architecture, characters, read),
        };
        return settings.WithSeed(settings.Seed);
    }

    /// <summary>The same settings with one seed for everything random: the initial parameters, the order of chunks, and dropout.</summary>
    /// <param name="seed">Any number.</param>
    /// <returns>A copy whose <see cref="Seed"/> and <see cref="TrainingOptions.ShuffleSeed"/> are <paramref name="seed"/>.</returns>
    public TrialSettings WithSeed(int seed) => this with { Seed = seed, Training = Training with { ShuffleSeed = seed } };

    /// <summary>A network with its initial parameters, before any training.</summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="vocabulary">The characters.</param>
    /// <returns>A new model.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="vocabulary"/> is null.</exception>
    public RnnModel<T> CreateModel<T>(Vocabulary vocabulary)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        var parameters = new RnnParameters<T>(new RnnArchitecture { VocabularySize = vocabulary.Count, HiddenSize = HiddenSize, Cell = Cell, LayerCount = LayerCount });
        var random = new Random(Seed);
        if (StandardDeviation is { } deviation)
        {
            parameters.Randomize(random, deviation);
        }
        else
        {
            parameters.RandomizeScaled(random);
        }

        if (OrthogonalRecurrence && StandardDeviation != 0)
        {
            OrthogonalMatrix.MakeRecurrent(parameters);
        }

        return new RnnModel<T>(vocabulary, parameters);
    }

    /// <summary>A new network and its optimiser, ready to train on a text to the end that <see cref="Training"/> names.</summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="text">The text to train on.</param>
    /// <returns>A trainer that has made no update yet.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    /// <exception cref="ArgumentException">The text is too short for the settings, or nothing would be held out.</exception>
    /// <exception cref="InvalidOperationException">The schedule spans the run, but nothing ends the run.</exception>
    public Trainer<T> CreateTrainer<T>(EncodedText text)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(text);
        return CreateTrainer(text, CreateModel<T>(text.Vocabulary));
    }

    /// <summary>As <see cref="CreateTrainer{T}(EncodedText)"/>, for a network that was trained before and is trained further on this text.</summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="text">The text to train on, in the model's vocabulary (<see cref="EncodedText.WithVocabulary"/>).</param>
    /// <param name="model">Changed by training; what these settings say about a network is not used.</param>
    /// <returns>A trainer that has made no update yet.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">The text is too short for the settings, or nothing would be held out.</exception>
    /// <exception cref="InvalidOperationException">The schedule spans the run, but nothing ends the run.</exception>
    public Trainer<T> CreateTrainer<T>(EncodedText text, RnnModel<T> model)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(model);
        OptimizerOptions optimizer = Optimizer;
        if (ScheduleSpansJob && optimizer.Schedule.Turns.Count == 0)
        {
            long updates = Training.PlannedUpdates(text);
            LearningRateSchedule schedule = updates > 0 ? optimizer.Schedule.EndingAt(updates)
                : throw new InvalidOperationException("The schedule spans the run, but nothing ends the run: set MaxUpdates or Epochs in Training.");
            optimizer = optimizer with { Schedule = schedule };
        }

        return new Trainer<T>(model, CharRnn.Optimization.Optimizer.Create<T>(model.Rnn.Parameters.Architecture, optimizer), Training);
    }
}
