using System.Text;

namespace CharRnn.Cli.Screen;

/// <summary>Where a command reads and writes, and what it may do there.</summary>
internal sealed class CliConsole
{
    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false);
    private readonly OutputStream _stream;

    /// <summary>Makes a console of streams.</summary>
    /// <param name="input">What <c>-</c> reads.</param>
    /// <param name="output">Results.</param>
    /// <param name="error">Where the one line goes that says what is wrong.</param>
    /// <param name="isTerminal">Whether the output is a screen that somebody watches.</param>
    /// <param name="isPlain">Whether colours and moving parts are unwanted even so.</param>
    internal CliConsole(Stream input, OutputStream output, TextWriter error, bool isTerminal = false, bool isPlain = true)
    {
        _stream = output;
        Input = input;
        Out = new StreamWriter(output, s_utf8) { NewLine = "\n" };
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
    internal bool IsClosed => _stream.IsClosed;

    /// <summary>The console of this process. Redirected output, NO_COLOR (no-color.org) and a dumb terminal get plain lines.</summary>
    internal static CliConsole ForProcess()
    {
        if (!Console.IsOutputRedirected)
        {
            Console.OutputEncoding = s_utf8;
        }

        bool isPlain = !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
            || Environment.GetEnvironmentVariable("TERM") == "dumb";
        return new CliConsole(Console.OpenStandardInput(), OutputStream.ForProcess(), Console.Error, !Console.IsOutputRedirected, isPlain);
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
