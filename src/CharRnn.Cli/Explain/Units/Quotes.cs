using System.Text;

namespace CharRnn.Cli.Explain.Units;

/// <summary>Which characters stand inside quotes.</summary>
internal static class Quotes
{
    /// <summary>
    /// 1 from an opening quotation mark to the character before the closing one. A straight mark opens and closes in turn, “ opens or
    /// (after „) closes, a blank line closes. Single quotes are left out: most of them are apostrophes.
    /// </summary>
    internal static float[] Mark(Rune[] text)
    {
        var inside = new float[text.Length];
        bool isOpen = false;
        for (int i = 0; i < text.Length; i++)
        {
            isOpen = text[i].Value switch
            {
                '"' => !isOpen,
                '“' => !isOpen,
                '„' or '«' => true,
                '”' or '»' => false,
                '\n' when i > 0 && text[i - 1].Value == '\n' => false,
                _ => isOpen,
            };
            inside[i] = isOpen ? 1 : 0;
        }

        return inside;
    }
}
