using System.Globalization;
using System.Numerics;
using CharRnn.Optimization;
using CharRnn.Training;

namespace CharRnn.Cli.Options;

/// <summary>How to train, as the user asked for it; and what that means to the library.</summary>
/// <remarks>The defaults are measured: docs/decisions/0002-training-defaults.md.</remarks>
internal sealed record TrainingSettings
{
    /// <summary>Without --epochs and --updates, training reads about as many characters as this.</summary>
    internal const long DefaultCharacters = 7_500_000;

    /// <summary>… but passes over the text at least this often.</summary>
    internal const int LeastDefaultEpochs = 3;

    /// <summary>With AdaGrad's accumulator started here, runs hardly depend on the seed.</summary>
    internal const double SteadyAccumulator = 10;

    /// <summary>Twice Adam's usual one: it falls in the course of the run.</summary>
    private const double AdamLearningRate = 0.002;

    /// <summary>What learns most texts best in a short time.</summary>
    internal static readonly TrainingSettings Defaults = new();

    /// <summary>The published experiment, as far as its rule of learning is concerned.</summary>
    internal static readonly TrainingSettings Classic = new()
    {
        Optimizer = OptimizerKind.AdaGrad,
        LearningRate = OptimizerOptions.UsualLearningRate(OptimizerKind.AdaGrad),
        Schedule = Schedule.Constant,
    };

    internal int HiddenSize { get; init; } = 100;

    internal int SequenceLength { get; init; } = 25;

    internal int BatchSize { get; init; } = 1;

    /// <summary>0: see <see cref="ForText"/>.</summary>
    internal int Epochs { get; init; }

    /// <summary>0: no limit.</summary>
    internal long MaxUpdates { get; init; }

    internal OptimizerKind Optimizer { get; init; } = OptimizerKind.Adam;

    /// <summary>η, at the start if it falls.</summary>
    internal double LearningRate { get; init; } = AdamLearningRate;

    internal Schedule Schedule { get; init; } = Schedule.Cosine;

    /// <summary>σ; null scales the weights to the size of each layer.</summary>
    internal double? InitScale { get; init; }

    /// <summary>Where G of AdaGrad and RMSProp starts.</summary>
    internal double InitialAccumulator { get; init; }

    /// <summary>0: none.</summary>
    internal double GradientLimit { get; init; } = 5;

    /// <summary>0: none.</summary>
    internal double GradientNormLimit { get; init; }

    internal Precision Precision { get; init; } = Precision.Float;

    /// <summary>A typical one of the first five: docs/figures.md.</summary>
    internal int Seed { get; init; } = 2;

    internal int ThreadCount { get; init; }

    /// <summary>The fraction of the text, at its end, that is never trained on; 0: none.</summary>
    internal double Validation { get; init; }

    /// <summary>Epochs without a new smallest validation loss after which training ends; 0: never.</summary>
    internal int Patience { get; init; }

    internal ChunkOrder ChunkOrder { get; init; }

    /// <summary>Updates over which the learning rate rises at the start.</summary>
    internal long WarmUp { get; init; }

    /// <summary>τ of the first, second, … epoch, the last one stays; empty: <see cref="SequenceLength"/> always.</summary>
    internal IReadOnlyList<int> SequenceLengths { get; init; } = [];

    /// <summary>Whether the loss of a window is its mean rather than its sum.</summary>
    internal bool MeanLoss { get; init; }

    /// <summary>λ of Adam.</summary>
    internal double WeightDecay { get; init; }

    /// <summary>μ of gradient descent.</summary>
    internal double Momentum { get; init; }

    /// <summary>η where none is asked for.</summary>
    internal static double UsualLearningRate(OptimizerKind kind)
        => kind == OptimizerKind.Adam ? AdamLearningRate : OptimizerOptions.UsualLearningRate(kind);

    /// <summary>The same settings with an end: the default number of epochs where none was asked for.</summary>
    /// <param name="length">Characters in the text.</param>
    internal TrainingSettings ForText(int length)
        => Epochs > 0 || MaxUpdates > 0 ? this
            : this with { Epochs = Math.Max(LeastDefaultEpochs, (int)Math.Min(int.MaxValue, (DefaultCharacters + length - 1) / length)) };

    /// <summary>Updates until the end, if nothing ends it earlier; approximate where several streams read chunks.</summary>
    /// <param name="length">Characters in the text.</param>
    internal long PlannedUpdates(int length)
    {
        long byEpochs = long.MaxValue;
        if (Epochs > 0)
        {
            // From the last length of the list on, every epoch is alike.
            int changing = Math.Min(SequenceLengths.Count, Epochs);
            byEpochs = Enumerable.Range(0, changing).Sum(epoch => UpdatesInEpoch(length, epoch))
                + ((Epochs - changing) * UpdatesInEpoch(length, changing));
        }

        return Math.Min(byEpochs, MaxUpdates > 0 ? MaxUpdates : long.MaxValue);
    }

