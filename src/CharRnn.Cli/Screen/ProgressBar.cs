using System.Diagnostics;

namespace CharRnn.Cli.Screen;

/// <summary>A bar for work whose end is known; nothing where the output is no terminal.</summary>
internal static class ProgressBar
{
    /// <summary>Does the work under a bar that disappears with its end.</summary>
    internal static TResult Show<TResult>(CliConsole console, string title, Func<IProgress<double>, TResult> work)
    {
        if (!console.IsLive)
        {
            return work(new NoBar());
        }

        var status = new StatusLines(console);
        var bar = new Bar(status, title);
        bar.Report(0);
        return status.During(() => work(bar));
    }

    /// <summary>Called from any thread.</summary>
    private sealed class Bar(StatusLines status, string title) : IProgress<double>
    {
        private static readonly TimeSpan _redrawEvery = TimeSpan.FromMilliseconds(100);
        private readonly Stopwatch _watch = Stopwatch.StartNew();
        private readonly Lock _lock = new();
        private TimeSpan _lastDraw = -_redrawEvery;

        public void Report(double value)
        {
            lock (_lock)
            {
                TimeSpan now = _watch.Elapsed;
                if (now - _lastDraw < _redrawEvery)
                {
                    return;
                }

                _lastDraw = now;
                string left = value > 0 ? $"  {Duration.Text(now * ((1 - value) / value))} left" : "";
                string numbers = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"  {value * 100,3:F0} %{left}");
                status.Draw([new StatusText(title + "  "), .. StatusLines.Bar(value, Math.Clamp(status.Width / 3, 8, 40)), new StatusText(numbers)]);
            }
        }
    }

    private sealed class NoBar : IProgress<double>
    {
        public void Report(double value)
        {
        }
    }
}
