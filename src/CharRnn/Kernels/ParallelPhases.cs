using System.Runtime.ExceptionServices;

namespace CharRnn.Kernels;

/// <summary>Runs the parts of one phase on several threads and returns when all are done. Allocates nothing per phase.</summary>
/// <remarks>
/// Helpers come from the thread pool; the caller works too and takes every part that no helper has come for, so a busy
/// pool costs speed and nothing else. Which thread runs a part never changes a result: parts write to different places.
/// </remarks>
internal sealed class ParallelPhases
{
    private readonly Helper[] _helpers;
    private Action<object, int>? _phase;
    private object? _state;
    private ExceptionDispatchInfo? _failure;

    // Upper half: number of the phase; lower half: the next part to take. One word, so that a helper that comes late
    // for one phase can never take a part of the next one by mistake.
    private long _ticket;
    private int _completed;

    internal ParallelPhases(int threadCount)
    {
        PartCount = threadCount;
        _helpers = new Helper[threadCount - 1];
        for (int i = 0; i < _helpers.Length; i++)
        {
            _helpers[i] = new Helper(this);
        }
    }

    /// <summary>Parts per phase: one for each thread.</summary>
    internal int PartCount { get; }

    /// <summary>The share of <paramref name="count"/> items that a part has: [Start, End).</summary>
    internal (int Start, int End) Share(int part, int count)
        => ((int)((long)count * part / PartCount), (int)((long)count * (part + 1) / PartCount));

    /// <summary>Calls <paramref name="phase"/> once with each part number.</summary>
    internal void Run(Action<object, int> phase, object state)
    {
        if (PartCount == 1)
        {
            phase(state, 0);
            return;
        }

        _phase = phase;
        _state = state;
        _completed = 0;
        Volatile.Write(ref _ticket, ((_ticket >> 32) + 1) << 32);
        foreach (Helper helper in _helpers)
        {
            helper.Queue();
        }

        TakeParts();
        var wait = default(SpinWait);
        while (Volatile.Read(ref _completed) < PartCount)
        {
            wait.SpinOnce(sleep1Threshold: -1);
        }

        if (_failure is { } failure)
        {
            _failure = null;
            failure.Throw();
        }
    }

    private void TakeParts()
    {
        while (true)
        {
            long ticket = Volatile.Read(ref _ticket);
            int part = (int)ticket;
            if (part >= PartCount)
            {
                return;
            }

            if (Interlocked.CompareExchange(ref _ticket, ticket + 1, ticket) != ticket)
            {
                continue;
            }

            try
            {
                // The phase cannot change before this part is completed.
                _phase!(_state!, part);
            }
            catch (Exception exception)
            {
                // Rethrown by Run on the caller's thread.
                _failure = ExceptionDispatchInfo.Capture(exception);
            }
            finally
            {
                Interlocked.Increment(ref _completed);
            }
        }
    }

    private sealed class Helper(ParallelPhases phases) : IThreadPoolWorkItem
    {
        private int _waiting;

        /// <summary>Asks for a thread, unless the request of a phase before is still waiting: a busy pool's queue must not grow with every phase.</summary>
        internal void Queue()
        {
            if (Interlocked.Exchange(ref _waiting, 1) == 0)
            {
                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
            }
        }

        public void Execute()
        {
            // Before looking for parts: a phase that begins after the last look asks again.
            Interlocked.Exchange(ref _waiting, 0);
            phases.TakeParts();
        }
    }
}
