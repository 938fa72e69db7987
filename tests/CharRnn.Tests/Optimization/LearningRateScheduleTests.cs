using CharRnn.Optimization;
using CharRnn.Training.Search;

namespace CharRnn.Tests.Optimization;

public sealed class LearningRateScheduleTests
{
    [Fact]
    public void Constant_is_one_for_ever()
    {
        LearningRateSchedule.Constant.FactorAt(1).Should().Be(1);
        LearningRateSchedule.Constant.FactorAt(long.MaxValue).Should().Be(1);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(100, 1)]
    [InlineData(101, 0.1)]
    [InlineData(200, 0.1)]
    [InlineData(201, 0.01)]
    public void Step_falls_after_every_period(long update, double expected)
        => LearningRateSchedule.Step(100, 0.1).FactorAt(update).Should().BeApproximately(expected, 1e-15);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(26, 0.8681980515339464)] // 0.1 + 0.9·(1 + √½)/2 … a quarter of the way, cos(π/4)
    [InlineData(51, 0.55)]
    [InlineData(101, 0.1)]
    [InlineData(1000, 0.1)]
    public void Cosine_falls_to_its_end_and_stays_there(long update, double expected)
        => LearningRateSchedule.Cosine(100, 0.1).FactorAt(update).Should().BeApproximately(expected, 1e-15);

    [Theory]
    [InlineData(1, 0.1)]
    [InlineData(5, 0.5)]
    [InlineData(10, 1)]
    [InlineData(11, 1)]
    [InlineData(14, 1)]
    [InlineData(15, 0.5)]
    public void WarmUp_rises_in_a_line_and_the_shape_begins_after_it(long update, double expected)
        => (LearningRateSchedule.Step(4, 0.5) with { WarmUp = 10 }).FactorAt(update).Should().BeApproximately(expected, 1e-15);

    [Fact]
    public void WarmUp_ends_with_the_whole_rate_and_a_cosine_begins_with_it()
    {
        LearningRateSchedule schedule = LearningRateSchedule.Cosine(4) with { WarmUp = 10 };

        schedule.FactorAt(10).Should().Be(1);
        schedule.FactorAt(11).Should().Be(1);
        schedule.FactorAt(12).Should().BeLessThan(1);
    }

    [Fact]
    public void FactorAt_refuses_update_zero()
        => FluentActions.Invoking(() => LearningRateSchedule.Constant.FactorAt(0)).Should().Throw<ArgumentOutOfRangeException>().WithParameterName("update");

    [Fact]
    public void Bad_numbers_are_refused_by_name()
    {
        FluentActions.Invoking(() => LearningRateSchedule.Step(0, 0.5)).Should().Throw<ArgumentOutOfRangeException>().WithParameterName("Period");
        FluentActions.Invoking(() => LearningRateSchedule.Step(1, double.NaN)).Should().Throw<ArgumentOutOfRangeException>().WithParameterName("StepFactor");
        FluentActions.Invoking(() => LearningRateSchedule.Cosine(1, 1)).Should().Throw<ArgumentOutOfRangeException>().WithParameterName("FinalFraction");
        FluentActions.Invoking(() => new LearningRateSchedule { WarmUp = -1 }).Should().Throw<ArgumentOutOfRangeException>().WithParameterName("WarmUp");
    }

    [Fact]
    public void EndingAt_ends_a_cosine_with_the_last_update_and_leaves_other_shapes_alone()
    {
        LearningRateSchedule warm = LearningRateSchedule.Cosine(7) with { WarmUp = 10 };
        warm.EndingAt(110).Should().Be(warm with { Period = 100 });
        warm.EndingAt(5).Period.Should().Be(1);
        warm.EndingAt(1).Period.Should().Be(1);
        LearningRateSchedule.Step(20, 0.5).EndingAt(110).Should().Be(LearningRateSchedule.Step(20, 0.5));
        FluentActions.Invoking(() => warm.EndingAt(0)).Should().Throw<ArgumentOutOfRangeException>().WithParameterName("lastUpdate");
    }

    [Fact]
    public void EndingAt_takes_a_cosine_that_is_over_up_again_at_the_rate_of_the_longer_run()
    {
        LearningRateSchedule over = LearningRateSchedule.Cosine(1000);
        over.FactorAt(1001).Should().BeApproximately(0, 1e-12);
        over.EndingAt(2000).FactorAt(1001).Should().BeApproximately(0.5, 1e-12);
        over.EndingAt(2000).FactorAt(2001).Should().BeApproximately(0, 1e-12);
    }

    [Fact]
    public void FromFunction_gives_the_factors_of_the_function_after_the_warm_up()
    {
        LearningRateSchedule schedule = LearningRateSchedule.FromFunction(update => 1.0 / update) with { WarmUp = 4 };

        schedule.Shape.Should().Be(LearningRateShape.Custom);
        ((long[])[1, 4, 5, 100]).Select(schedule.FactorAt).Should().Equal(0.25, 1, 0.2, 0.01);
        schedule.EndingAt(50).Should().Be(schedule);
        LearningRateSchedule.FromFunction(_ => 0).FactorAt(1).Should().Be(0, "a rate of 0 stands still");
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(-0.1)]
    public void FromFunction_with_an_impossible_factor_fails_and_names_the_update(double factor)
    {
        Action act = () => LearningRateSchedule.FromFunction(_ => factor).FactorAt(7);

        act.Should().Throw<InvalidOperationException>().WithMessage("*update 7*");
    }

    [Fact]
    public void Custom_shape_without_a_function_is_refused_and_another_shape_drops_the_function()
    {
        Action act = () => _ = new LearningRateSchedule { Shape = LearningRateShape.Custom };
        act.Should().Throw<ArgumentException>().WithParameterName("Shape").WithMessage("*FromFunction*");
        Action withoutFunction = () => LearningRateSchedule.FromFunction(null!);
        withoutFunction.Should().Throw<ArgumentNullException>().WithParameterName("factor");

        LearningRateSchedule custom = LearningRateSchedule.FromFunction(_ => 0.5);
        (custom with { Shape = LearningRateShape.Custom }).Should().Be(custom);
        (custom with { Shape = LearningRateShape.Constant }).Should().Be(LearningRateSchedule.Constant);
    }

    [Fact]
    public void Custom_schedule_is_refused_wherever_settings_become_text()
    {
        var trial = new TrialSettings { Optimizer = new OptimizerOptions { Schedule = LearningRateSchedule.FromFunction(_ => 1) } };
        var job = new TrialJob { Settings = trial };
        Action[] writes =
        [
            () => SearchJson.Write(trial),
            () => SearchJson.Write(job),
            () => SearchJson.Write(new TrialResult { Job = job }),
            () => SearchJson.Write(new SearchOptions { Spaces = [new SearchSpace(), new SearchSpace { Base = trial }] }),
        ];

        writes.Should().AllSatisfy(write => write.Should().Throw<NotSupportedException>().WithMessage("*FromFunction*"));
        Action read = () => SearchJson.ReadSettings("""{"optimizer":{"schedule":{"shape":"Custom"}}}""");
        read.Should().Throw<InvalidDataException>().WithMessage("*shape*FromFunction*");
    }
}
