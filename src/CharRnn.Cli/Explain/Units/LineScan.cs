using System.Text;

namespace CharRnn.Cli.Explain.Units;

/// <summary>The position of each character in its line.</summary>
internal sealed class LineScan
{
    internal LineScan(Rune[] text)
    {
        (Position, IsIndentation, EndsWithColon, FollowsBlank) = (new float[text.Length], new bool[text.Length], new bool[text.Length], new bool[text.Length]);
        int start = 0;
        bool isBlankBefore = false;
        while (start < text.Length)
        {
            int end = Array.FindIndex(text, start, rune => rune.Value == '\n');
            end = end < 0 ? text.Length : end;
            Scan(text, start, end, isBlankBefore);
            isBlankBefore = text[start..end].All(Rune.IsWhiteSpace);
            start = end + 1;
        }
    }

    /// <summary>Characters of the line up to and including this one; 0 at the end of a line.</summary>
    internal float[] Position { get; }

    internal bool[] IsIndentation { get; }

    internal bool[] EndsWithColon { get; }

    /// <summary>In the first line after a blank one.</summary>
    internal bool[] FollowsBlank { get; }

    private void Scan(Rune[] text, int start, int end, bool isBlankBefore)
    {
        int last = end - 1;
        while (last >= start && Rune.IsWhiteSpace(text[last]))
        {
            last--;
        }

        bool isIndented = true;
        for (int i = start; i < end; i++)
        {
            isIndented &= Rune.IsWhiteSpace(text[i]);
            Position[i] = i - start + 1;
            IsIndentation[i] = isIndented && last >= start;
            EndsWithColon[i] = last >= start && text[last].Value == ':';
            FollowsBlank[i] = isBlankBefore;
        }
    }
}
