using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace CharRnn.Kernels;

/// <summary>Runs one part of a phase.</summary>
internal delegate void Phase(object state, int part, int partCount);

/// <summary>Runs one part of some steps.</summary>
internal delegate void Steps(object state, int part, int partCount, int firstStep, int endStep);

/// <summary>Runs the parts of one phase on several threads and returns when all are done. Allocates nothing per phase.</summary>
/// <remarks>
/// Helpers come from the thread pool and stay as long as phases follow one another. The caller works as well, and never waits for a
/// helper that has not started yet, so a busy pool costs only speed. Parts write to different places, so results depend neither on the
/// number of parts nor on the threads that run them. A phase that begins while another one is running, inside one of its parts or on
/// another thread, runs entirely on its caller's thread.
/// </remarks>
internal sealed class ParallelPhases
{
    private readonly Helper[] _helpers;
    private readonly PartMeeting _meeting;
    private Phase? _phase;
    private Steps? _steps;
    private object? _state;
    private volatile ExceptionDispatchInfo? _failure;
    private bool _useHelpers;
    private int _running;

    // Upper half: the number of the phase; lower half: the next part to take. Both are in one word so that a helper that arrives late
    // for one phase cannot take a part of the next one by mistake.
    private long _ticket;
    private int _completed;

    // For helpers that have arrived for steps: the number of the phase when they are to start, its complement when they are not.
    private int _start;
    private int _firstStep;
    private int _endStep;

    internal ParallelPhases(int threadCount)
    {
        ThreadCount = threadCount;
        _useHelpers = threadCount > 1;
        _ticket = threadCount;
        _meeting = new PartMeeting(threadCount);
        _helpers = new Helper[threadCount - 1];
        for (int i = 0; i < _helpers.Length; i++)
        {
            _helpers[i] = new Helper(this);
        }
    }

    /// <summary>The maximum number of threads.</summary>
    internal int ThreadCount { get; }

    /// <summary>Whether a part of the running phase has thrown an exception, so that the others can stop.</summary>
    internal bool HasFailed => _failure is not null;

    /// <summary>The number of parts of the next phases: one for each thread, or 1 while the caller works alone.</summary>
    internal int PartCount => _useHelpers ? ThreadCount : 1;

    /// <summary>Divides <paramref name="count"/> items among <paramref name="partCount"/> parts and returns the range of one part, [Start, End).</summary>
    internal static (int Start, int End) Share(int part, int partCount, int count)
        => partCount == 1 ? (0, count) : ((int)((long)count * part / partCount), (int)((long)count * (part + 1) / partCount));

    /// <summary>Sets whether the next phases are shared with helpers or run by the caller alone.</summary>
    internal void UseHelpers(bool use) => _useHelpers = use && ThreadCount > 1;

    /// <summary>Calls <paramref name="phase"/> once for each part number.</summary>
    internal void Run(Phase phase, object state)
    {
        if (!TryBegin())
        {
            phase(state, 0, 1);
            return;
        }

        _phase = phase;
        _steps = null;
        Publish(state, firstPart: 0);
        TakeParts();
        Finish(ThreadCount);
    }

    /// <summary>
    /// Runs steps one after the other, the parts of each step in parallel. The caller starts alone; when all helpers have
    /// arrived, the remaining steps are shared.
    /// </summary>
    internal void RunSteps(Steps steps, object state, int stepCount)
    {
        if (!TryBegin())
        {
            steps(state, 0, 1, 0, stepCount);
            return;
        }

        _steps = steps;
        _endStep = stepCount;
        Publish(state, firstPart: 1);
        int step = 0;
        bool failed = true;
        try
        {
            for (; step < stepCount && (int)Volatile.Read(ref _ticket) < ThreadCount; step++)
            {
                steps(state, 0, 1, step, step + 1);
            }

            failed = false;
        }
        finally
        {
            long ticket = Interlocked.Exchange(ref _ticket, Closed(_ticket));
            int phase = (int)(ticket >> 32), came = (int)ticket - 1;
            bool shared = !failed && came == _helpers.Length;
            _firstStep = step;
            Volatile.Write(ref _start, shared ? phase : ~phase);
            if (shared)
            {
                RunPart(0);
            }

            Finish(shared ? ThreadCount : came);
        }
    }

