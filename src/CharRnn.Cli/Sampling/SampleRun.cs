using System.Numerics;
using System.Text;
using CharRnn.Cli.Failures;
using CharRnn.Cli.Screen;
using CharRnn.Persistence;

namespace CharRnn.Cli.Sampling;

/// <summary>One run of <c>charrnn sample</c>.</summary>
/// <typeparam name="T">The precision of the model.</typeparam>
internal sealed class SampleRun<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Characters after which a pipe is served even if no line has ended.</summary>
    private const int FlushInterval = 256;
    private readonly RnnModel<T> _model;
    private readonly DocumentStyle? _style;
    private readonly TextReadingOptions _reading;
    private readonly CliConsole _console;
    private readonly CancellationToken _stop;

    /// <param name="model">The model.</param>
    /// <param name="style">How it writes documents; null for a model of one text.</param>
    /// <param name="reading">How prompts are read.</param>
    /// <param name="console">The console.</param>
    /// <param name="stop">Ctrl-C.</param>
    internal SampleRun(RnnModel<T> model, DocumentStyle? style, TextReadingOptions reading, CliConsole console, CancellationToken stop)
        => (_model, _style, _reading, _console, _stop) = (model, style, reading, console, stop);

    /// <returns>The exit code.</returns>
    internal int Run(SampleRequest request)
    {
        if (request.IsInteractive)
        {
            return new InteractiveSession<T>(_model, _style, _reading, request, _console, _stop).Run();
        }

        string prompt = Prompt.Read(request, _reading, _model.Vocabulary, _console);
        RequireStopText(request);
        if (request.IsBatch)
        {
            return new BatchWriter<T>(_model, _style, _reading, _console, _stop).Write(request, prompt);
        }

        if (_console.IsLive && prompt.Length > 0)
        {
            _console.WriteText(prompt);
        }

        return request.Shown == ShownMeasure.Surprise ? WriteWithSurprise(request, prompt) : Write(request, prompt);
    }

    private void RequireStopText(SampleRequest request)
    {
        IReadOnlyList<UnknownCharacter> unknown = _model.Vocabulary.FindUnknown(request.Sampling.StopText);
        if (unknown.Count > 0)
        {
            throw new CommandException($"--stop: the model does not know {string.Join(", ", unknown)}, so it can never write this text. 'charrnn info' lists the characters that it knows.");
        }
    }

    private int Write(SampleRequest request, string prompt)
    {
        SamplingOptions options = request.Sampling with { Prompt = prompt };
        var generator = new TextGenerator<T>(_model, request.CreateRandom()) { ThreadCount = request.ThreadCount };
        Rune? symbol = _style is null ? null : Rune.GetRuneAt(_style.Symbol, 0);
        int written = 0;
        foreach (Rune character in generator.Stream(_style is null ? options : DocumentOptions(options)).Take(request.Length))
        {
            if (character == symbol)
            {
                break;
            }

            _console.WriteText(character);
            if (character.Value == '\n' || ++written % FlushInterval == 0)
            {
                _console.Out.Flush();
            }

            if (_console.IsClosed)
            {
                return ExitCode.Done;
            }

            _stop.ThrowIfCancellationRequested();
        }

        if (_console.IsTerminal || _style is not null)
        {
            _console.Out.WriteLine();
        }

        return ExitCode.Done;
    }

    /// <summary>A document ends with its symbol; a stop text may end it earlier.</summary>
    private SamplingOptions DocumentOptions(SamplingOptions options)
        => options with { Prompt = _style!.Symbol + options.Prompt };

    private int WriteWithSurprise(SampleRequest request, string prompt)
    {
        var session = new TextSession<T>(_model, request.CreateRandom(), request.Sampling with { Prompt = (_style?.Symbol ?? "") + prompt });
        var writer = new SurpriseWriter(_console);
        var turn = new SessionTurn<T>(session, _style, request.Sampling.StopText);
        foreach (WrittenCharacter character in turn.Write(request.Length))
        {
            writer.Write(character);
            if (_console.IsClosed)
            {
                return ExitCode.Done;
            }

            _stop.ThrowIfCancellationRequested();
        }

        writer.Finish();
        return ExitCode.Done;
    }
}
