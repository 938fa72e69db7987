using CharRnn.Optimization;
using CharRnn.Training;
using CharRnn.Training.Search;

namespace CharRnn.Tests;

/// <summary>An option that is null or not a member of its enumeration is refused when it is set, by name.</summary>
public sealed class OptionRefusalTests
{
    private const int Undefined = 99;

    public static TheoryData<string, Action> Nulls => new()
    {
        { "Prompt", () => _ = new SamplingOptions { Prompt = null! } },
        { "StopText", () => _ = new SamplingOptions { StopText = null! } },
        { "SequenceLengths", () => _ = new TrainingOptions { SequenceLengths = null! } },
        { "EndOfText", () => _ = new TrainingOptions { EndOfText = null! } },
        { "Validation", () => _ = new TrainingOptions { Validation = null! } },
        { "Schedule", () => _ = new OptimizerOptions { Schedule = null! } },
        { "Schedule", () => new Sgd<float>(Networks.Architecture(2, 2)).Schedule = null! },
        { "Blocks", () => _ = new GradientCheckReport { Blocks = null! } },
        { "blockName", () => _ = new GradientCheckReport { Blocks = [] }[null!] },
        { "Derivatives", () => _ = new DirectionalCheckReport { Derivatives = null!, GradientNorm = 1 } },
        { "Values", () => _ = new NumberChoice { Values = null! } },
        { "Spaces", () => _ = new SearchOptions { Spaces = null! } },
        { "Validation", () => _ = new SearchOptions { Validation = null! } },
        { "Base", () => _ = new SearchSpace { Base = null! } },
        { "Optimizers", () => _ = new SearchSpace { Optimizers = null! } },
        { "HiddenSizes", () => _ = new SearchSpace { HiddenSizes = null! } },
        { "SequenceLengths", () => _ = new SearchSpace { SequenceLengths = null! } },
        { "BatchSizes", () => _ = new SearchSpace { BatchSizes = null! } },
        { "Seeds", () => _ = new SearchSpace { Seeds = null! } },
        { "Validation", () => _ = new TrialJob { Validation = null! } },
        { "Settings", () => _ = new TrialJob { Settings = null! } },
        { "test", () => _ = ValidationSplit.None.Overlaps(null!) },
        { "Documents", () => _ = new CharRnn.Persistence.TextReadingOptions { Documents = null! } },
        { "Cells", () => _ = new SearchSpace { Cells = null! } },
        { "LayerCounts", () => _ = new SearchSpace { LayerCounts = null! } },
        { "Job", () => _ = new TrialResult { Job = null! } },
        { "Optimizer", () => _ = new TrialSettings { Optimizer = null! } },
        { "Training", () => _ = new TrialSettings { Training = null! } },
        { "value", () => SearchJson.Write((TrialJob)null!) },
        { "value", () => SearchJson.Write((SearchOptions)null!) },
    };

    public static TheoryData<string, Action> OutOfRange => new()
    {
        { "LossReduction", () => _ = new TrainingOptions { LossReduction = (LossReduction)Undefined } },
        { "ChunkOrder", () => _ = new TrainingOptions { ChunkOrder = (ChunkOrder)Undefined } },
        { "Kind", () => _ = new ValidationSplit { Kind = (ValidationKind)Undefined } },
        { "Interval", () => _ = new ValidationSplit { Interval = 1 } },
        { "ChunkLength", () => _ = new ValidationSplit { ChunkLength = 1 } },
        { "Kind", () => _ = new OptimizerOptions { Kind = (OptimizerKind)Undefined } },
        { "EpsilonPlacement", () => _ = new OptimizerOptions { EpsilonPlacement = (EpsilonPlacement)Undefined } },
        { "epsilonPlacement", () => _ = new RmsProp<float>(Networks.Architecture(2, 2), epsilonPlacement: (EpsilonPlacement)Undefined) },
        { "Shape", () => _ = new LearningRateSchedule { Shape = (LearningRateShape)Undefined } },
        { "PredictionCount", () => _ = new TextScore { PredictionCount = 0, TotalLoss = 1 } },
        { "Method", () => _ = new NumericalGradientOptions { Method = (NumericalMethod)Undefined } },
        { "Strategy", () => _ = new SearchOptions { Strategy = (SearchStrategy)Undefined } },
        { "Optimizers", () => _ = new SearchSpace { Optimizers = [(OptimizerKind)Undefined] } },
        { "HiddenSizes", () => _ = new SearchSpace { HiddenSizes = [0] } },
        { "SequenceLengths", () => _ = new SearchSpace { SequenceLengths = [0] } },
        { "BatchSizes", () => _ = new SearchSpace { BatchSizes = [0] } },
        { "Trial", () => _ = new TrialJob { Trial = -1 } },
        { "Rung", () => _ = new TrialJob { Rung = -1 } },
        { "Epochs", () => _ = new TrialJob { Epochs = 0 } },
        { "Epochs", () => _ = new TrialJob { Epochs = double.NaN } },
        { "kind", () => OptimizerOptions.UsualLearningRate((OptimizerKind)Undefined) },
    };

    [Theory]
    [MemberData(nameof(Nulls))]
    public void Null_is_refused_by_name(string name, Action act)
        => act.Should().Throw<ArgumentNullException>().WithParameterName(name);

    [Theory]
    [MemberData(nameof(OutOfRange))]
    public void A_value_out_of_range_is_refused_by_name(string name, Action act)
        => act.Should().Throw<ArgumentOutOfRangeException>().WithParameterName(name);

    [Fact]
    public void The_message_about_an_undefined_value_lists_those_that_exist()
        => FluentActions.Invoking(() => new TrainingOptions { ChunkOrder = (ChunkOrder)Undefined })
            .Should().Throw<ArgumentOutOfRangeException>().WithMessage("*Sequential, Shuffled, Random*");
}
