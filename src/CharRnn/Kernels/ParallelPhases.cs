using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace CharRnn.Kernels;

/// <summary>A part of a phase.</summary>
internal delegate void Phase(object state, int part, int partCount);

/// <summary>A part of some steps.</summary>
internal delegate void Steps(object state, int part, int partCount, int firstStep, int endStep);

/// <summary>Runs the parts of one phase on several threads and returns when all are done. Allocates nothing per phase.</summary>
/// <remarks>
/// Helpers come from the thread pool and stay while one phase follows another. The caller works too, and never waits for a
/// helper that has not come: a busy pool costs speed and nothing else. Which thread runs a part, and into how many parts a
/// phase is cut, never changes a result: parts write to different places. A phase that begins while another one runs, from
/// a part of it or on some other thread, is its caller's own.
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

    // Upper half: number of the phase; lower half: the next part to take. One word, so that a helper that comes late
    // for one phase can never take a part of the next one by mistake.
    private long _ticket;
    private int _completed;

    // For helpers that have come for steps: the number of the phase when they are to begin, its complement when they are not.
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

    /// <summary>Threads at most.</summary>
    internal int ThreadCount { get; }

    /// <summary>Whether a part of the running phase has thrown: the others need not go on.</summary>
    internal bool HasFailed => _failure is not null;

    /// <summary>Parts of the phases that follow: one for each thread, or 1 while the caller works alone.</summary>
    internal int PartCount => _useHelpers ? ThreadCount : 1;

    /// <summary>The share of <paramref name="count"/> items that one of <paramref name="partCount"/> parts has: [Start, End).</summary>
    internal static (int Start, int End) Share(int part, int partCount, int count)
        => partCount == 1 ? (0, count) : ((int)((long)count * part / partCount), (int)((long)count * (part + 1) / partCount));

    /// <summary>Whether the phases that follow are shared, or all the caller's own.</summary>
    internal void UseHelpers(bool use) => _useHelpers = use && ThreadCount > 1;

    /// <summary>Calls <paramref name="phase"/> once with each part number.</summary>
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
    /// Runs steps one after the other, each of them in parts at the same time. The caller begins alone; when all helpers have
    /// come, the steps that are left are shared.
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

    /// <summary>Whether this phase is to be shared; <see cref="Finish"/> ends what begins here.</summary>
    private bool TryBegin() => _useHelpers && Interlocked.CompareExchange(ref _running, 1, 0) == 0;

    private static long Closed(long ticket) => ticket | int.MaxValue;

    private void Publish(object state, int firstPart)
    {
        _state = state;
        _completed = 0;

        // The exchange is a fence: a helper that is about to leave sees the phase, or is seen to have left.
        Interlocked.Exchange(ref _ticket, (((_ticket >> 32) + 1) << 32) | (uint)firstPart);
        foreach (Helper helper in _helpers)
        {
            helper.Call();
        }
    }

    /// <summary>Takes parts until there are none left.</summary>
    /// <returns>Whether there was any.</returns>
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

    /// <summary>Waits for the caller to share its steps, or to have done them alone.</summary>
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

    /// <summary>Between two looks of a thread that waits: at first for as short as can be, and when it takes long others may have the processor.</summary>
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
        /// <summary>After so many microseconds without work a helper leaves.</summary>
        private const int Patience = 200;
        private const int Absent = 0, Called = 1, Present = 2;
        private int _whereabouts;

        /// <summary>Asks for a thread, unless one is here or on its way: a busy pool's queue must not grow with every phase.</summary>
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

                // From here on the caller calls again. A phase that it has published before is looked for once more.
                Interlocked.Exchange(ref _whereabouts, Absent);
            }
            while (phases.TakeParts() && Interlocked.CompareExchange(ref _whereabouts, Present, Absent) == Absent);
        }
    }
}
