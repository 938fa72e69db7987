using System.Collections.Concurrent;
using System.Diagnostics;
using CharRnn.Kernels;

namespace CharRnn.Tests.Kernels;

[Collection(nameof(WholeProcess))]
public sealed class ParallelPhasesTests : IDisposable
{
    private readonly int _minimumThreads;
    private readonly int _minimumPorts;

    /// <summary>Some tests wait until all helpers have started, and a busy pool starts no more threads than its minimum, one for each processor.</summary>
    public ParallelPhasesTests()
    {
        ThreadPool.GetMinThreads(out _minimumThreads, out _minimumPorts);
        ThreadPool.SetMinThreads(_minimumThreads + 8, _minimumPorts);
    }

    public void Dispose() => ThreadPool.SetMinThreads(_minimumThreads, _minimumPorts);

    [Theory]
    [InlineData(1, 10)]
    [InlineData(2, 1)]
    [InlineData(3, 7)]
    [InlineData(5, 3)]
    [InlineData(4, 0)]
    [InlineData(7, int.MaxValue)]
    public void Share_of_all_parts_covers_every_item_once(int threadCount, int count)
    {
        int next = 0;
        for (int part = 0; part < threadCount; part++)
        {
            (int start, int end) = ParallelPhases.Share(part, threadCount, count);
            Assert.Equal(next, start);
            Assert.InRange(end - start, count / threadCount, (count / threadCount) + 1);
            next = end;
        }

        Assert.Equal(count, next);
    }

