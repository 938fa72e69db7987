namespace CharRnn.Kernels;

/// <summary>Finds out, again and again, whether helpers are worth having, and sends them away or calls them back.</summary>
/// <remarks>
/// Where other programs have the processors, or two of these are one core, a phase waits for its helpers longer than they
/// save. So now and then a few passes run the other way, and the faster way stays: soon at first, ever more seldom while
/// nothing changes. What a pass computes is the same bits either way.
/// </remarks>
/// <param name="phases">Told before each pass.</param>
/// <param name="time">Where the time comes from.</param>
/// <param name="interval">One of so many passes is measured: where a pass takes microseconds, looking at the clock does too.</param>
internal sealed class ThreadTrial(ParallelPhases phases, TimeProvider time, int interval = 1)
{
    private const int TrialPasses = 4;
    private const int SettledPasses = 8;
    private const double Better = 0.9;

    /// <summary>A helper may take a tenth of a millisecond to come.</summary>
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

    /// <summary>Before a pass.</summary>
    internal void Begin()
    {
        if (_unmeasured == 0)
        {
            phases.UseHelpers(_withHelpers);
            _start = time.GetTimestamp();
        }
    }

    /// <summary>After a pass of so many columns.</summary>
    internal void End(int columns)
    {
        if (_unmeasured > 0)
        {
            _unmeasured--;
            return;
        }

        _unmeasured = interval - 1;

        // The first pass after a change brings the data to other processors.
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
