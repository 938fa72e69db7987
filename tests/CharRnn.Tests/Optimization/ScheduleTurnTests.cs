using CharRnn.Optimization;

namespace CharRnn.Tests.Optimization;

/// <summary>A cosine whose end is moved during the run.</summary>
public sealed class ScheduleTurnTests
{
    private static readonly LearningRateSchedule _cosine = new() { Shape = LearningRateShape.Cosine, WarmUp = 10, Period = 90 };

    [Fact]
    public void Turn_towards_the_same_end_changes_no_factor_beyond_rounding()
    {
        LearningRateSchedule turned = _cosine.TurningAt(40, 100);
        turned.Turns.Should().Equal(new ScheduleTurn(0, 100), new ScheduleTurn(40, 100));
        for (long k = 1; k <= 100; k++)
        {
            turned.FactorAt(k).Should().BeApproximately(_cosine.FactorAt(k), 1e-12);
        }
    }

    [Theory]
    [InlineData(41)]
    [InlineData(70)]
    [InlineData(400)]
    public void Turn_leaves_what_was_before_it_and_reaches_the_new_end_without_a_jump(long end)
    {
        LearningRateSchedule turned = _cosine.TurningAt(40, end);
        for (long k = 1; k <= 40; k++)
        {
            turned.FactorAt(k).Should().Be(_cosine.FactorAt(k), "update {0} is before the turn, to the bit", k);
        }

        turned.FactorAt(41).Should().BeApproximately(_cosine.FactorAt(41), 1e-12);

        for (long k = 12; k <= end; k++)
        {
            turned.FactorAt(k).Should().BeLessThan(turned.FactorAt(k - 1));
        }

        turned.FactorAt(end + 1).Should().BeApproximately(0, 1e-12);
        turned.LastUpdate.Should().Be(end);
    }

    [Fact]
    public void Several_turns_follow_each_other()
    {
        LearningRateSchedule turned = _cosine.TurningAt(30, 200).TurningAt(60, 80);
        turned.Turns.Should().Equal(new ScheduleTurn(0, 100), new(30, 200), new(60, 80));
        LearningRateSchedule first = _cosine.TurningAt(30, 200);
        for (long k = 1; k <= 60; k++)
        {
            turned.FactorAt(k).Should().Be(first.FactorAt(k), "update {0} is before the second turn", k);
        }

        // π·n/90 and π·(n/90) can differ here; which of them is used before the turn and at it affects the bits.
        Enumerable.Range(1, 30).Select(k => first.FactorAt(k)).Should().Equal(Enumerable.Range(1, 30).Select(k => _cosine.FactorAt(k)));
        turned.FactorAt(61).Should().BeApproximately(first.FactorAt(61), 1e-12);
        turned.FactorAt(81).Should().BeApproximately(0, 1e-12);
    }

    [Fact]
    public void First_of_the_turns_is_the_plan_at_the_start_and_null_means_none()
    {
        LearningRateSchedule planned = _cosine with { Turns = [new(0, 60)] }, shorter = _cosine with { Period = 50 };
        planned.LastUpdate.Should().Be(60);
        Enumerable.Range(1, 70).Select(k => planned.FactorAt(k)).Should().Equal(Enumerable.Range(1, 70).Select(k => shorter.FactorAt(k)));
        (planned with { Turns = null }).Should().Be(_cosine);
    }

    [Fact]
    public void Turn_before_the_rate_falls_is_another_plan_from_the_start()
        => _cosine.TurningAt(10, 60).Should().Be(_cosine with { Period = 50 });

    [Fact]
    public void EndingAt_plans_anew_unless_it_ends_there_already()
    {
        LearningRateSchedule turned = _cosine.TurningAt(40, 120);
        turned.EndingAt(120).Should().Be(turned);
        turned.EndingAt(150).Should().Be(_cosine with { Period = 140 });
        LearningRateSchedule.Constant.TurningAt(5, 9).Should().Be(LearningRateSchedule.Constant);
    }

    [Fact]
    public void Turns_that_do_not_ascend_are_refused()
    {
        foreach (ScheduleTurn[] turns in (ScheduleTurn[][])[[new(1, 5)], [new(0, 5), new(0, 6)], [new(0, 5), new(3, 3)]])
        {
            FluentActions.Invoking(() => _cosine with { Turns = turns }).Should().Throw<ArgumentException>().WithParameterName("Turns");
        }

        FluentActions.Invoking(() => _cosine.TurningAt(5, 5)).Should().Throw<ArgumentOutOfRangeException>().WithParameterName("lastUpdate");
    }
}
