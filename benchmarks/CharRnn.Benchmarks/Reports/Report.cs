using System.Globalization;
using System.Text;
using CharRnn.Benchmarks.Measuring;

namespace CharRnn.Benchmarks.Reports;

/// <summary>A Markdown page that is printed line by line and, if a folder is given, written to a file at the end.</summary>
internal sealed class Report
{
    private readonly StringBuilder _text = new();
    private readonly string? _folder;
    private readonly string _name;

    internal Report(string? folder, string name, string title)
    {
        _folder = folder;
        _name = name;
        Line($"# {title}");
        Line();
        Line($"{Machine.Date}. {Machine.Description}.");
        if (Alternation.Clock == Clock.Processor)
        {
            Line();
            Line("Processor time, measured while the machine was busy with other work: the time of all threads together.");
        }
    }

    internal void Line(string text = "")
    {
        Console.WriteLine(text);
        _text.AppendLine(text);
    }

    internal void Section(string title)
    {
        Line();
        Line($"## {title}");
        Line();
    }

    internal void Table(IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string>> rows)
    {
        Line($"| {string.Join(" | ", header)} |");
        Line($"|{string.Concat(header.Select((_, i) => i == 0 ? "---|" : "---:|"))}");
        foreach (IReadOnlyList<string> row in rows)
        {
            Line($"| {string.Join(" | ", row)} |");
        }
    }

    /// <summary>Writes a picture to the folder of the page and embeds it there.</summary>
    internal void Picture(string name, string title, string svg)
    {
        if (_folder is not null)
        {
            Directory.CreateDirectory(_folder);
            File.WriteAllText(Path.Combine(_folder, name), svg);
            Line();
            Line($"![{title}]({name})");
        }
    }

    internal void Save()
    {
        if (_folder is not null)
        {
            Directory.CreateDirectory(_folder);
            File.WriteAllText(Path.Combine(_folder, _name), _text.ToString());
            Console.WriteLine();
            Console.WriteLine($"Written to {Path.Combine(_folder, _name)}.");
        }
    }

    /// <summary>Three significant digits, without exponent.</summary>
    internal static string Number(double value)
        => value >= 100 ? value.ToString("N0", CultureInfo.InvariantCulture)
            : value >= 10 ? value.ToString("F1", CultureInfo.InvariantCulture)
            : value >= 0.1 ? value.ToString("F2", CultureInfo.InvariantCulture)
            : value.ToString("F4", CultureInfo.InvariantCulture);

    internal static string Percent(double fraction) => (fraction * 100).ToString("F0", CultureInfo.InvariantCulture) + " %";
}
