using System.Numerics;
using CharRnn.Network;
using CharRnn.Optimization;

namespace CharRnn.Training.Search;

/// <summary>All settings of a training run: the network, the optimiser and the training.</summary>
/// <remarks>
/// <para>The same settings and the same text train the same network, bit for bit, on machines of one kind.</para>
/// <para><see cref="For"/> returns the recommended settings for a text and a network, which <c>charrnn train</c> uses. A new
/// <see cref="TrialSettings"/> has the settings of the published experiment: one tanh layer of 100, AdaGrad, a constant rate, one stream.</para>
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
    /// σ of the initial weights, 0 or more; null scales each matrix by the number of its inputs, as
    /// <see cref="RnnParameters{T}.RandomizeScaled"/> does. Default 0.01.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is NaN, infinite or negative.</exception>
    public double? StandardDeviation
    {
        get => _standardDeviation;
        init => _standardDeviation = value is { } deviation ? Preconditions.RequireNonNegative(deviation, nameof(StandardDeviation)) : null;
    }

    /// <summary>
    /// Whether the initial recurrent weights W are made orthogonal, separately for the m×m block of each gate. An orthogonal matrix preserves the
    /// length of a hidden state (Saxe, McClelland, Ganguli 2014). Default false. This takes about 2·m³ operations per gate and
    /// requires non-zero initial weights.
    /// </summary>
    public bool OrthogonalRecurrence { get; init; }

    /// <summary>
    /// The seed of the initial parameters. Default 1. The order of chunks and the masks of dropout have a separate seed
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
    /// Whether the optimiser's schedule has the length of the run: a cosine then ends where the
    /// run ends. In a search such a trial starts again on every rung, because its learning rate falls more slowly on a longer rung.
    /// Default false.
    /// </summary>
    public bool ScheduleSpansJob { get; init; }

    /// <summary>
    /// Windows, clipping, reading order, loss, length. Default: those of the published experiment, without an end. A search sets the
    /// held-out part, the number of threads and the end itself.
    /// </summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public TrainingOptions Training
    {
        get => _training;
        init => _training = Preconditions.RequireNotNull(value, nameof(Training));
    }

    /// <summary>Returns the recommended settings for a text and a network, which <c>charrnn train</c> uses (measurements: docs/decisions/0002).</summary>
    /// <param name="text">Its length determines the number of streams and passes and influences the learning rate.</param>
    /// <param name="hiddenSize">m, 1 or more.</param>
    /// <param name="cell">The cell of every layer.</param>
    /// <param name="layerCount">From 1 to 100.</param>
    /// <param name="sequenceLength">τ, 1 or more; null chooses.</param>
    /// <param name="batchSize">B, 1 or more; null chooses.</param>
    /// <param name="passes">Number of passes over the text, greater than 0; null chooses. More passes give more dropout.</param>
    /// <returns>Adam along a cosine to 0, its rate a function of m, the cell, the layers, τ, B and the length of the text; a rate of the weights of the characters that does not depend on m; the mean loss; an end. Windows start at a different offset in every epoch; dropout depends on size and passes; gated cells have weight decay.</returns>
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

    /// <summary>A new network and its optimiser, ready to train on a text until the end that <see cref="Training"/> sets.</summary>
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
    /// <param name="model">The model, which training changes. The settings of the network are not used.</param>
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
