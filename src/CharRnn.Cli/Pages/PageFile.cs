using System.Reflection;

namespace CharRnn.Cli.Pages;

/// <summary>Style sheets, scripts and templates of pages: the <c>.html</c>, <c>.css</c> and <c>.js</c> files of the source, which ship inside the command.</summary>
internal static class PageFile
{
    /// <summary>Some of them, one after the other.</summary>
    /// <param name="names">File names without folders, such as <c>page.css</c>.</param>
    internal static string Read(params ReadOnlySpan<string> names)
    {
        var text = new System.Text.StringBuilder();
        foreach (string name in names)
        {
            using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"page/{name}")
                ?? throw new ArgumentException($"There is no file {name} among those that ship inside.", nameof(names));
            using var reader = new StreamReader(stream);
            text.Append(reader.ReadToEnd());
        }

        return text.ToString();
    }
}
