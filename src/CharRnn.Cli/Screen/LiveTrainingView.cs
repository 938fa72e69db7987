using CharRnn.Training;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace CharRnn.Cli.Screen;

/// <summary>Training as a progress bar at the bottom of the screen, with the samples above it.</summary>
internal sealed class LiveTrainingView(CliConsole console, TrainingPlan plan)
    : TrainingView(plan)
{
    private static readonly TimeSpan _redrawEvery = TimeSpan.FromMilliseconds(100);
    private static readonly Style _quiet = new(decoration: Decoration.Dim);
    private readonly IAnsiConsole _screen = console.CreateScreen();
    private LiveDisplayContext? _live;
    private TimeSpan _lastDraw = -_redrawEvery;

    private protected override void Report(in TrainingProgress progress, TimeSpan now)
    {
        if (now - _lastDraw >= _redrawEvery || progress.Update == PlannedUpdates)
        {
            _lastDraw = now;
            _live?.UpdateTarget(Draw(progress));
        }
    }

    internal override void ShowSample(long nextUpdate, double smoothLoss, string text)
    {
        _screen.Write(new OverTheBar(new Rows(
            new Text(SampleHeading(nextUpdate, smoothLoss), _quiet),
            new Text(ConsoleText.Visible(text)),
            Text.Empty)));
    }

    internal override void ShowEpoch(EpochSummary epoch, bool isBest)
        => _screen.Write(new OverTheBar(new Rows(new Text(EpochLine(epoch, isBest), _quiet))));

    private protected override bool Surround(Func<bool> train)
    {
        bool isComplete = false;
        _screen.Live(new Text("starting", _quiet)).Start(live =>
        {
            _live = live;
            live.Refresh();
            isComplete = train();
        });
        _live = null;
        return isComplete;
    }

    private Rows Draw(in TrainingProgress progress)
    {
        double share = (double)progress.Update / PlannedUpdates;
        return new Rows(
            new Columns(Bar(share), new Text(Invariant($"{share * 100,3:F0} %  {Speed(progress)}"))) { Expand = false },
            new Text(Status(progress), _quiet));
    }

    private Markup Bar(double share)
    {
        int width = Math.Clamp(_screen.Profile.Width / 3, 8, 40);
        int done = (int)Math.Clamp(Math.Round(share * width), 0, width);
        return new Markup($"[green]{new string('━', done)}[/][dim]{new string('━', width - done)}[/]");
    }

    /// <summary>Written where the bar stands, whose longer lines would show behind it.</summary>
    private sealed class OverTheBar(Rows content) : Renderable
    {
        private const string EraseToEndOfScreen = "\u001b[J";

        protected override IEnumerable<Segment> Render(RenderOptions options, int maxWidth)
            => ((IRenderable)content).Render(options, maxWidth).Prepend(Segment.Control(EraseToEndOfScreen));
    }
}
