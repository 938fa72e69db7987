
namespace CharRnn.Cli.Sampling;

/// <summary>The measure that is shown with the text.</summary>
internal enum ShownMeasure
{
    None,

    /// <summary>How little the network expected each character, as its colour.</summary>
    Surprise,
}

/// <summary>The request of a command line of <c>charrnn sample</c>.</summary>
internal sealed record SampleRequest
{
    internal const int DefaultLength = 1000;

    /// <summary>Characters, at most, of every text.</summary>
    internal int Length { get; init; } = DefaultLength;

    /// <summary>How characters are chosen, with the prompt and the stop text.</summary>
    internal SamplingOptions Sampling { get; init; } = SamplingTable.All.Defaults;

    /// <summary>A file with the prompt; empty for none.</summary>
    internal string PromptFile { get; init; } = "";

    /// <summary>Texts to write; null: one, as it comes.</summary>
    internal int? Count { get; init; }

    /// <summary>Whether no text is written twice.</summary>
    internal bool IsUnique { get; init; }

    /// <summary>A file whose documents are not written; empty for none.</summary>
    internal string NotIn { get; init; } = "";

    /// <summary>Whether each text is a line of JSON.</summary>
    internal bool IsJson { get; init; }

    internal ShownMeasure Shown { get; init; }

    internal bool IsInteractive { get; init; }

    /// <summary>Null: another text every time.</summary>
    internal int? Seed { get; init; }

    internal int ThreadCount { get; init; }

    /// <summary>Whether texts are written one after the other when they are complete, rather than one as it comes.</summary>
    internal bool IsBatch => Count is not null || IsUnique || NotIn.Length > 0 || IsJson;

    internal Random CreateRandom() => Seed is { } seed ? new Random(seed) : new Random();
}
