namespace CharRnn.Kernels;

/// <summary>Measures repeatedly whether helper threads make passes faster, and turns them off or on.</summary>
/// <remarks>
/// When other programs use the processors, or two of them are hyper-threads of one core, a phase can wait for its helpers longer than
/// they save. Therefore a few passes now and then run the other way, and the faster way is kept. Trials are frequent at first and
/// become rarer as long as nothing changes. The results are bit-identical either way.
/// </remarks>
/// <param name="phases">The phases to which the choice is applied before each pass.</param>
/// <param name="time">The clock.</param>
/// <param name="interval">One in this many passes is measured: where a pass takes microseconds, reading the clock takes a noticeable part of them.</param>
internal sealed class ThreadTrial(ParallelPhases phases, TimeProvider time, int interval = 1)
{
    private const int TrialPasses = 4;
    private const int SettledPasses = 8;
    private const double Better = 0.9;

    /// <summary>A helper can take a tenth of a millisecond to start.</summary>
    private static readonly TimeSpan _shortestTrial = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan _shortest = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan _longest = TimeSpan.FromSeconds(10);
    private bool _withHelpers = true;
    private bool _onTrial;
    private TimeSpan _untilTrial = _shortest;
    private double _settledPace;
    private int _unmeasured;
    private long _start;
    private int _passes;
    private int _columns;
    private TimeSpan _elapsed;

    /// <summary>Called before a pass.</summary>
    internal void Begin()
    {
        if (_unmeasured == 0)
        {
            phases.UseHelpers(_withHelpers);
            _start = time.GetTimestamp();
        }
    }

    /// <summary>Called after a pass over the given number of columns.</summary>
    internal void End(int columns)
    {
        if (_unmeasured > 0)
        {
            _unmeasured--;
            return;
        }

        _unmeasured = interval - 1;

        // Not counted: the first pass after a change moves the data to the caches of other processors.
        if (_passes++ == 0)
        {
            return;
        }

        _elapsed += interval * time.GetElapsedTime(_start);
        _columns += interval * columns;
        double pace = _elapsed.TotalSeconds / _columns;
        bool tried = _passes >= TrialPasses && _elapsed >= _shortestTrial;
        if (!_onTrial)
        {
            if (_passes >= SettledPasses && _elapsed >= _untilTrial)
            {
                _settledPace = pace;
                Change(onTrial: true);
            }
        }
        else if (tried && pace < Better * _settledPace)
        {
            _untilTrial = _shortest;
            _onTrial = false;
            StartCounting();
        }
        else if (tried || _elapsed >= _untilTrial)
        {
            _untilTrial = _untilTrial < _longest ? 2 * _untilTrial : _untilTrial;
            Change(onTrial: false);
        }
    }

    private void Change(bool onTrial)
    {
        _onTrial = onTrial;
        _withHelpers = !_withHelpers;
        StartCounting();
    }

    private void StartCounting() => (_passes, _columns, _elapsed) = (0, 0, TimeSpan.Zero);
}
