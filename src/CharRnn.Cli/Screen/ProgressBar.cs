using Spectre.Console;

namespace CharRnn.Cli.Screen;

/// <summary>A bar for work whose end is known; nothing where nobody watches.</summary>
internal static class ProgressBar
{
    /// <summary>Does the work under a bar that disappears with its end.</summary>
    internal static TResult Show<TResult>(CliConsole console, string title, Func<IProgress<double>, TResult> work)
    {
        if (!console.IsLive)
        {
            return work(new Nobody());
        }

        return console.CreateScreen().Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .Start(context => work(new Bar(context.AddTask(title, maxValue: 1))));
    }

    /// <summary>Called from any thread; the task is safe for that.</summary>
    private sealed class Bar(ProgressTask task) : IProgress<double>
    {
        public void Report(double value) => task.Value = value;
    }

    private sealed class Nobody : IProgress<double>
    {
        public void Report(double value)
        {
        }
    }
}
