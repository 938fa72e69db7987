using System.Reflection;

namespace CharRnn.Cli.Report.Page;

/// <summary>The style sheet that ships inside the command.</summary>
internal static class ReportStyle
{
    internal static string Read()
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("report.css")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
