using CharRnn.Optimization;
using CharRnn.Training;
using CharRnn.Training.Search;

namespace CharRnn.Tests.Training.Search;

public sealed class SearchJsonTests
{
    [Fact]
    public void A_job_comes_back_as_it_was()
    {
        TrialJob job = new()
        {
            Trial = 3,
            Rung = 1,
            Epochs = 0.3,
            Validation = ValidationSplit.EveryNth(7, 900),
            Settings = new()
            {
                HiddenSize = 12,
                StandardDeviation = null,
                Seed = -4,
                Optimizer = new() { Kind = OptimizerKind.RmsProp, LearningRate = 1e-3, EpsilonPlacement = EpsilonPlacement.OutsideRoot, Schedule = LearningRateSchedule.Cosine(100, 0.1) },
                Training = new() { SequenceLengths = [5, 10], GradientLimit = double.PositiveInfinity, ChunkOrder = ChunkOrder.Shuffled, EndOfText = "\u0003", LossReduction = LossReduction.Mean },
            },
        };
        string json = SearchJson.Write(job);
        json.Should().NotContain("\n").And.Contain("\"kind\":\"RmsProp\"").And.Contain("\"gradientLimit\":\"Infinity\"");
        TrialJob back = SearchJson.ReadJob(json);
        back.Should().BeEquivalentTo(job);
        SearchJson.Write(back).Should().Be(json);
    }

    [Fact]
    public void What_is_not_mentioned_has_its_default()
    {
        TrialSettings settings = SearchJson.ReadSettings("""{"optimizer":{"kind":"Adam"},"training":{"batchSize":8}}""");
        settings.Should().BeEquivalentTo(new TrialSettings
        {
            Optimizer = new() { Kind = OptimizerKind.Adam },
            Training = new() { BatchSize = 8 },
        });
    }

    [Fact]
    public void What_a_space_does_not_mention_has_its_default()
    {
        SearchOptions search = SearchJson.ReadOptions("""{"spaces":[{"base":{"hiddenSize":7}},{}]}""");

        search.Spaces.Should().BeEquivalentTo([new SearchSpace { Base = new() { HiddenSize = 7 } }, new SearchSpace()]);
    }

    [Fact]
    public void A_search_comes_back_as_it_was()
    {
        SearchOptions options = new()
        {
            Strategy = SearchStrategy.Grid,
            Spaces = [new() { LearningRate = NumberChoice.Between(0.1, 1), Seeds = [1, 2] }, new() { Optimizers = [OptimizerKind.Adam] }],
            Reduction = 2,
        };
        SearchJson.ReadOptions(SearchJson.Write(options)).Should().BeEquivalentTo(options);
    }

    [Fact]
    public void A_diverged_result_comes_back_as_it_was()
    {
        TrialResult result = new() { Diverged = true, SmoothLoss = double.NaN, Updates = 7 };
        SearchJson.ReadResult(SearchJson.Write(result)).Should().BeEquivalentTo(result);
    }

    [Theory]
    [InlineData("""{"optimiser":{}}""", "*optimiser*")]
    [InlineData("""{"optimizer":{"kind":"Adama"}}""", "*kind*")]
    [InlineData("""{"hiddenSize":0}""", "*HiddenSize*")]
    [InlineData("[]", "*object*")]
    [InlineData("{", "*")]
    public void What_does_not_exist_is_refused_by_name(string json, string message)
        => FluentActions.Invoking(() => SearchJson.ReadSettings(json)).Should().Throw<InvalidDataException>().WithMessage(message);
}