    /// <summary>Every phase reads what all parts of the previous phase have written, which reveals a part that ran twice, never, or too early.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public void Run_many_phases_runs_every_part_once_and_in_order(int threadCount)
    {
        const int Phases = 20_000;
        var phases = new ParallelPhases(threadCount);
        var work = new PhaseChain(threadCount);
        for (int phase = 0; phase < Phases; phase++)
        {
            phases.Run(PhaseChain.Step, work);
        }

        var expected = new long[threadCount];
        for (int phase = 0; phase < Phases; phase++)
        {
            long[] before = expected;
            expected = [.. Enumerable.Range(0, threadCount).Select(part => PhaseChain.Next(before, part))];
        }

        Assert.Equal(expected, work.Current);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void Run_a_part_that_throws_is_rethrown_after_all_parts_are_done(int threadCount)
    {
        var phases = new ParallelPhases(threadCount);
        for (int failing = 0; failing < threadCount; failing++)
        {
            var done = new ConcurrentBag<int>();
            Action run = () => phases.Run(
                (_, part, _) =>
                {
                    done.Add(part);
                    if (part == failing)
                    {
                        throw new InvalidOperationException($"part {part}");
                    }
                },
                this);
            run.Should().Throw<InvalidOperationException>().WithMessage($"part {failing}");
            Assert.Equal(Enumerable.Range(0, threadCount), done.Order());

            // The next phase is not affected.
            int count = 0;
            phases.Run((_, _, _) => Interlocked.Increment(ref count), this);
            Assert.Equal(threadCount, count);
        }
    }

    /// <summary>A step reads what all parts of the previous step have written, however many there were.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public void RunSteps_many_times_runs_every_step_once_and_in_order(int threadCount)
    {
        const int Rounds = 500, StepCount = 20, Items = 7;
        var phases = new ParallelPhases(threadCount);
        long[][] values = [new long[Items], new long[Items]];
        int round = 0, shared = 0;
        void Step(object state, int part, int partCount, int firstStep, int endStep)
        {
            for (int step = firstStep; step < endStep; step++)
            {
                int now = ((round * StepCount) + step) & 1;
                (int start, int end) = ParallelPhases.Share(part, partCount, Items);
                for (int item = start; item < end; item++)
                {
                    values[1 - now][item] = PhaseChain.Next(values[now], item);
                }

                Interlocked.Add(ref shared, part == 0 && partCount > 1 ? 1 : 0);
            }
        }

        // Until helpers have come at least once, which takes a while on a busy machine.
        var patience = Stopwatch.StartNew();
        for (; round < Rounds || (threadCount > 1 && shared == 0 && patience.Elapsed.TotalSeconds < 20); round++)
        {
            phases.RunSteps(Step, this, StepCount);
        }

        long[] expected = new long[Items];
        for (int step = 0; step < round * StepCount; step++)
        {
            long[] before = expected;
            expected = [.. Enumerable.Range(0, Items).Select(item => PhaseChain.Next(before, item))];
        }

        Assert.Equal(expected, values[0]);
        Assert.True(threadCount == 1 || shared > 0, "no step was ever shared");
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void RunSteps_a_part_that_throws_ends_the_steps_and_is_rethrown(int threadCount)
    {
        var phases = new ParallelPhases(threadCount);
        foreach (int failing in (int[])[.. Enumerable.Range(0, threadCount), 0])
        {
            int highest = 0;
            Action run = () => phases.RunSteps(
                (_, part, partCount, firstStep, _) =>
                {
                    Interlocked.Exchange(ref highest, firstStep);
                    if (partCount > 1 && part == failing)
                    {
                        throw new InvalidOperationException($"part {part}");
                    }
                },
                this,
                int.MaxValue);
            run.Should().Throw<InvalidOperationException>().WithMessage($"part {failing}");
            Assert.InRange(highest, 0, int.MaxValue - 1);
        }

        // The caller alone, before any helper has come.
        Action alone = () => phases.RunSteps((_, _, _, _, _) => throw new NotSupportedException(), this, 10);
        alone.Should().Throw<NotSupportedException>();

        // The next call is not affected, even if no helpers start.
        int steps = 0, shared = 0, runs = 0;
        var patience = Stopwatch.StartNew();
        for (; shared == 0 && patience.Elapsed.TotalSeconds < 20; runs++)
        {
            phases.RunSteps(
                (_, part, partCount, first, end) =>
                {
                    Interlocked.Add(ref steps, part == 0 ? end - first : 0);
                    Interlocked.Add(ref shared, partCount > 1 ? 1 : 0);
                },
                this,
                1000);
        }

        Assert.Equal(runs * 1000, steps);
        Assert.True(shared > 0, "no step was ever shared");
    }

    [Fact]
    public void UseHelpers_no_is_one_part()
    {
        var phases = new ParallelPhases(3);
        phases.UseHelpers(false);
        Assert.Equal(1, phases.PartCount);
        int caller = Environment.CurrentManagedThreadId, calls = 0;
        phases.Run((_, part, partCount) => calls += (part, partCount) == (0, 1) && Environment.CurrentManagedThreadId == caller ? 1 : 100, this);
        phases.RunSteps((_, part, partCount, first, end) => calls += (part, partCount, first, end) == (0, 1, 0, 7) ? 1 : 100, this, 7);
        Assert.Equal(2, calls);

        phases.UseHelpers(true);
        Assert.Equal(3, phases.PartCount);
    }

    /// <summary>For example, one thread applies gradients while another one computes the next ones.</summary>
    [Fact]
    public void Run_while_another_phase_runs_is_one_part_of_the_caller()
    {
        var phases = new ParallelPhases(2);
        int alone = 0;
        void Inner()
        {
            int caller = Environment.CurrentManagedThreadId;
            bool IsAlone(int part, int partCount) => (part, partCount) == (0, 1) && Environment.CurrentManagedThreadId == caller;
            phases.Run((_, part, partCount) => Interlocked.Add(ref alone, IsAlone(part, partCount) ? 1 : 100), this);
            phases.RunSteps((_, part, partCount, first, end) => Interlocked.Add(ref alone, IsAlone(part, partCount) && (first, end) == (0, 5) ? 1 : 100), this, 5);
        }

        phases.Run((_, _, _) => Inner(), this);
        Assert.Equal(4, alone);
        phases.RunSteps((_, part, _, _, _) => { if (part == 0) { Inner(); } }, this, 3);
        Assert.Equal(10, alone);

        // After this call and after a failure, phases are shared again.
        phases.Invoking(p => p.Run((_, _, _) => throw new InvalidOperationException(), this)).Should().Throw<InvalidOperationException>();
        int parts = 0;
        phases.Run((_, _, partCount) => Interlocked.Add(ref parts, partCount), this);
        Assert.Equal(4, parts);
    }

    [Fact]
    public void Run_no_helper_ever_comes_completes_on_the_calling_thread()
    {
        using var release = new ManualResetEventSlim();
        using CountdownEvent released = BlockThreadPool(release);
        try
        {
            var phases = new ParallelPhases(4);
            var work = new PhaseChain(4);
            long before = ThreadPool.PendingWorkItemCount;
            for (int phase = 0; phase < 1000; phase++)
            {
                phases.Run(PhaseChain.Step, work);
            }

            int stepsAlone = 0;
            phases.RunSteps((_, _, partCount, first, end) => stepsAlone += partCount == 1 ? end - first : 0, this, 1000);
            Assert.Equal(1000, stepsAlone);

            // A helper waits in the queue once, not once a phase: a busy pool must not make the queue grow.
            Assert.InRange(ThreadPool.PendingWorkItemCount - before, long.MinValue, 100);
        }
        finally
        {
            release.Set();
            released.Wait();
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void Run_allocates_nothing(int threadCount)
    {
        var phases = new ParallelPhases(threadCount);
        var work = new PhaseChain(threadCount);
        Allocations.OfAllThreads(() => phases.Run(PhaseChain.Step, work)).Should().Be(0);

        Steps nothing = static (_, _, _, _, _) => { };
        Allocations.OfAllThreads(() => phases.RunSteps(nothing, work, 20)).Should().Be(0);
    }

    private static CountdownEvent BlockThreadPool(ManualResetEventSlim release)
    {
        const int MoreThanItWouldStart = 100;
        var released = new CountdownEvent(MoreThanItWouldStart);
        for (int i = 0; i < MoreThanItWouldStart; i++)
        {
            ThreadPool.UnsafeQueueUserWorkItem(
                _ =>
                {
                    release.Wait();
                    released.Signal();
                },
                null);
        }

        return released;
    }
}
