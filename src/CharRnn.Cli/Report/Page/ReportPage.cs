namespace CharRnn.Cli.Report.Page;

/// <summary>A report as a reader sees it, before it is HTML or Markdown.</summary>
internal sealed record ReportPage
{
    public required string Title { get; init; }

    public required string Introduction { get; init; }

    /// <summary>What is missing, and how to get it; null for a complete report.</summary>
    public string? Notice { get; init; }

    public required IReadOnlyList<Tile> Tiles { get; init; }

    public required IReadOnlyList<Section> Sections { get; init; }

    /// <summary>What made it.</summary>
    public required string Footer { get; init; }
}

/// <summary>A number that a reader should see first.</summary>
internal sealed record Tile(string Value, string Label);

/// <summary>A part of the page.</summary>
internal sealed record Section(string Id, string Title, IReadOnlyList<PageBlock> Blocks);

/// <summary>Something on the page. All strings are plain text.</summary>
internal abstract record PageBlock;

/// <summary>Sentences.</summary>
internal sealed record Paragraph(string Text) : PageBlock;

/// <summary>A heading inside a section.</summary>
internal sealed record Subheading(string Text) : PageBlock;

/// <summary>A table whose first columns are words and whose other columns are numbers.</summary>
internal sealed record Table(string Caption, int WordColumns, IReadOnlyList<string> Headings, IReadOnlyList<IReadOnlyList<string>> Rows) : PageBlock;

/// <summary>What a network wrote.</summary>
internal sealed record Sample(string Caption, string Text) : PageBlock;

/// <summary>Samples side by side where there is room: two, or all of them if they are not wide.</summary>
internal sealed record SampleRow(IReadOnlyList<Sample> Samples, bool IsWide) : PageBlock;

/// <summary>A picture.</summary>
internal sealed record Figure(string Name, string Description, string Caption, Pictures.Picture Picture) : PageBlock;

/// <summary>Numbers to take away.</summary>
internal sealed record DataFiles(IReadOnlyList<DataFile> Files) : PageBlock;

/// <summary>A CSV file.</summary>
internal sealed record DataFile(string Name, string Description, string Content);
