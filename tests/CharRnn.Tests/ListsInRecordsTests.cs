using CharRnn.Optimization;
using CharRnn.Persistence;
using CharRnn.Training;
using CharRnn.Training.Search;

namespace CharRnn.Tests;

/// <summary>Lists returned by the library cannot be cast to types that allow changes, and records with lists are equal by value.</summary>
public sealed class ListsInRecordsTests
{
    private static readonly BlockGradientError _error = new() { Name = "U", MaxAbsoluteError = 1 };

    public static TheoryData<string, Func<object>, Func<object>> Twins => new()
    {
        { "TrainingOptions", () => new TrainingOptions { SequenceLengths = [5, 10] }, () => new TrainingOptions { SequenceLengths = [5, 11] } },
        { "NumberChoice", () => NumberChoice.Of(1, 2), () => NumberChoice.Of(1, 3) },
        { "SearchOptions", () => new SearchOptions { Spaces = [new() { Seeds = [1, 2] }] }, () => new SearchOptions { Spaces = [new() { Seeds = [1] }] } },
        { "SearchSpace.Optimizers", () => new SearchSpace { Optimizers = [OptimizerKind.Adam] }, () => new SearchSpace { Optimizers = [OptimizerKind.Sgd] } },
        { "SearchSpace.HiddenSizes", () => new SearchSpace { HiddenSizes = [7] }, () => new SearchSpace { HiddenSizes = [8] } },
        { "SearchSpace.SequenceLengths", () => new SearchSpace { SequenceLengths = [7] }, () => new SearchSpace { SequenceLengths = [8] } },
        { "SearchSpace.BatchSizes", () => new SearchSpace { BatchSizes = [7] }, () => new SearchSpace { BatchSizes = [7, 7] } },
        { "TrialJob", () => new TrialJob { Settings = new() { Training = new() { SequenceLengths = [5] } } }, () => new TrialJob { Settings = new() { Training = new() { SequenceLengths = [6] } } } },
        { "GradientCheckReport", () => new GradientCheckReport { Blocks = [_error with { }] }, () => new GradientCheckReport { Blocks = [_error with { MaxAbsoluteError = 2 }] } },
        { "DirectionalCheckReport", () => new DirectionalCheckReport { Derivatives = [new(1, 2)], GradientNorm = 3 }, () => new DirectionalCheckReport { Derivatives = [new(1, 3)], GradientNorm = 3 } },
    };

    public static TheoryData<string, object> HandedOut
    {
        get
        {
            Trainer<float> trainer = TrainOneEpoch();
            TrainingResult<float> result = trainer.Result();
            ModelFileInfo info = Inspect(trainer.Model);
            var space = new SearchSpace { Optimizers = [OptimizerKind.Sgd], HiddenSizes = [1], SequenceLengths = [1], BatchSizes = [1], Seeds = [1] };
            return new()
            {
                { "Trainer.LossHistory", trainer.LossHistory },
                { "Trainer.EpochHistory", trainer.EpochHistory },
                { "TrainingResult.LossHistory", result.LossHistory },
                { "TrainingResult.EpochHistory", result.EpochHistory },
                { "TrainingOptions.SequenceLengths", new TrainingOptions { SequenceLengths = [1] }.SequenceLengths },
                { "RnnParameters.Blocks", trainer.Model.Rnn.Parameters.Blocks },
                { "Optimizer.State", new Adam<float>(trainer.Model.Rnn.Parameters.Architecture).State },
                { "GradientCheckReport.Blocks", new GradientCheckReport { Blocks = [_error] }.Blocks },
                { "DirectionalCheckReport.Derivatives", new DirectionalCheckReport { Derivatives = [new(1, 2)], GradientNorm = 1 }.Derivatives },
                { "GradientCheckException.Blocks", Wrong().Blocks },
                { "NumberChoice.Values", NumberChoice.Of(1).Values },
                { "SearchOptions.Spaces", new SearchOptions().Spaces },
                { "SearchSpace.Optimizers", space.Optimizers },
                { "SearchSpace.HiddenSizes", space.HiddenSizes },
                { "SearchSpace.SequenceLengths", space.SequenceLengths },
                { "SearchSpace.BatchSizes", space.BatchSizes },
                { "SearchSpace.Seeds", space.Seeds },
                { "ModelFileInfo.Tensors", info.Tensors },
                { "ModelFileTensor.Shape", info.Tensors[0].Shape },
                { "ModelFileInfo.Settings", info.Settings },
            };
        }
    }

