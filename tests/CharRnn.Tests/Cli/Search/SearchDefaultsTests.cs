using CharRnn.Cli.Search;
using CharRnn.Optimization;
using CharRnn.Training.Search;

namespace CharRnn.Tests.Cli.Search;

public sealed class SearchDefaultsTests
{
    [Theory]
    [InlineData(0, 1, 2, 4)]
    [InlineData(299_999, 1, 2, 4)]
    [InlineData(300_000, 4, 8, 16)]
    public void Long_texts_are_read_in_more_streams(int length, params int[] expected)
        => SearchDefaults.Vary(new SearchSpace(), length).BatchSizes.Should().Equal(expected);

    [Fact]
    public void Every_rule_has_a_range_of_rates_around_its_usual_one()
    {
        foreach (OptimizerKind kind in Enum.GetValues<OptimizerKind>())
        {
            SearchDefaults.LearningRates(kind).Values.Should().HaveCount(2).And.BeInAscendingOrder();
            OptimizerOptions.UsualLearningRate(kind).Should().BeInRange(SearchDefaults.LearningRates(kind).Values[0], SearchDefaults.LearningRates(kind).Values[^1], $"of {kind}");
        }
    }
}
