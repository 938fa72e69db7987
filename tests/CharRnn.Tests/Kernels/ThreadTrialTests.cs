using CharRnn.Kernels;

namespace CharRnn.Tests.Kernels;

/// <summary>A clock controlled by the test simulates passes of any duration.</summary>
public class ThreadTrialTests
{
    private const int Columns = 100;
    private readonly Clock _clock = new();
    private readonly ParallelPhases _phases = new(2);
    private readonly ThreadTrial _trial;

    public ThreadTrialTests() => _trial = new ThreadTrial(_phases, _clock);

    [Fact]
    public void Helpers_that_save_time_stay_and_trials_become_rare()
    {
        (int together, int alone) first = Run(passes: 1000, together: 1, alone: 2), later = Run(passes: 20_000, together: 1, alone: 2);

        first.alone.Should().BeInRange(4, 50);
        later.alone.Should().BeInRange(4, 20);
    }

    [Fact]
    public void Helpers_that_cost_time_are_sent_away()
    {
        Run(passes: 200, together: 3, alone: 1);

        Run(passes: 1000, together: 3, alone: 1).Together.Should().BeInRange(1, 50);
    }

    [Fact]
    public void Helpers_that_save_next_to_nothing_are_left_as_they_are()
    {
        Run(passes: 1000, together: 1, alone: 0.95).Alone.Should().BeLessThan(50);
    }

    [Fact]
    public void Helpers_are_called_back_when_the_machine_is_free_again()
    {
        Run(passes: 20_000, together: 20, alone: 1).Together.Should().BeLessThan(200);

        // The last trial that failed has doubled the time to the next one, up to ten seconds.
        Run(passes: 25_000, together: 1, alone: 2);
        Run(passes: 1000, together: 1, alone: 2).Together.Should().BeGreaterThan(900);
    }

    [Fact]
    public void A_trial_that_hangs_ends_after_its_second_pass()
    {
        Run(passes: 200, together: 3, alone: 1);

        Run(passes: 500, together: 1e6, alone: 1).Together.Should().BeLessThan(10);
    }

    [Fact]
    public void Longer_windows_are_not_taken_for_slower_ones()
    {
        // Alone the windows are twice as long: as fast, and not worth a change.
        for (int pass = 0; pass < 1000; pass++)
        {
            _trial.Begin();
            int columns = _phases.PartCount == 1 ? 2 * Columns : Columns;
            _clock.Advance(columns);
            _trial.End(columns);
        }

        Run(passes: 100, together: 1, alone: 1).Alone.Should().BeLessThan(20);
    }

    /// <summary>
    /// With helpers and without by turns. The first pass after a change is not counted; a trial comes after eight passes and the time
    /// that doubles from 50 ms, and takes four passes and 2 ms, or that time; 12.8 s are the last doubling.
    /// </summary>
    [Theory]
    [InlineData(1, 1, new[] { 51, 4, 101, 4, 201, 4, 401, 4, 801, 4, 1601, 4, 3201, 4, 6401, 4, 12801, 4, 12801, 4, 12801, 4 })]
    [InlineData(0.5, 0.5, new[] { 101, 5, 201, 5, 401, 5 })]
    [InlineData(100, 100, new[] { 8, 2, 8, 2, 8, 3, 8, 4, 9, 4, 17, 4 })]
    [InlineData(1, 0.5, new[] { 51, 5 + 101, 4, 201, 4, 401, 4 })]
    public void Trials_begin_and_end_at_their_time(double together, double alone, int[] expected)
    {
        var turns = new List<int> { 0 };
        bool before = true;
        for (int pass = 0; pass <= expected.Sum(); pass++)
        {
            bool now = Run(passes: 1, together, alone).Together > 0;
            if (now != before)
            {
                turns.Add(0);
            }

            turns[^1]++;
            before = now;
        }

        turns.Should().Equal([.. expected, 1]);
    }

    /// <summary>Passes of a hundredth of a millisecond, of which one in sixteen is measured; a helper starts after ten passes.</summary>
    [Fact]
    public void Short_passes_wait_for_late_helpers_before_they_are_judged()
    {
        var trial = new ThreadTrial(_phases, _clock, interval: 16);
        int late = 0;
        bool before = true;
        int Run(int passes, double together, double alone)
        {
            int shared = 0;
            for (int pass = 0; pass < passes; pass++)
            {
                trial.Begin();
                bool now = _phases.PartCount > 1;
                late = !now ? 0 : before ? late + 1 : 1;
                before = now;
                shared += now ? 1 : 0;
                _clock.Advance(now && late > 10 ? together : alone);
                trial.End(1);
            }

            return shared;
        }

        Run(passes: 20_000, together: 0.02, alone: 0.01);
        Run(passes: 50_000, together: 0.02, alone: 0.01).Should().BeInRange(16, 2000);
        Run(passes: 200_000, together: 0.006, alone: 0.01);
        Run(passes: 50_000, together: 0.006, alone: 0.01).Should().BeGreaterThan(48_000);
    }

    /// <param name="passes">How many.</param>
    /// <param name="together">Milliseconds of a pass with helpers.</param>
    /// <param name="alone">Milliseconds of one without.</param>
    private (int Together, int Alone) Run(int passes, double together, double alone)
    {
        int shared = 0;
        for (int pass = 0; pass < passes; pass++)
        {
            _trial.Begin();
            shared += _phases.PartCount > 1 ? 1 : 0;
            _clock.Advance(_phases.PartCount > 1 ? together : alone);
            _trial.End(Columns);
        }

        return (shared, passes - shared);
    }

    private sealed class Clock : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        internal void Advance(double milliseconds) => _ticks += (long)(milliseconds * TimeSpan.TicksPerMillisecond);
    }
}
