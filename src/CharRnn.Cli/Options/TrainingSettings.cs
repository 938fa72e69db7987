using CharRnn.Optimization;
using CharRnn.Training;

namespace CharRnn.Cli.Options;

/// <summary>How to train, as the user asked for it; and what that means to the library.</summary>
/// <remarks>The defaults are measured: docs/decisions/0002-training-defaults.md.</remarks>
internal sealed partial record TrainingSettings
{
    /// <summary>Without --epochs and --updates, training reads about as many characters as this.</summary>
    internal const long DefaultCharacters = 7_500_000;

    /// <summary>… but passes over the text at least this often.</summary>
    internal const int LeastDefaultEpochs = 3;

    /// <summary>With AdaGrad's accumulator started here, runs hardly depend on the seed.</summary>
    internal const double SteadyAccumulator = 10;

    /// <summary>Twice Adam's usual one: it falls in the course of the run.</summary>
    private const double AdamLearningRate = 0.002;

    // Before Defaults, which is made of it.
    private static readonly OptimizerOptions _library = new();

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

    /// <summary>What of the text is never trained on.</summary>
    internal ValidationSplit Validation { get; init; } = ValidationSplit.None;

    /// <summary>Epochs without a new smallest validation loss after which training ends; 0: never.</summary>
    internal int Patience { get; init; }

    internal ChunkOrder ChunkOrder { get; init; }

    /// <summary>Characters of a chunk where the order is not sequential.</summary>
    internal int ChunkLength { get; init; } = new TrainingOptions().ChunkLength;

    /// <summary>The character between documents; empty: the text is one.</summary>
    internal string EndOfText { get; init; } = "";

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

    /// <summary>Where a cosine ends, as a fraction of η.</summary>
    internal double FinalRate { get; init; }

    /// <summary>Updates from one step of a step schedule to the next.</summary>
    internal long StepEvery { get; init; } = 1;

    /// <summary>What each of its steps multiplies η with.</summary>
    internal double StepFactor { get; init; } = LearningRateSchedule.Constant.StepFactor;

    /// <summary>β₁ of Adam.</summary>
    internal double Beta1 { get; init; } = _library.Beta1;

    /// <summary>β₂ of Adam.</summary>
    internal double Beta2 { get; init; } = _library.Beta2;

    /// <summary>ρ of RMSProp.</summary>
    internal double Decay { get; init; } = _library.Decay;

    /// <summary>ε.</summary>
    internal double Epsilon { get; init; } = _library.Epsilon;

    /// <summary>Whether RMSProp adds ε outside the root.</summary>
    internal bool EpsilonOutside { get; init; }

    /// <summary>η where none is asked for.</summary>
    internal static double UsualLearningRate(OptimizerKind kind)
        => kind == OptimizerKind.Adam ? AdamLearningRate : OptimizerOptions.UsualLearningRate(kind);

    /// <summary>The same settings with an end: the default number of epochs where none was asked for.</summary>
    /// <param name="length">Characters in the text.</param>
    internal TrainingSettings ForText(int length)
        => Epochs > 0 || MaxUpdates > 0 ? this
            : this with { Epochs = Math.Max(LeastDefaultEpochs, (int)Math.Min(int.MaxValue, (DefaultCharacters + length - 1) / length)) };

    /// <summary>Updates until the end, if nothing ends it earlier; approximate where several streams read chunks.</summary>
    /// <param name="text">The whole text.</param>
    /// <exception cref="ArgumentException">The text is too short.</exception>
    internal long PlannedUpdates(EncodedText text)
    {
        long byEpochs = long.MaxValue;
        if (Epochs > 0)
        {
            // From the last length of the list on, every epoch is alike.
            TrainingOptions options = ToTrainingOptions();
            int changing = Math.Min(SequenceLengths.Count, Epochs);
            byEpochs = Enumerable.Range(0, changing).Sum(epoch => (long)options.UpdatesInEpoch(text, epoch));
            byEpochs += Epochs > changing ? (Epochs - changing) * (long)options.UpdatesInEpoch(text, changing) : 0;
        }

        return Math.Min(byEpochs, MaxUpdates > 0 ? MaxUpdates : long.MaxValue);
    }

    /// <summary>τ of an epoch, from 0.</summary>
    internal int SequenceLengthAt(int epoch)
        => SequenceLengths.Count == 0 ? SequenceLength : SequenceLengths[Math.Min(epoch, SequenceLengths.Count - 1)];
}
