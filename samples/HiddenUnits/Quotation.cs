namespace HiddenUnits;

/// <summary>Where a text is inside quotes.</summary>
internal static class Quotation
{
    /// <summary>For each character whether it stands inside quotes; the opening quote does, the closing one does not.</summary>
    internal static bool[] Mark(string text)
    {
        bool[] inside = new bool[text.Length];
        bool open = false;
        for (int i = 0; i < text.Length; i++)
        {
            open = text[i] switch
            {
                '"' => !open,
                '\n' => false,
                _ => open,
            };
            inside[i] = open;
        }

        return inside;
    }

    /// <summary>The start of the first paragraph that goes in and out of quotes several times.</summary>
    internal static int PassageStart(string text, bool[] inside)
    {
        for (int start = 0; start < text.Length;)
        {
            int end = text.IndexOf('\n', start) is var found and >= 0 ? found : text.Length;
            int changes = Enumerable.Range(start, end - start).Count(i => i > start && inside[i] != inside[i - 1]);
            if (changes >= 4 && end - start > 160)
            {
                return start;
            }

            start = end + 1;
        }

        return 0;
    }
}
