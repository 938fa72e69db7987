using System.Text;
using CharRnn.Cli.Screen;

namespace CharRnn.Cli.Report.Page;

/// <summary>Strings inside a page.</summary>
internal static class Html
{
    /// <summary>Plain text: whatever it is, the reader sees it and the browser does nothing about it.</summary>
    internal static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (Rune rune in ConsoleText.Visible(text).EnumerateRunes())
        {
            escaped.Append(rune.Value switch
            {
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                '"' => "&quot;",
                '\'' => "&#39;",
                0xFFFE or 0xFFFF => "\uFFFD",
                _ => rune.ToString(),
            });
        }

        return escaped.ToString();
    }

    /// <summary>Content as an address, so that nothing has to be fetched.</summary>
    internal static string Data(string type, string content) => $"data:{type};base64,{Convert.ToBase64String(Encoding.UTF8.GetBytes(content))}";
}
