using System.Globalization;
using CharRnn.Cli.Failures;
using CharRnn.Training;

namespace CharRnn.Cli.Settings;

/// <summary>
/// The environment variable CHARRNN_MAX_UPDATES: for trying a command line out, every training run ends after so many updates of the
/// process, and the command continues as if the run had reached its end. What was planned (the schedule, the headings) stays. Trials of a
/// search get as many passes as those updates make, unless their number is typed.
/// </summary>
internal sealed class UpdateCap : IDisposable
{
    /// <summary>The variable.</summary>
    internal const string Variable = "CHARRNN_MAX_UPDATES";
    private readonly CancellationTokenSource _source;
    private readonly CancellationToken _stop;
    private readonly long _last;

    /// <summary>Begins to count.</summary>
    /// <param name="update">Updates made before.</param>
    /// <param name="stop">Interrupts the run, which then has not come to its end.</param>
    internal UpdateCap(long update, CancellationToken stop)
    {
        _last = Limit is { } limit ? update + limit : long.MaxValue;
        _stop = stop;
        _source = CancellationTokenSource.CreateLinkedTokenSource(stop);
    }

    /// <summary>Updates; null where the variable is not set or empty.</summary>
    /// <exception cref="UsageException">It is not a whole number from 1 to 10¹⁵.</exception>
    internal static long? Limit => Parse(Environment.GetEnvironmentVariable(Variable));

    /// <summary>A line that says that runs are shortened; null where they are not.</summary>
    internal static string? Notice => Limit is { } limit ? string.Create(CultureInfo.InvariantCulture, $"{Variable}: ends after {limit:N0} {(limit == 1 ? "update" : "updates")}.") : null;

    /// <summary>For the run.</summary>
    internal CancellationToken Token => _source.Token;

    /// <summary>Whether the run was ended by the variable, and by nothing else.</summary>
    internal bool IsReached { get; private set; }

    /// <summary>Reads a value of the variable.</summary>
    internal static long? Parse(string? value)
    {
        const long Most = 1_000_000_000_000_000;
        return string.IsNullOrEmpty(value) ? null
            : long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out long limit) && limit is >= 1 and <= Most ? limit
            : throw new UsageException($"The environment variable {Variable} must be a whole number from 1 to {Most}, not '{value}'.");
    }

    /// <summary>The receiver of progress reports, which also counts updates against the limit.</summary>
    internal IProgress<TrainingProgress> Watch(IProgress<TrainingProgress> progress) => _last == long.MaxValue ? progress : new Counter(this, progress);

    public void Dispose() => _source.Dispose();

    private sealed class Counter(UpdateCap cap, IProgress<TrainingProgress> inner) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            inner.Report(value);
            if (value.Update >= cap._last && !cap._stop.IsCancellationRequested)
            {
                cap.IsReached = true;
                cap._source.Cancel();
            }
        }
    }
}
