using System.Globalization;
using CharRnn.Optimization;
using CharRnn.Training.Search;

namespace CharRnn.Tests.Training.Search;

public sealed class SearchSpaceTests
{
    private static readonly SearchSpace _space = new()
    {
        LearningRate = NumberChoice.Between(0.01, 1),
        Optimizers = [OptimizerKind.AdaGrad, OptimizerKind.Adam],
        InitialAccumulator = NumberChoice.Of(0, 10),
        StandardDeviation = NumberChoice.Of(0.1),
        HiddenSizes = [10, 20, 30],
        SequenceLengths = [5],
        BatchSizes = [1, 2],
        Seeds = [7, 8],
    };

    [Fact]
    public void Grid_has_every_combination_once()
    {
        TrialSettings[] grid = Settings(new() { Strategy = SearchStrategy.Grid, Spaces = [_space] });

        // AdaGrad: 2 rates · 2 accumulators · 3 · 2 · 2; Adam has no accumulator.
        grid.Should().HaveCount(48 + 24);
        grid.Select(SearchJson.Write).Should().OnlyHaveUniqueItems();
        grid.Count(settings => settings.Optimizer.Kind == OptimizerKind.Adam).Should().Be(24);
        grid.Should().OnlyContain(settings => settings.Training.SequenceLength == 5 && settings.StandardDeviation == 0.1);
        grid[0].Seed.Should().Be(7);
        grid[1].Seed.Should().Be(8, "the last dimension varies fastest");
        grid[1].Training.BatchSize.Should().Be(1);
        grid[2].Training.BatchSize.Should().Be(2);
    }

    [Fact]
    public void Grid_varies_what_the_space_names_and_weight_decay_only_where_the_rule_has_it()
    {
        SearchSpace space = new() { WeightDecay = NumberChoice.Of(0, 0.1), Optimizers = [OptimizerKind.Sgd, OptimizerKind.Adam], Dropout = NumberChoice.Of(0.2) };
        TrialSettings[] grid = Settings(new() { Strategy = SearchStrategy.Grid, Spaces = [space] });

        grid.Select(settings => (settings.Optimizer.Kind, settings.Optimizer.WeightDecay))
            .Should().Equal((OptimizerKind.Sgd, space.Base.Optimizer.WeightDecay), (OptimizerKind.Adam, 0), (OptimizerKind.Adam, 0.1));
        grid.Should().OnlyContain(settings => settings.Training.Dropout == 0.2 && settings.Optimizer.LearningRate == space.Base.Optimizer.LearningRate);
        Settings(new() { Strategy = SearchStrategy.Grid, Spaces = [new SearchSpace()] }).Should().ContainSingle().Which.Should().Be(new SearchSpace().Base);
    }

    [Fact]
    public void A_random_trial_does_not_depend_on_how_many_there_are()
    {
        SearchOptions options = new() { Spaces = [_space], TrialCount = 50, Seed = 3 };
        TrialSettings[] many = Settings(options), few = Settings(options with { TrialCount = 5 }), other = Settings(options with { Seed = 4 });
        few.Select(SearchJson.Write).Should().Equal(many.Take(5).Select(SearchJson.Write));
        other.Select(SearchJson.Write).Should().NotEqual(many.Select(SearchJson.Write));
    }

    [Fact]
    public void Random_rates_are_spread_evenly_over_the_decades_of_their_range()
    {
        double[] rates = [.. Settings(new() { Spaces = [_space], TrialCount = 1000 }).Select(settings => settings.Optimizer.LearningRate!.Value)];
        rates.Should().OnlyContain(rate => rate >= 0.01 && rate <= 1);
        rates.Should().OnlyContain(rate => rate == double.Parse(rate.ToString("G3", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture), "three digits are enough");

        // Half of them in each of the two decades: within five standard deviations of a thousand coins.
        rates.Count(rate => rate < 0.1).Should().BeInRange(420, 580);
    }

    [Fact]
    public void Several_spaces_take_turns()
    {
        SearchSpace other = new() { Base = new() { Optimizer = new() { Kind = OptimizerKind.RmsProp } } };
        Settings(new() { Spaces = [_space with { Optimizers = [] }, other], TrialCount = 4 }).Select(settings => settings.Optimizer.Kind)
            .Should().Equal(OptimizerKind.AdaGrad, OptimizerKind.RmsProp, OptimizerKind.AdaGrad, OptimizerKind.RmsProp);
    }

    [Fact]
    public void Bad_numbers_are_refused()
    {
        FluentActions.Invoking(() => NumberChoice.Between(0, 1)).Should().Throw<ArgumentOutOfRangeException>().WithParameterName("minimum");
        FluentActions.Invoking(() => NumberChoice.Between(2, 1)).Should().Throw<ArgumentOutOfRangeException>().WithParameterName("maximum");
        FluentActions.Invoking(() => NumberChoice.Of(1, double.NaN)).Should().Throw<ArgumentOutOfRangeException>().WithParameterName("Values");
        FluentActions.Invoking(() => new SearchOptions { Spaces = [] }).Should().Throw<ArgumentException>().WithParameterName("Spaces");
        FluentActions.Invoking(() => new SearchOptions { Reduction = 1 }).Should().Throw<ArgumentOutOfRangeException>().WithParameterName("Reduction");
    }

    private static TrialSettings[] Settings(SearchOptions options) => options.Settings();
}
