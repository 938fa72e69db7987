using System.Text;

namespace CharRnn.Cli.Screen;

/// <summary>Where a command reads and writes, and what it may do there.</summary>
internal sealed class CliConsole
{
    /// <summary>Columns and lines where the output is no terminal, or a terminal that does not know its size.</summary>
    private static readonly ScreenSize _usualSize = new(Width: 80, Height: 24);
    private static readonly UTF8Encoding _utf8 = new(encoderShouldEmitUTF8Identifier: false);
    private readonly OutputStream? _stream;
    private readonly Func<ScreenSize> _size;

    /// <summary>Makes a console of streams.</summary>
    /// <param name="input">What <c>-</c> reads.</param>
    /// <param name="output">Results.</param>
    /// <param name="error">Where the one line goes that says what is wrong.</param>
    /// <param name="isTerminal">Whether the output is a screen that somebody watches.</param>
    /// <param name="isPlain">Whether colours and moving parts are unwanted even so.</param>
    /// <param name="size">The present size of the screen. Default 80 × 24.</param>
    internal CliConsole(Stream input, Stream output, TextWriter error, bool isTerminal = false, bool isPlain = true, Func<ScreenSize>? size = null)
        : this(input, new StreamWriter(output, _utf8) { NewLine = "\n" }, error, isTerminal, isPlain, size)
        => _stream = output as OutputStream;

    private CliConsole(Stream input, TextWriter output, TextWriter error, bool isTerminal, bool isPlain, Func<ScreenSize>? size)
    {
        _size = size ?? (() => _usualSize);
        Input = input;
        Out = output;
        Error = error;
        IsTerminal = isTerminal;
        IsLive = isTerminal && !isPlain;
    }

    /// <summary>Standard input, as bytes.</summary>
    internal Stream Input { get; }

    /// <summary>Standard output in UTF-8; buffered, see <see cref="Flush"/>.</summary>
    internal TextWriter Out { get; }

    /// <summary>Standard error.</summary>
    internal TextWriter Error { get; }

    /// <summary>Whether the output is a screen: what a network writes is then shown without control characters.</summary>
    internal bool IsTerminal { get; }

    /// <summary>Whether colours and a progress bar are welcome.</summary>
    internal bool IsLive { get; }

    /// <summary>Whether the reader of the output has gone; whatever is written from then on is lost.</summary>
    internal bool IsClosed => _stream is { IsClosed: true };

    /// <summary>The console of this process. Redirected output, NO_COLOR (no-color.org) and a dumb terminal get plain lines.</summary>
    internal static CliConsole ForProcess()
    {
        if (Console.IsOutputRedirected)
        {
            return new CliConsole(Console.OpenStandardInput(), OutputStream.ForProcess(), Console.Error);
        }

        if (OperatingSystem.IsWindows())
        {
            Console.OutputEncoding = _utf8;
        }

        bool isPlain = !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
            || Environment.GetEnvironmentVariable("TERM") == "dumb"
            || !UnderstandsEscapeSequences();
        return new CliConsole(Console.OpenStandardInput(), Console.Out, Console.Error, isTerminal: true, isPlain, ProcessSize);
    }

    /// <summary>The present size of the screen; 80 × 24 where the output is redirected.</summary>
    internal ScreenSize Size => _size();

    /// <summary>Writes lines for people to read: on a screen they are broken between words, elsewhere they stay as they are.</summary>
    internal void WriteProse(string text) => Out.WriteLine(IsTerminal ? LineFolding.Fold(text, Size.Width) : text);

    /// <summary>Sends what is buffered.</summary>
    internal void Flush()
    {
        Out.Flush();
        Error.Flush();
    }

    /// <summary>Writes what a network wrote; safe on a screen, unchanged into a file or pipe.</summary>
    internal void WriteText(string text) => Out.Write(IsTerminal ? ConsoleText.Visible(text) : text);

    /// <summary>Whether the terminal of this process can move the cursor; switches that on in Windows' console.</summary>
    private static bool UnderstandsEscapeSequences()
        => Spectre.Console.AnsiConsole.Create(new Spectre.Console.AnsiConsoleSettings()).Profile.Capabilities.Ansi;

    private static ScreenSize ProcessSize()
    {
        try
        {
            // A terminal that does not know its size says 0.
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
