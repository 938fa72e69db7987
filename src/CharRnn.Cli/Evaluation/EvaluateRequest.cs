using CharRnn.Cli.Files;

namespace CharRnn.Cli.Evaluation;

/// <summary>The request of a command line of <c>charrnn evaluate</c>.</summary>
/// <param name="ModelPath">The model file.</param>
/// <param name="Text">The text to predict.</param>
/// <param name="TrainingText">The model's training text, for n-gram tables; null for no comparison.</param>
internal sealed record EvaluateRequest(string ModelPath, TextInput Text, TextInput? TrainingText)
{
    /// <summary>The file for the loss of every character; null for none.</summary>
    internal string? PerChar { get; init; }

    /// <summary>The file for the loss of every line, or <see cref="LineLosses.StandardOutput"/>; null for none.</summary>
    internal string? PerLine { get; init; }

    /// <summary>The number of characters of a window without context; null: the text as a whole, or by documents.</summary>
    internal int? Window { get; init; }

    /// <summary>Whether the figures are JSON.</summary>
    internal bool IsJson { get; init; }

    /// <summary>Whether the lines are the output, instead of the figures.</summary>
    internal bool PrintsLines => PerLine == LineLosses.StandardOutput;
}
