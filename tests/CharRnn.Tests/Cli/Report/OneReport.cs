using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using CharRnn.Tests.Persistence;

namespace CharRnn.Tests.Cli.Report;

/// <summary>A report that several tests read and none changes.</summary>
public sealed partial class OneReport : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public OneReport()
    {
        TextPath = TinyReport.WriteText(_folder);
        Run = TinyReport.Run(TextPath, Output);
        using var text = new StringReader(VoidElement().Replace(File.ReadAllText(Path.Combine(Output, "index.html")), "<$1 />"));
        using var reader = XmlReader.Create(text, new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore, CheckCharacters = true });
        Page = XDocument.Load(reader, LoadOptions.PreserveWhitespace);
    }

    internal string TextPath { get; }

    internal CommandRun Run { get; }

    internal string Output => _folder["report"];

    internal XDocument Page { get; }

    public void Dispose() => _folder.Dispose();

    /// <summary>Elements that HTML never closes; all others must be closed, as in XML.</summary>
    [GeneratedRegex("<((?:meta|img)\\b[^>]*[^>/])>")]
    private static partial Regex VoidElement();

    /// <summary>A copy that a test may change.</summary>
    internal void CopyTo(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (string path in Directory.EnumerateFiles(Output))
        {
            File.Copy(path, Path.Combine(folder, Path.GetFileName(path)));
        }
    }
}
