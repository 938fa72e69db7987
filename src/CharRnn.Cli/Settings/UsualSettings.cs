using CharRnn.Optimization;
using CharRnn.Training;
using CharRnn.Training.Search;

namespace CharRnn.Cli.Settings;

/// <summary>The default settings of training. With Adam they are the library's for the text and the network, otherwise the published ones.</summary>
internal static class UsualSettings
{
    /// <summary>With AdaGrad's accumulator started here, runs hardly depend on the seed.</summary>
    internal const double SteadyAccumulator = 10;

    /// <summary>
    /// The learning rate of a network that was trained on another text before, as a fraction of the usual one: smaller steps forget less of the old text,
    /// and larger ones learn no more of the new. Measured: docs/first-model.md.
    /// </summary>
    internal const double FineTuningRate = 0.5;

    /// <summary>The settings that the help and model files call the defaults: those of one tanh layer of 100 units, without an end.</summary>
    internal static readonly RunSettings Base = Advised(new TrialSettings(), EncodedText.FromText("text"), sequenceLength: null, batchSize: 1).WithoutEnd();

    /// <summary>The published experiment's rule: AdaGrad from 0 at a constant rate, σ = 0.01, the sum of the losses, every element of the gradient clipped to 5, one stream.</summary>
    internal static readonly RunSettings Classic = Base with { Trial = new TrialSettings().WithSeed(Base.Trial.Seed) };

    /// <summary>The defaults of a new run: what is not asked for of the network is chosen as well.</summary>
    /// <param name="asked">The settings with everything that was typed.</param>
    /// <param name="isGiven">Whether an option was typed, by its name.</param>
    /// <param name="text">The text to train on.</param>
    internal static RunSettings ForNewNetwork(RunSettings asked, Func<string, bool> isGiven, EncodedText text)
    {
        if (asked.Optimizer.Kind != OptimizerKind.Adam)
        {
            return For(asked, isGiven, text);
        }

        TrialSettings chosen = TrainingPlan.For(text, TrainingPlan.DefaultTime, Request(asked, isGiven)).Settings;
        bool isFree = asked.Training is { Epochs: 0, MaxUpdates: 0 } && !isGiven(TrainingTable.Hidden) && !isGiven(TrainingTable.Layers);
        return isFree ? Of(chosen) : For(asked with { Trial = asked.Trial with { HiddenSize = chosen.HiddenSize, Cell = chosen.Cell, LayerCount = chosen.LayerCount } }, isGiven, text);
    }

    /// <summary>The part of a plan that was typed: network and windows.</summary>
    internal static PlanRequest Request(RunSettings asked, Func<string, bool> isGiven) => new()
    {
        HiddenSize = isGiven(TrainingTable.Hidden) ? asked.Trial.HiddenSize : null,
        Cell = isGiven(TrainingTable.Cell) ? asked.Trial.Cell : null,
        LayerCount = isGiven(TrainingTable.Layers) ? asked.Trial.LayerCount : null,
        SequenceLength = SequenceLength(asked, isGiven),
        BatchSize = isGiven(TrainingTable.Batch) ? asked.Training.BatchSize : null,
    };

    /// <summary>Settings of the library.</summary>
    internal static RunSettings Of(TrialSettings trial)
        => new(trial, Precision.Float);

    /// <summary>The defaults that go with what is asked for.</summary>
    /// <param name="asked">The settings with everything that was typed; of them, what the others depend on is read: the network, the windows, the optimiser, and what ends the run.</param>
    /// <param name="isGiven">Whether an option was typed, by its name.</param>
    /// <param name="text">The text to train on.</param>
    internal static RunSettings For(RunSettings asked, Func<string, bool> isGiven, EncodedText text)
    {
        RunSettings advised = Advised(asked.Trial, text, SequenceLength(asked, isGiven), isGiven(TrainingTable.Batch) ? asked.Training.BatchSize : null);
        return (asked.Optimizer.Kind == OptimizerKind.Adam ? advised : ForRule(asked.Optimizer.Kind)).WithEndOf(asked, advised);
    }