    /// <summary>Updates of one epoch.</summary>
    /// <param name="length">Characters in the text.</param>
    /// <param name="epoch">From 0.</param>
    internal long UpdatesInEpoch(int length, int epoch)
    {
        int heldOut = Validation > 0 ? (int)Math.Round(length * Validation) : 0;
        int targets = Math.Max(0, ((length - heldOut) / BatchSize) - 1), tau = SequenceLengthAt(epoch);
        int chunk = ToTrainingOptions().ChunkLength;
        return Math.Max(1, ChunkOrder switch
        {
            ChunkOrder.Shuffled => ((long)(targets / chunk) * Windows(chunk)) + Windows(targets % chunk),
            ChunkOrder.Random => (long)((targets + chunk - 1) / chunk) * Windows(Math.Min(chunk, targets)),
            _ => targets / tau,
        });

        // The last window of a chunk may be shorter than the others.
        int Windows(int count) => (int)(((long)count + tau - 1) / tau);
    }

    /// <summary>τ of an epoch, from 0.</summary>
    internal int SequenceLengthAt(int epoch)
        => SequenceLengths.Count == 0 ? SequenceLength : SequenceLengths[Math.Min(epoch, SequenceLengths.Count - 1)];

    /// <summary>A new network.</summary>
    internal RnnModel<T> CreateModel<T>(Vocabulary vocabulary)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var parameters = new RnnParameters<T>(new RnnArchitecture { VocabularySize = vocabulary.Count, HiddenSize = HiddenSize });
        var random = new Random(Seed);
        if (InitScale is { } deviation)
        {
            parameters.Randomize(random, deviation);
        }
        else
        {
            parameters.RandomizeScaled(random);
        }

        return new RnnModel<T>(vocabulary, parameters);
    }

    /// <summary>A new optimiser.</summary>
    /// <param name="architecture">Of the network.</param>
    /// <param name="plannedUpdates">Over which a falling learning rate falls.</param>
    internal IOptimizer<T> CreateOptimizer<T>(RnnArchitecture architecture, long plannedUpdates)
        where T : unmanaged, IFloatingPointIeee754<T>
        => CharRnn.Optimization.Optimizer.Create<T>(architecture, new OptimizerOptions
        {
            Kind = Optimizer,
            LearningRate = LearningRate,
            InitialAccumulator = InitialAccumulator,
            WeightDecay = WeightDecay,
            Momentum = Momentum,
            Schedule = CreateSchedule(plannedUpdates),
        });

    /// <summary>Chance for the samples: of its own, so that the network does not depend on what is sampled and when.</summary>
    internal Random CreateSamplingRandom() => new(unchecked(Seed + 1));

    internal TrainingOptions ToTrainingOptions() => new()
    {
        SequenceLength = SequenceLength,
        BatchSize = BatchSize,
        Epochs = Epochs,
        MaxUpdates = MaxUpdates,
        GradientLimit = NoneIfZero(GradientLimit),
        GradientNormLimit = NoneIfZero(GradientNormLimit),
        ThreadCount = ThreadCount,
        Validation = Validation > 0 ? ValidationSplit.Tail(Validation) : ValidationSplit.None,
        Patience = Patience,
        ChunkOrder = ChunkOrder,
        ShuffleSeed = Seed,
        SequenceLengths = SequenceLengths,
        LossReduction = MeanLoss ? LossReduction.Mean : LossReduction.Sum,
    };

    /// <summary>What is worth keeping in the model file: under the names of the options, so that resuming can compare.</summary>
    internal Dictionary<string, string> Describe() => new()
    {
        ["hidden"] = Text(HiddenSize),
        ["sequence_length"] = Text(SequenceLength),
        ["batch"] = Text(BatchSize),
        ["optimizer"] = ChoiceOption.Word(Optimizer),
        ["learning_rate"] = Text(LearningRate),
        ["schedule"] = ChoiceOption.Word(Schedule),
        ["accumulator"] = Text(InitialAccumulator),
        ["init_scale"] = InitScale is { } deviation ? Text(deviation) : "scaled",
        ["clip"] = Text(GradientLimit),
        ["clip_norm"] = Text(GradientNormLimit),
        ["seed"] = Text(Seed),
        ["precision"] = ChoiceOption.Word(Precision),
        ["validation"] = Text(Validation),
        ["chunk_order"] = ChoiceOption.Word(ChunkOrder),
        ["warm_up"] = Text(WarmUp),
        ["sequence_lengths"] = string.Join(',', SequenceLengths.Select(length => Text(length))),
        ["mean_loss"] = MeanLoss ? "true" : "false",
        ["weight_decay"] = Text(WeightDecay),
        ["momentum"] = Text(Momentum),
    };

    /// <summary>One line for the screen.</summary>
    public override string ToString()
    {
        string start = InitScale is { } deviation ? $"σ = {Text(deviation)}" : "scaled weights";
        string falling = Schedule == Schedule.Cosine ? " falling to 0" : "";
        string accumulator = Optimizer is OptimizerKind.AdaGrad or OptimizerKind.RmsProp ? $", accumulator from {Text(InitialAccumulator)}" : "";
        return $"{Optimizer}, learning rate {Text(LearningRate)}{falling}{accumulator}, {start}, seed {Text(Seed)}";
    }

    private LearningRateSchedule CreateSchedule(long plannedUpdates)
        => (Schedule == Schedule.Cosine ? LearningRateSchedule.Cosine(Math.Max(1, plannedUpdates - WarmUp)) : LearningRateSchedule.Constant) with { WarmUp = WarmUp };

    private static double NoneIfZero(double limit) => limit > 0 ? limit : double.PositiveInfinity;

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
