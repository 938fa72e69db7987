using System.Diagnostics;
using CharRnn.Cli.Report.Parts;
using CharRnn.Cli.Screen;

namespace CharRnn.Cli.Report;

/// <summary>The progress display of a report: the current part, its progress and the remaining time.</summary>
internal abstract class ReportScreen(int partCount) : IPartProgress
{
    private static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(100);
    private readonly Stopwatch _watch = new();
    private TimeSpan _lastReport;
    private double _firstShare;
    private int _part;

    /// <summary>Moving bars for a screen, otherwise lines.</summary>
    internal static ReportScreen Create(CliConsole console, int partCount)
        => console.IsLive ? new LiveReportScreen(console, partCount) : new PlainReportScreen(console, partCount);

    /// <summary>Does the work with the screen around it.</summary>
    internal virtual TResult Show<TResult>(Func<TResult> work) => work();

    /// <summary>A part was done before the report was resumed.</summary>
    internal void Skip(string title)
    {
        _part++;
        End(Heading(title), "done before");
    }

    internal void Begin(string title)
    {
        _part++;
        _watch.Restart();
        _lastReport = TimeSpan.Zero;
        _firstShare = double.NaN;
        Title = Heading(title);
        BeginPart();
    }

    internal void End(string summary) => End(Title, summary);

    public bool IsDue(double share) => double.IsNaN(_firstShare) || share >= 1 || _watch.Elapsed - _lastReport >= _interval;

    public void Report(double share, string detail)
    {
        // A resumed part does not start at 0 %.
        _firstShare = double.IsNaN(_firstShare) ? share : _firstShare;
        _lastReport = _watch.Elapsed;
        Draw(share, detail);
    }

    /// <summary>For example: part 2 of 4, longish training.</summary>
    protected string Title { get; private set; } = "";

    /// <summary>For example: 0:18 left; empty while it is unknown.</summary>
    protected string TimeLeft(double share)
    {
        double done = share - _firstShare;
        return done > 0 && share < 1 ? Duration.Text(_watch.Elapsed * ((1 - share) / done)) + " left" : "";
    }

    private protected abstract void BeginPart();

    private protected abstract void Draw(double share, string detail);

    private protected abstract void End(string title, string summary);

    private string Heading(string title) => $"part {_part} of {partCount}, {title}";
}

/// <summary>Lines of text: at the start and end of each part, and about ten in between.</summary>
internal sealed class PlainReportScreen(CliConsole console, int partCount) : ReportScreen(partCount)
{
    private const double Step = 0.1;
    private double _next;

    private protected override void BeginPart() => _next = Step;

    private protected override void Draw(double share, string detail)
    {
        if (share < _next || share >= 1)
        {
            return;
        }

        _next = (Math.Floor((share / Step) + 1e-9) + 1) * Step;
        string[] pieces = [FormattableString.Invariant($"{share * 100:F0} %"), detail, TimeLeft(share)];
        Line($"{Title}: {string.Join(", ", pieces.Where(piece => piece.Length > 0))}");
    }

    private protected override void End(string title, string summary) => Line($"{title}: {summary}");

    private void Line(string text)
    {
        console.WriteProse(text);
        console.Out.Flush();
    }
}

/// <summary>A bar under the lines of the parts that are done.</summary>
internal sealed class LiveReportScreen(CliConsole console, int partCount) : ReportScreen(partCount)
{
    private readonly StatusLines _status = new(console);

    internal override TResult Show<TResult>(Func<TResult> work) => _status.During(work);

    private protected override void BeginPart() => Draw(0, "starting");

    private protected override void Draw(double share, string detail)
    {
        StatusText[] bar = StatusLines.Bar(share, Math.Clamp(_status.Width / 3, 8, 40));
        string numbers = FormattableString.Invariant($"  {share * 100,3:F0} %  {TimeLeft(share)}");
        string what = LineFolding.Fit(_status.Width, (Title, 0), (detail, 1));
        _status.Draw([.. bar, new StatusText(numbers)], [new StatusText(what, StatusStyle.Quiet)]);
    }

    private protected override void End(string title, string summary)
        => _status.WriteAbove(LineFolding.Fold($"{title}: {summary}", console.Size.Width));
}