    /// <summary>
    /// The defaults for a network that was trained on another text before: without a given end, a third of the usual passes, at least 3, because
    /// it overfits a short text sooner. Measured: docs/first-model.md.
    /// </summary>
    /// <param name="asked">As for <see cref="For"/>.</param>
    /// <param name="isGiven">Whether an option was typed, by its name.</param>
    /// <param name="text">The text to train on.</param>
    internal static RunSettings ForTrainedNetwork(RunSettings asked, Func<string, bool> isGiven, EncodedText text)
    {
        RunSettings usual = For(asked, isGiven, text);
        if (usual.Training.Epochs == 0)
        {
            return usual;
        }

        int passes = Math.Min(usual.Training.Epochs, Math.Max(3, (usual.Training.Epochs + 1) / 3));
        RunSettings shorter = For(asked.With(asked.Training with { Epochs = passes }), isGiven, text);
        return shorter.With(shorter.Training with { Epochs = passes });
    }

    /// <summary>The published experiment's rule with the end that goes with what is asked for.</summary>
    internal static RunSettings ClassicFor(RunSettings asked, EncodedText text)
        => Classic.With(asked.Optimizer.Kind).WithEndOf(asked, Advised(asked.Trial, text, sequenceLength: null, batchSize: null));

    /// <summary>The defaults of a rule as far as they do not depend on the text.</summary>
    internal static RunSettings ForRule(OptimizerKind kind) => kind == OptimizerKind.Adam ? Base : Classic with
    {
        Trial = Classic.Trial with
        {
            StandardDeviation = null,
            ScheduleSpansJob = true,
            Optimizer = new OptimizerOptions
            {
                Kind = kind,
                Schedule = LearningRateSchedule.Cosine(1),
                InitialAccumulator = kind == OptimizerKind.AdaGrad ? SteadyAccumulator : 0,
            },
        },
    };

    /// <summary>Whether a rule has a sum of squared gradients that starts somewhere.</summary>
    internal static bool HasAccumulator(OptimizerKind kind) => kind is OptimizerKind.AdaGrad or OptimizerKind.RmsProp;

    private static int? SequenceLength(RunSettings asked, Func<string, bool> isGiven)
        => asked.Training.SequenceLengths is [.., var last] ? last : isGiven(TrainingTable.SequenceLength) ? asked.Training.SequenceLength : null;

    private static RunSettings Advised(TrialSettings network, EncodedText text, int? sequenceLength, int? batchSize)
    {
        TrialSettings advised = TrialSettings.For(text, network.HiddenSize, network.Cell, network.LayerCount, sequenceLength, batchSize);
        return Of(PassesOf(network.Training, advised.Training, text.Length) is { } passes
            ? TrialSettings.For(text, network.HiddenSize, network.Cell, network.LayerCount, sequenceLength, batchSize, passes) : advised);
    }

    /// <summary>The passes that are asked for; null where none are.</summary>
    private static double? PassesOf(TrainingOptions asked, TrainingOptions windows, int textLength)
        => asked.MaxUpdates > 0 ? asked.MaxUpdates * (double)windows.SequenceLength * windows.BatchSize / Math.Max(1, textLength)
            : asked.Epochs > 0 ? asked.Epochs : null;

    private static RunSettings WithoutEnd(this RunSettings settings) => settings.With(settings.Training with { Epochs = 0 });

    /// <summary>Without an end that was asked for, as many passes as are advised.</summary>
    private static RunSettings WithEndOf(this RunSettings settings, RunSettings asked, RunSettings advised)
        => settings.With(settings.Training with { Epochs = asked.Training is { Epochs: 0, MaxUpdates: 0 } ? advised.Training.Epochs : 0 });
}