    /// <summary>Returns whether this phase can be shared; if so, <see cref="Finish"/> must end it.</summary>
    private bool TryBegin() => _useHelpers && Interlocked.CompareExchange(ref _running, 1, 0) == 0;

    private static long Closed(long ticket) => ticket | int.MaxValue;

    private void Publish(object state, int firstPart)
    {
        _state = state;
        _completed = 0;

        // The exchange is a memory fence: either a helper that is about to leave sees the phase, or the caller sees that it has left.
        Interlocked.Exchange(ref _ticket, (((_ticket >> 32) + 1) << 32) | (uint)firstPart);
        foreach (Helper helper in _helpers)
        {
            helper.Call();
        }
    }

    /// <summary>Runs parts until none are left.</summary>
    /// <returns>Whether it ran at least one.</returns>
    private bool TakeParts()
    {
        bool any = false;
        while (true)
        {
            long ticket = Volatile.Read(ref _ticket);
            int part = (int)ticket;
            if (part >= ThreadCount)
            {
                return any;
            }

            // The phase cannot change before this part is completed.
            if (Interlocked.CompareExchange(ref _ticket, ticket + 1, ticket) == ticket)
            {
                any = true;
                if (_steps is null || IsShared((int)(ticket >> 32)))
                {
                    RunPart(part);
                }
                else
                {
                    Interlocked.Increment(ref _completed);
                }
            }
        }
    }

    /// <summary>Waits until the caller either shares its steps or has finished them alone.</summary>
    private bool IsShared(int phase)
    {
        for (int look = 0; ; look++)
        {
            int start = Volatile.Read(ref _start);
            if (start == phase || start == ~phase)
            {
                return start == phase;
            }

            Pause(look);
        }
    }

    private void RunPart(int part)
    {
        try
        {
            if (_steps is null)
            {
                _phase!(_state!, part, ThreadCount);
            }
            else
            {
                for (int step = _firstStep; step < _endStep && _failure is null; step++)
                {
                    _steps(_state!, part, ThreadCount, step, step + 1);
                    _meeting.Wait(part, this);
                }
            }
        }
        catch (Exception exception)
        {
            // Rethrown on the caller's thread.
            _failure = ExceptionDispatchInfo.Capture(exception);
        }
        finally
        {
            Interlocked.Increment(ref _completed);
        }
    }

    private void Finish(int partCount)
    {
        for (int look = 0; Volatile.Read(ref _completed) < partCount; look++)
        {
            Pause(look);
        }

        ExceptionDispatchInfo? failure = _failure;
        if (failure is not null)
        {
            _failure = null;
            _meeting.Reset();
        }

        Volatile.Write(ref _running, 0);
        failure?.Throw();
    }

    /// <summary>Pauses a waiting thread between two reads: as briefly as possible at first, and by yielding the processor when the wait is long.</summary>
    internal static void Pause(int look)
    {
        const int Short = 64, Long = 2000;
        if (look > Long)
        {
            Thread.Yield();
        }
        else if (look > Short)
        {
            Thread.SpinWait(1);
        }
    }

    private sealed class Helper(ParallelPhases phases) : IThreadPoolWorkItem
    {
        /// <summary>The time without work, in microseconds, after which a helper leaves.</summary>
        private const int Patience = 200;
        private const int Absent = 0, Called = 1, Present = 2;
        private int _whereabouts;

        /// <summary>Requests a thread unless one is present or already requested, so that the queue of a busy pool does not grow with every phase.</summary>
        internal void Call()
        {
            if (Interlocked.CompareExchange(ref _whereabouts, Called, Absent) == Absent)
            {
                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
            }
        }

        public void Execute()
        {
            Volatile.Write(ref _whereabouts, Present);
            do
            {
                long start = Stopwatch.GetTimestamp();
                while (Stopwatch.GetElapsedTime(start).TotalMicroseconds < Patience)
                {
                    if (phases.TakeParts())
                    {
                        start = Stopwatch.GetTimestamp();
                    }

                    Thread.SpinWait(1);
                }

                // From here on the caller requests a thread again. A phase published before that is checked for once more.
                Interlocked.Exchange(ref _whereabouts, Absent);
            }
            while (phases.TakeParts() && Interlocked.CompareExchange(ref _whereabouts, Present, Absent) == Absent);
        }
    }
}
