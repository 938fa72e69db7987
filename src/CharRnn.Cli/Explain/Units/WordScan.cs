using System.Text;

namespace CharRnn.Cli.Explain.Units;

/// <summary>The position of each character in its word and in its sentence.</summary>
internal sealed class WordScan
{
    internal WordScan(Rune[] text)
    {
        int n = text.Length;
        (Position, StartsWithCapital, IsInCapitals) = (new float[n], new bool[n], new bool[n]);
        (IsBetweenSentences, PositionInSentence) = (new bool[n], new float[n]);
        bool isBetween = false;
        for (int i = 0; i < n; i++)
        {
            ScanWord(text, i);
            isBetween = text[i].Value is '.' or '!' or '?' || (isBetween && !Rune.IsLetterOrDigit(text[i]));
            IsBetweenSentences[i] = isBetween;
            PositionInSentence[i] = isBetween ? 0 : (i > 0 ? PositionInSentence[i - 1] : 0) + 1;
        }
    }

    /// <summary>Letters of the word up to and including this one; 0 outside words. An apostrophe between letters belongs to the word.</summary>
    internal float[] Position { get; }

    internal bool[] StartsWithCapital { get; }

    /// <summary>So far, and at least two letters.</summary>
    internal bool[] IsInCapitals { get; }

    /// <summary>From a full stop, question or exclamation mark to the character before the next letter or digit.</summary>
    internal bool[] IsBetweenSentences { get; }

    /// <summary>Characters since the sentence began.</summary>
    internal float[] PositionInSentence { get; }

    private void ScanWord(Rune[] text, int i)
    {
        bool isLetter = Rune.IsLetter(text[i]), continues = i > 0 && Position[i - 1] > 0;
        bool isInnerMark = text[i].Value is '\'' or '’' && i + 1 < text.Length && Rune.IsLetter(text[i + 1]);
        if (!isLetter && !(continues && isInnerMark))
        {
            return;
        }

        bool isUpper = Rune.IsUpper(text[i]);
        Position[i] = continues ? Position[i - 1] + 1 : 1;
        StartsWithCapital[i] = continues ? StartsWithCapital[i - 1] : isUpper;
        bool allUpper = isUpper && (!continues || Position[i] == 2 ? StartsWithCapital[i] : IsInCapitals[i - 1]);
        IsInCapitals[i] = allUpper && Position[i] >= 2;
    }
}
