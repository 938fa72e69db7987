using System.Numerics;
using CharRnn.Optimization;
using CharRnn.Training;
using CharRnn.Training.Search;

namespace CharRnn.Cli.Options;

/// <content>The same settings in the terms of the library, and back.</content>
internal sealed partial record TrainingSettings
{
    /// <summary>The settings that library options stand for.</summary>
    /// <param name="trial">A network, a rule and its training.</param>
    /// <param name="precision">Type of the numbers.</param>
    internal static TrainingSettings From(TrialSettings trial, Precision precision)
    {
        (TrainingOptions training, OptimizerOptions optimizer) = (trial.Training, trial.Optimizer);
        return new TrainingSettings
        {
            HiddenSize = trial.HiddenSize,
            InitScale = trial.StandardDeviation,
            Seed = trial.Seed,
            Precision = precision,
            SequenceLength = training.SequenceLength,
            SequenceLengths = training.SequenceLengths,
            BatchSize = training.BatchSize,
            Epochs = training.Epochs,
            MaxUpdates = training.MaxUpdates,
            GradientLimit = ZeroIfNone(training.GradientLimit),
            GradientNormLimit = ZeroIfNone(training.GradientNormLimit),
            MeanLoss = training.LossReduction == LossReduction.Mean,
            Validation = training.Validation,
            Patience = training.Patience,
            ChunkOrder = training.ChunkOrder,
            ChunkLength = training.ChunkLength,
            EndOfText = training.EndOfText,
            Optimizer = optimizer.Kind,
            LearningRate = optimizer.LearningRate ?? OptimizerOptions.UsualLearningRate(optimizer.Kind),
            Schedule = Enum.Parse<Schedule>(optimizer.Schedule.Shape.ToString()),
            FinalRate = optimizer.Schedule.FinalFraction,
            StepEvery = optimizer.Schedule.Shape == LearningRateShape.Step ? optimizer.Schedule.Period : Defaults.StepEvery,
            StepFactor = optimizer.Schedule.StepFactor,
            WarmUp = optimizer.Schedule.WarmUp,
            InitialAccumulator = optimizer.InitialAccumulator,
            WeightDecay = optimizer.WeightDecay,
            Momentum = optimizer.Momentum,
            Beta1 = optimizer.Beta1,
            Beta2 = optimizer.Beta2,
            Decay = optimizer.Decay,
            Epsilon = optimizer.Epsilon,
            EpsilonOutside = optimizer.EpsilonPlacement == EpsilonPlacement.OutsideRoot,
        };
    }

    /// <summary>Everything but how long it lasts and in what it computes. A cosine ends where the training does.</summary>
    internal TrialSettings ToTrial() => new()
    {
        HiddenSize = HiddenSize,
        StandardDeviation = InitScale,
        Seed = Seed,
        Optimizer = ToOptimizerOptions(plannedUpdates: 1),
        ScheduleSpansJob = Schedule == Schedule.Cosine,
        Training = ToTrainingOptions(),
    };

    /// <summary>A new network.</summary>
    internal RnnModel<T> CreateModel<T>(Vocabulary vocabulary)
        where T : unmanaged, IFloatingPointIeee754<T> => ToTrial().CreateModel<T>(vocabulary);

    /// <summary>A new optimiser.</summary>
    /// <param name="architecture">Of the network.</param>
    /// <param name="plannedUpdates">Over which a falling learning rate falls.</param>
    internal IOptimizer<T> CreateOptimizer<T>(RnnArchitecture architecture, long plannedUpdates)
        where T : unmanaged, IFloatingPointIeee754<T>
        => CharRnn.Optimization.Optimizer.Create<T>(architecture, ToOptimizerOptions(plannedUpdates));

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
        Validation = Validation,
        Patience = Patience,
        ChunkOrder = ChunkOrder,
        ChunkLength = ChunkLength,
        EndOfText = EndOfText,
        ShuffleSeed = Seed,
        SequenceLengths = SequenceLengths,
        LossReduction = MeanLoss ? LossReduction.Mean : LossReduction.Sum,
    };

    private OptimizerOptions ToOptimizerOptions(long plannedUpdates) => new()
    {
        Kind = Optimizer,
        LearningRate = LearningRate,
        Schedule = CreateSchedule(plannedUpdates) with { WarmUp = WarmUp },
        InitialAccumulator = InitialAccumulator,
        WeightDecay = WeightDecay,
        Momentum = Momentum,
        Beta1 = Beta1,
        Beta2 = Beta2,
        Decay = Decay,
        Epsilon = Epsilon,
        EpsilonPlacement = EpsilonOutside ? EpsilonPlacement.OutsideRoot : EpsilonPlacement.InsideRoot,
    };

    private LearningRateSchedule CreateSchedule(long plannedUpdates) => Schedule switch
    {
        Schedule.Cosine => LearningRateSchedule.Cosine(Math.Max(1, plannedUpdates - WarmUp), FinalRate),
        Schedule.Step => LearningRateSchedule.Step(StepEvery, StepFactor),
        _ => LearningRateSchedule.Constant,
    };

    private static double NoneIfZero(double limit) => limit > 0 ? limit : double.PositiveInfinity;

    private static double ZeroIfNone(double limit) => double.IsPositiveInfinity(limit) ? 0 : limit;
}
