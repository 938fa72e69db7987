using System.Text;

namespace CharRnn.Cli.Screen;

/// <summary>
/// Messages and tables on their way to the user: control characters and marks that change the direction of writing, which may be
/// in the name of a file or in a setting of a model, are shown as pictures and reach no terminal.
/// </summary>
/// <param name="inner">The writer for the visible text.</param>
internal sealed class VisibleWriter(TextWriter inner) : TextWriter
{
    public override Encoding Encoding => inner.Encoding;

    public override void Write(char value) => Write([value]);

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void Write(string? value)
    {
        if (value is not null)
        {
            inner.Write(ConsoleText.VisibleMessage(value));
        }
    }

    public override void Write(ReadOnlySpan<char> buffer) => Write(buffer.ToString());

    public override void WriteLine(string? value)
    {
        Write(value);
        inner.WriteLine();
    }

    public override void Flush() => inner.Flush();
}