    [Theory]
    [MemberData(nameof(Twins))]
    public void Records_with_equal_lists_are_equal_and_with_others_are_not(string name, Func<object> create, Func<object> createOther)
    {
        object one = create(), same = create(), other = createOther();

        one.Equals(same).Should().BeTrue("of {0}", name);
        one.GetHashCode().Should().Be(same.GetHashCode(), "of {0}", name);
        one.Equals(other).Should().BeFalse("of {0}", name);
        one.Equals(null).Should().BeFalse("of {0}", name);
    }

    [Theory]
    [MemberData(nameof(HandedOut))]
    public void List_that_is_handed_out_cannot_be_changed(string name, object list)
    {
        bool isReadOnly = list switch
        {
            Array => false,
            System.Collections.IList plain => plain.IsReadOnly,
            IDictionary<string, string> dictionary => dictionary.IsReadOnly,
            _ => list.GetType().GetInterfaces().All(one => one.Name is not ("IList`1" or "ICollection`1")),
        };

        isReadOnly.Should().BeTrue("{0} is a {1}", name, list.GetType());
    }

    [Fact]
    public void Options_show_what_their_lists_hold_in_every_culture()
        => NumberChoice.Of(0.5, 2).ToString().Should().Contain("[0.5, 2]");

    [Fact]
    public void A_list_refuses_a_place_that_it_does_not_have()
        => FluentActions.Invoking(() => NumberChoice.Of(1, 2).Values[2]).Should().Throw<ArgumentOutOfRangeException>()
            .WithParameterName("index").WithMessage("*2 elements*");

    [Fact]
    public void A_list_is_equal_to_one_with_the_same_elements_and_to_nothing_else()
    {
        object list = NumberChoice.Of(1, 2).Values;

        list.Equals(NumberChoice.Of(1, 2).Values).Should().BeTrue();
        list.Equals(NumberChoice.Of(2, 1).Values).Should().BeFalse("order counts");
        list.Equals(Enumerable.Range(1, 2)).Should().BeFalse();
        list.Equals(null).Should().BeFalse();
    }

    [Fact]
    public void Changing_the_array_behind_an_option_changes_nothing()
    {
        int[] lengths = [5, 10];
        var options = new TrainingOptions { SequenceLengths = lengths };
        lengths[0] = 99;

        options.SequenceLengths.Should().Equal(5, 10);
    }

    [Fact]
    public void Histories_are_live_views()
    {
        Trainer<float> trainer = TrainOneEpoch();
        IReadOnlyList<LossPoint> losses = trainer.LossHistory;
        IReadOnlyList<EpochSummary> epochs = trainer.EpochHistory;
        int lossCount = losses.Count, epochCount = epochs.Count;
        TrainingResult<float> before = trainer.Result();

        for (int i = 0; i < 20; i++)
        {
            trainer.Step([0, 1, 0, 1, 0, 1, 0, 1, 0, 1]);
        }

        losses.Count.Should().Be(lossCount + 20);
        epochs.Count.Should().BeGreaterThan(epochCount);
        before.LossHistory.Should().HaveCount(lossCount, "a result is a snapshot");
        trainer.LossHistory.Should().BeSameAs(losses);
    }

    private static Trainer<float> TrainOneEpoch()
    {
        RnnModel<float> model = Networks.RandomModel<float>("ab", 2, seed: 1);
        var trainer = new Trainer<float>(model, new AdaGrad<float>(model.Rnn.Parameters.Architecture), new() { SequenceLength = 3, Epochs = 1, HistoryEvery = 1 });
        trainer.Train([0, 1, 0, 1, 0, 1, 0, 1, 0, 1]);
        return trainer;
    }

    private static ModelFileInfo Inspect(RnnModel<float> model)
    {
        string path = Path.GetTempFileName();
        try
        {
            model.Save(path, new Dictionary<string, string> { ["a"] = "b" });
            return ModelFile.Inspect(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static GradientCheckException Wrong()
        => FluentActions.Invoking(() => new GradientCheckReport { Blocks = [_error] }.EnsureWithin(0)).Should().Throw<GradientCheckException>().Which;
}
