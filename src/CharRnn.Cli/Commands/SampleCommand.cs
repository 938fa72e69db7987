using System.CommandLine;
using System.Numerics;
using System.Text;
using CharRnn.Cli.Files;
using CharRnn.Cli.Input;
using CharRnn.Cli.Options;
using CharRnn.Cli.Screen;
using CharRnn.Cli.Settings;

namespace CharRnn.Cli.Commands;

/// <summary><c>charrnn sample MODEL</c>.</summary>
internal static class SampleCommand
{
    /// <summary>Characters after which a pipe is served even if no line has ended.</summary>
    private const int FlushInterval = 256;

    internal static Command Create(CliConsole console, CancellationToken stop)
    {
        Argument<string> model = PathArgument.Model();
        Option<int> length = OptionFormats.Whole(0).CreateOptionWithDefault("--length", "How many characters to write.", 1000);
        var prompt = new Option<string>("--prompt")
        {
            Description = "Text that the network reads first and goes on from. It is shown in front on a screen, and not repeated in redirected output.",
            HelpName = "text",
            DefaultValueFactory = _ => "",
        };
        var stopText = new Option<string>("--stop")
        {
            Description = "Stop early, right after this text has been written.",
            HelpName = "text",
            DefaultValueFactory = _ => "",
        };
        Option<int?> seed = OptionFormats.Whole(0).OrNone("").CreateOption("--seed", "Random seed: the same seed gives the same text. [default: another text every time]");
        Option<int> threads = OptionFormats.Threads.CreateOptionWithDefault("--threads", "Threads that share a step of the network; 0 chooses. No text depends on it.", 0);
        var command = new Command("sample", "Writes text with a trained model, as it comes.") { model, length, prompt, stopText };
        SamplingTable.All.AddTo(command);
        command.Add(seed);
        command.Add(threads);
        command.SetAction(result =>
        {
            string path = result.GetRequiredValue(model);
            new FileRoles(console).Reads(path, "the model").RequireDistinct();
            SamplingOptions options = SamplingTable.All.Apply(result, SamplingTable.All.Defaults) with
            {
                Prompt = result.GetValue(prompt)!,
                StopText = result.GetValue(stopText)!,
            };
            Random random = result.GetValue(seed) is { } given ? new Random(given) : new Random();
            int characters = result.GetValue(length), threadCount = result.GetValue(threads);
            return ModelInput.PrecisionOf(ModelInput.Inspect(path)) == Precision.Double
                ? Write(new TextGenerator<double>(ModelInput.Load<double>(path), random) { ThreadCount = threadCount }, characters, options, console, stop)
                : Write(new TextGenerator<float>(ModelInput.Load<float>(path), random) { ThreadCount = threadCount }, characters, options, console, stop);
        });
        return command;
    }

    private static int Write<T>(TextGenerator<T> generator, int length, SamplingOptions options, CliConsole console, CancellationToken stop)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        IEnumerable<Rune> characters = Start(generator, options);
        if (console.IsLive && options.Prompt.Length > 0)
        {
            console.WriteText(options.Prompt);
        }

        int written = 0;
        foreach (Rune character in characters.Take(length))
        {
            console.WriteText(character);
            if (character.Value == '\n' || ++written % FlushInterval == 0)
            {
                console.Out.Flush();
            }

            if (console.IsClosed)
            {
                return ExitCode.Done;
            }

            stop.ThrowIfCancellationRequested();
        }

        if (console.IsTerminal)
        {
            console.Out.WriteLine();
        }

        return ExitCode.Done;
    }

    private static IEnumerable<Rune> Start<T>(TextGenerator<T> generator, SamplingOptions options)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        try
        {
            return generator.Stream(options);
        }
        catch (ArgumentException exception)
        {
            string option = exception.ParamName == nameof(SamplingOptions.StopText) ? "--stop" : "--prompt";
            throw new CommandException(
                $"{option}: {Failure.WithoutParameterName(exception)} The model knows the characters of the text it was trained on; 'charrnn info' lists them.", exception);
        }
    }
}
