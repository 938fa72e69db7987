using System.Globalization;
using System.Numerics;
using System.Text;
using CharRnn.Cli.Failures;
using CharRnn.Cli.Screen;
using CharRnn.Persistence;

namespace CharRnn.Cli.Sampling;

/// <summary><c>charrnn sample --interactive</c>: a line is a prompt, an empty line continues the text, a line that begins with a colon is a command.</summary>
/// <remarks>Over a pipe every line is answered before the next one is read: the text, and a line break.</remarks>
internal sealed class InteractiveSession<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const char Escape = ':';
    private const string Help = ":temperature x   below 1 safer, above 1 more varied      :undo   remove the last turn      :length n   characters of a turn      :quit   end the session      To begin a prompt with a colon, type two colons.";

    /// <summary>Characters of a turn where --length is not given: what one can read at once.</summary>
    private const int TurnLength = 200;
    private readonly RnnModel<T> _model;
    private readonly DocumentStyle? _style;
    private readonly TextReadingOptions _reading;
    private readonly SampleRequest _request;
    private readonly CliConsole _console;
    private readonly CancellationToken _stop;
    private readonly Random _random;
    private readonly Stack<Turn> _undo = new();
    private Turn _turn;
    private int _length;

    internal InteractiveSession(RnnModel<T> model, DocumentStyle? style, TextReadingOptions reading, SampleRequest request, CliConsole console, CancellationToken stop)
    {
        (_model, _style, _reading, _request, _console, _stop) = (model, style, reading, request, console, stop);
        _random = request.CreateRandom();
        _length = request.Length == SampleRequest.DefaultLength ? TurnLength : request.Length;
        _turn = Begin(request.Sampling, "");
    }

    /// <returns>The exit code.</returns>
    internal int Run()
    {
        using var lines = new StreamReader(_console.Input, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), detectEncodingFromByteOrderMarks: true, leaveOpen: true);
        if (_console.IsTerminal)
        {
            _console.Out.WriteLine("A line is a prompt, an empty line continues the text, :help lists the commands.");
        }

        while (Ask(lines) is { } line)
        {
            if (line is [Escape, not Escape, ..] or [Escape])
            {
                if (!Obey(line[1..].Trim()))
                {
                    break;
                }
            }
            else
            {
                Answer(line.StartsWith(Escape) ? line[1..] : line);
            }

            _console.Flush();
            if (_console.IsClosed)
            {
                break;
            }

            _stop.ThrowIfCancellationRequested();
        }

        return ExitCode.Done;
    }

    private string? Ask(StreamReader lines)
    {
        if (_console.IsTerminal)
        {
            _console.Out.Write("> ");
            _console.Flush();
        }

        // Ctrl-C ends a session that waits for a line.
        return Task.Run(lines.ReadLine).WaitAsync(_stop).GetAwaiter().GetResult();
    }

    private Turn Begin(SamplingOptions options, string prompt)
    {
        var session = new TextSession<T>(_model, _random, options with { Prompt = (_style?.Symbol ?? "") + prompt, StopText = "" });
        return new Turn(session, session.Mark(), HasEnded: false);
    }

    /// <summary>A prompt begins a new text; an empty line continues the last one, or begins the next document if the last one has ended.</summary>
    private void Answer(string line)
    {
        SamplingOptions options = _turn.Session.Options;
        string prompt;
        try
        {
            prompt = Prompt.Known(line, "the prompt", _reading, _model.Vocabulary, _console);
        }
        catch (CommandException exception)
        {
            _console.Warn(exception.Message, isLoss: false);
            return;
        }

        _undo.Push(_turn with { Point = _turn.Session.Mark() });
        _turn = prompt.Length > 0 || _turn.HasEnded ? Begin(options, prompt) : _turn;
        if (_console.IsTerminal && prompt.Length > 0)
        {
            _console.WriteText(prompt);
        }

        _turn = _turn with { HasEnded = WriteTurn() };
    }

    private bool WriteTurn()
    {
        var turn = new SessionTurn<T>(_turn.Session, _style, _request.Sampling.StopText);
        SurpriseWriter? colours = _request.Shown == ShownMeasure.Surprise ? new SurpriseWriter(_console) : null;
        foreach (WrittenCharacter character in turn.Write(_length))
        {
            if (colours is null)
            {
                _console.WriteText(character.Character);
            }
            else
            {
                colours.Write(character);
            }

            _stop.ThrowIfCancellationRequested();
        }

        _console.Out.WriteLine();
        return turn.HasEnded;
    }

    /// <returns>Whether the session continues.</returns>
    private bool Obey(string command)
    {
        string[] words = command.Split(' ', 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        string value = words.Length > 1 ? words[1] : "";
        switch (words.Length > 0 ? words[0] : "")
        {
            case "q" or "quit":
                return false;
            case "u" or "undo":
                Undo();
                break;
            case "t" or "temperature" when double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double temperature) && double.IsFinite(temperature) && temperature >= 0:
                _turn.Session.ChangeOptions(_turn.Session.Options with { Temperature = temperature });
                break;
            case "t" or "temperature":
                _console.Warn($":temperature needs a number of at least 0, not '{value}'.", isLoss: false);
                break;
            case "l" or "length" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int length) && length > 0:
                _length = length;
                break;
            case "l" or "length":
                _console.Warn($":length needs a whole number of at least 1, not '{value}'.", isLoss: false);
                break;
            case "h" or "help":
                _console.Out.WriteLine(Help);
                break;
            default:
                _console.Warn($"':{command}' is not a command. {Help}", isLoss: false);
                break;
        }

        return true;
    }

    private void Undo()
    {
        if (!_undo.TryPop(out Turn? before))
        {
            _console.Warn("there is nothing to undo.", isLoss: false);
            return;
        }

        SamplingOptions options = _turn.Session.Options;
        before.Session.Return(before.Point);
        before.Session.ChangeOptions(options);
        _turn = before;
        _console.Out.WriteLine("The last turn has been removed.");
    }

    /// <summary>A text, where it is, and whether its document has ended there.</summary>
    private sealed record Turn(TextSession<T> Session, TextSessionPoint<T> Point, bool HasEnded);
}
