using CharRnn.Cli.Drawing;

namespace CharRnn.Cli.Report.Page;

// Public, because the templates are components, which must be public, and they show these types.

/// <summary>A report as a reader sees it, before it is HTML or Markdown.</summary>
public sealed record ReportPage
{
    /// <summary>The heading.</summary>
    public required string Title { get; init; }

    /// <summary>The conclusion in plain words.</summary>
    public required string Conclusion { get; init; }

    /// <summary>A sample of the best model; null while there is none.</summary>
    public Sample? Sample { get; init; }

    /// <summary>The parts that are missing and how to get them; null for a complete report.</summary>
    public string? Notice { get; init; }

    /// <summary>The numbers to see first.</summary>
    public required IReadOnlyList<Tile> Tiles { get; init; }

    /// <summary>A note on the whole page.</summary>
    public required string Note { get; init; }

    /// <summary>The parts.</summary>
    public required IReadOnlyList<Section> Sections { get; init; }

    /// <summary>The program, its version and the time.</summary>
    public required string Footer { get; init; }
}

/// <summary>A number that a reader should see first.</summary>
/// <param name="Value">The number.</param>
/// <param name="Label">The name of the value.</param>
public sealed record Tile(string Value, string Label);

/// <summary>A part of the page.</summary>
/// <param name="Id">Its address.</param>
/// <param name="Title">Its heading.</param>
/// <param name="Blocks">The contents.</param>
public sealed record Section(string Id, string Title, IReadOnlyList<PageBlock> Blocks);

/// <summary>Something on the page. All strings are plain text.</summary>
public abstract record PageBlock;

/// <summary>Sentences.</summary>
/// <param name="Text">Plain text.</param>
public sealed record Paragraph(string Text) : PageBlock;

/// <summary>A heading inside a section.</summary>
/// <param name="Text">Plain text.</param>
public sealed record Subheading(string Text) : PageBlock;

/// <summary>Explanations of the columns of the following tables.</summary>
/// <param name="Meanings">The heading of a column, and what stands in it.</param>
public sealed record Columns(params IReadOnlyList<(string Name, string Meaning)> Meanings) : PageBlock;

/// <summary>A table whose first columns are words and whose other columns are numbers.</summary>
/// <param name="Caption">The caption above it.</param>
/// <param name="WordColumns">Columns of words.</param>
/// <param name="Headings">The headings of all columns.</param>
/// <param name="Rows">A cell for each heading.</param>
public sealed record Table(string Caption, int WordColumns, IReadOnlyList<string> Headings, IReadOnlyList<IReadOnlyList<string>> Rows) : PageBlock;

/// <summary>A sample of a network.</summary>
/// <param name="Caption">The caption above it.</param>
/// <param name="Text">The text of the sample.</param>
public sealed record Sample(string Caption, string Text) : PageBlock;

/// <summary>Samples side by side where there is room: two, or all of them if they are not wide.</summary>
/// <param name="Samples">The samples, from the first to the last.</param>
/// <param name="IsWide">Whether two samples fill a line.</param>
public sealed record SampleRow(IReadOnlyList<Sample> Samples, bool IsWide) : PageBlock;

/// <summary>A text whose characters are coloured.</summary>
/// <param name="Caption">The caption above it.</param>
/// <param name="Legend">The meaning of the colours.</param>
/// <param name="Characters">The characters, from the first to the last.</param>
public sealed record Passage(string Caption, IReadOnlyList<ColouredCharacter> Legend, IReadOnlyList<ColouredCharacter> Characters) : PageBlock;

/// <summary>A character and its colour.</summary>
/// <param name="Text">The displayed text.</param>
/// <param name="Shade">The strength of the colour, from 0 to 1.</param>
/// <param name="IsLow">Whether the character has the hue for low values.</param>
/// <param name="Note">Shown where the character is pointed at; may be empty.</param>
public sealed record ColouredCharacter(string Text, double Shade, bool IsLow, string Note);

/// <summary>A picture.</summary>
/// <param name="Name">The name of its files.</param>
/// <param name="Description">A description for readers who cannot see the picture.</param>
/// <param name="Caption">The caption below it.</param>
/// <param name="Picture">The picture in all variants.</param>
public sealed record Figure(string Name, string Description, string Caption, Picture Picture) : PageBlock;

/// <summary>Blocks that are folded until the reader opens them.</summary>
/// <param name="Summary">The heading.</param>
/// <param name="Blocks">The content.</param>
public sealed record Details(string Summary, IReadOnlyList<PageBlock> Blocks) : PageBlock;

/// <summary>Data files to download.</summary>
/// <param name="Files">The files, each with a link.</param>
public sealed record DataFiles(IReadOnlyList<DataFile> Files) : PageBlock;

/// <summary>A CSV file.</summary>
/// <param name="Name">The name of the file.</param>
/// <param name="Description">A description of the contents.</param>
/// <param name="Content">The lines.</param>
public sealed record DataFile(string Name, string Description, string Content);
