using System.Text;

namespace CharRnn.Persistence.Reading;

/// <summary>Unicode normalization form C (UAX 15): a letter and its combining marks become one character where there is one.</summary>
internal sealed class ComposedSource(IScalarSource source) : ChangedSource(source)
{
    private const int AsciiEnd = 0x80;
    private readonly StringBuilder _held = new();

    /// <summary>An ASCII character composes with nothing before it, so the text before the last one is complete.</summary>
    protected override void Change(ReadOnlySpan<int> scalars, List<int> output)
    {
        int last = scalars.LastIndexOfAnyInRange(0, AsciiEnd - 1);
        if (last >= 0)
        {
            Hold(scalars[..last]);
            Release(output);
        }

        Hold(scalars[Math.Max(0, last)..]);
    }

    protected override void End(List<int> output) => Release(output);

    private void Hold(ReadOnlySpan<int> scalars)
    {
        Span<char> utf16 = stackalloc char[2];
        foreach (int scalar in scalars)
        {
            _held.Append(utf16[..new Rune(scalar).EncodeToUtf16(utf16)]);
        }
    }

    private void Release(List<int> output)
    {
        foreach (Rune rune in _held.ToString().Normalize(NormalizationForm.FormC).EnumerateRunes())
        {
            output.Add(rune.Value);
        }

        _held.Clear();
    }
}
