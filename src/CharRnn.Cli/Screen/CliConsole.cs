using System.Text;
using Spectre.Console;

namespace CharRnn.Cli.Screen;

/// <summary>Where a command reads and writes, and what it may do there.</summary>
internal sealed class CliConsole
{
    private static readonly UTF8Encoding _utf8 = new(encoderShouldEmitUTF8Identifier: false);
    private readonly OutputStream? _stream;

    /// <summary>Makes a console of streams.</summary>
    /// <param name="input">What <c>-</c> reads.</param>
    /// <param name="output">Results.</param>
    /// <param name="error">Where the one line goes that says what is wrong.</param>
    /// <param name="isTerminal">Whether the output is a screen that somebody watches.</param>
    /// <param name="isPlain">Whether colours and moving parts are unwanted even so.</param>
    internal CliConsole(Stream input, Stream output, TextWriter error, bool isTerminal = false, bool isPlain = true)
        : this(input, new StreamWriter(output, _utf8) { NewLine = "\n" }, error, isTerminal, isPlain)
        => _stream = output as OutputStream;

    private CliConsole(Stream input, TextWriter output, TextWriter error, bool isTerminal, bool isPlain)
    {
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
            || Environment.GetEnvironmentVariable("TERM") == "dumb";
        return new CliConsole(Console.OpenStandardInput(), Console.Out, Console.Error, isTerminal: true, isPlain);
    }

    /// <summary>The output as a screen for Spectre.Console: colours, and lines that are drawn again.</summary>
    internal IAnsiConsole CreateScreen()
    {
        Flush();
        return AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = ReferenceEquals(Out, Console.Out) ? AnsiSupport.Detect : AnsiSupport.Yes,
            Interactive = InteractionSupport.Yes,
            Out = new AnsiConsoleOutput(Out),
        });
    }

    /// <summary>Sends what is buffered.</summary>
    internal void Flush()
    {
        Out.Flush();
        Error.Flush();
    }

    /// <summary>Writes what a network wrote; safe on a screen, unchanged into a file or pipe.</summary>
    internal void WriteText(string text) => Out.Write(IsTerminal ? ConsoleText.Visible(text) : text);
}
