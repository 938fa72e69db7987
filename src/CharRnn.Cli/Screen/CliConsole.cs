using System.Text;

namespace CharRnn.Cli.Screen;

/// <summary>The input and output streams of a command, and the capabilities of its screen.</summary>
internal sealed class CliConsole
{
    /// <summary>Columns and lines where the output is no terminal, or a terminal that does not know its size.</summary>
    private static readonly ScreenSize _usualSize = new(Width: 80, Height: 24);
    private static readonly UTF8Encoding _utf8 = new(encoderShouldEmitUTF8Identifier: false);
    private readonly TextWriter _text;
    private readonly OutputStream? _output;
    private readonly OutputStream? _error;
    private bool _isIncomplete;
    private readonly Func<ScreenSize> _size;

    /// <summary>Makes a console of streams.</summary>
    /// <param name="input">The input that <c>-</c> reads.</param>
    /// <param name="output">Results.</param>
    /// <param name="error">The output for error messages of one line.</param>
    /// <param name="isTerminal">Whether the output is a terminal.</param>
    /// <param name="isPlain">Whether colours and moving parts are unwanted even so.</param>
    /// <param name="size">The present size of the screen. Default 80 × 24.</param>
    internal CliConsole(Stream input, Stream output, TextWriter error, bool isTerminal = false, bool isPlain = true, Func<ScreenSize>? size = null)
        : this(input, new StreamWriter(output, _utf8) { NewLine = "\n" }, error, isTerminal, isPlain, size)
        => _output = output as OutputStream;

    private CliConsole(Stream input, TextWriter text, TextWriter error, bool isTerminal, bool isPlain, Func<ScreenSize>? size)
    {
        _size = size ?? (() => _usualSize);
        Input = input;
        _text = text;
        Out = new VisibleWriter(text) { NewLine = text.NewLine };
        Error = new VisibleWriter(error) { NewLine = error.NewLine };
        IsTerminal = isTerminal;
        IsLive = isTerminal && !isPlain;
    }

    private CliConsole(StandardStreams streams, OutputStream output, OutputStream error, bool isTerminal, bool isPlain)
        : this(new StandardInput(streams), Writer(output, isTerminal), Writer(error, isTerminal: true), isTerminal, isPlain, isTerminal ? ProcessSize : null)
    {
        Standard = streams;
        _output = output;
        _error = error;

        // For code that bypasses this class: the console's own writers throw.
        Console.SetOut(_text);
        Console.SetError(Error);
    }

    /// <summary>Standard input, as bytes.</summary>
    internal Stream Input { get; }

    /// <summary>Whether a text waits at standard input.</summary>
    internal bool HasPipedText => Standard?.HasPipedText ?? (Input.CanSeek && Input.Length > 0);

    /// <summary>The streams of the process; null in a test.</summary>
    internal StandardStreams? Standard { get; }

    /// <summary>
    /// Standard output in UTF-8, for what the command says: control characters in it become visible. Buffered, see
    /// <see cref="Flush"/>. Texts go to <see cref="WriteText(string)"/>.
    /// </summary>
    internal TextWriter Out { get; }

    /// <summary>Standard error; control characters become visible.</summary>
    internal TextWriter Error { get; }

    /// <summary>Whether the output is a screen: what a network writes is then shown without control characters.</summary>
    internal bool IsTerminal { get; }

    /// <summary>Whether colours and a progress bar are welcome.</summary>
    internal bool IsLive { get; }

    /// <summary>The present size of the screen; 80 × 24 where the output is redirected.</summary>
    internal ScreenSize Size => _size();

    /// <summary>Whether more output is useless: the reader has gone, or the output cannot be written.</summary>
    internal bool IsClosed => _output is { IsClosed: true } or { Failure: not null };

    /// <summary>Whether the exit code has to say that something is missing: output, a warning or a part of a file.</summary>
    internal bool IsIncomplete => _isIncomplete || _output?.Failure is not null || _error is { Failure: not null } or { IsClosed: true };

    /// <summary>The console of this process. Redirected output, NO_COLOR (no-color.org) and a dumb terminal get plain lines.</summary>
    internal static CliConsole ForProcess()
    {
        var streams = new StandardStreams();
        bool isTerminal = streams.HasOutput && !Console.IsOutputRedirected;
        if (isTerminal && OperatingSystem.IsWindows())
        {
            Console.OutputEncoding = _utf8;
        }

        bool isPlain = !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
            || Environment.GetEnvironmentVariable("TERM") == "dumb"
            || !isTerminal || !UnderstandsEscapeSequences();
        return new CliConsole(streams, streams.OpenOutput(), streams.OpenError(), isTerminal, isPlain);
    }

    /// <summary>Makes the exit code say that something that was asked for is missing.</summary>
    internal void MarkIncomplete() => _isIncomplete = true;

    /// <summary>Writes a warning to standard error.</summary>
    /// <param name="problem">One sentence or more; line breaks become spaces.</param>
    /// <param name="isLoss">Whether something that was asked for is missing: the exit code then says so.</param>
    internal void Warn(string problem, bool isLoss)
    {
        _isIncomplete |= isLoss;
        Error.WriteLine("charrnn: " + ConsoleText.Message(problem));
    }

    /// <summary>Writes lines for people to read: on a screen they are broken between words, elsewhere they stay as they are.</summary>
    internal void WriteProse(string text) => Out.WriteLine(IsTerminal ? LineFolding.Fold(text, Size.Width) : text);

    /// <summary>Writes and sends text with control sequences to a screen. The text in it must be visible, see <see cref="ConsoleText"/>.</summary>
    internal void WriteControl(string text)
    {
        _text.Write(text);
        _text.Flush();
    }

    /// <summary>Sends what is buffered.</summary>
    internal void Flush()
    {
        Out.Flush();
        Error.Flush();
    }

    /// <summary>Writes what a network wrote; safe on a screen, unchanged into a file or pipe.</summary>
    internal void WriteText(string text) => _text.Write(IsTerminal ? ConsoleText.Visible(text) : text);

    /// <inheritdoc cref="WriteText(string)"/>
    internal void WriteText(Rune character)
    {
        Span<char> utf16 = stackalloc char[2];
        ReadOnlySpan<char> text = utf16[..character.EncodeToUtf16(utf16)];
        if (IsTerminal)
        {
            WriteText(text.ToString());
        }
        else
        {
            _text.Write(text);
        }
    }

    /// <summary>Reports output that could not be written, if that is still possible.</summary>
    internal void ReportLostOutput()
    {
        Flush();
        if (_output?.Failure is { } reason)
        {
            Warn($"standard output could not be written: {reason}", isLoss: true);
            Flush();
        }
    }

    private static TextWriter Writer(OutputStream stream, bool isTerminal)
    {
        var writer = new StreamWriter(stream, _utf8) { AutoFlush = isTerminal };
        if (!isTerminal)
        {
            writer.NewLine = "\n";
        }

        return TextWriter.Synchronized(writer);
    }

    /// <summary>Whether the terminal of this process can move the cursor; switches that on in Windows' console.</summary>
    private static bool UnderstandsEscapeSequences()
        => Spectre.Console.AnsiConsole.Create(new Spectre.Console.AnsiConsoleSettings()).Profile.Capabilities.Ansi;

    private static ScreenSize ProcessSize()
    {
        try
        {
            // A terminal that does not know its size reports 0.
            return new ScreenSize(
                Console.WindowWidth is > 0 and var width ? width : _usualSize.Width,
                Console.WindowHeight is > 0 and var height ? height : _usualSize.Height);
        }
        catch (IOException)
        {
            return _usualSize;
        }
    }
}

/// <summary>The size of a screen in characters.</summary>
/// <param name="Width">Columns.</param>
/// <param name="Height">Lines.</param>
internal readonly record struct ScreenSize(int Width, int Height);
