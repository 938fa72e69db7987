using CharRnn.Cli.Check;
using CharRnn.Cli.Report.Results;

namespace CharRnn.Cli.Report.Page;

/// <summary>The gradient check: a table for each block.</summary>
internal static class GradientSection
{
    internal const string Title = "The gradient";

    internal static Section Build(GradientOutcome outcome, ReportResults results)
    {
        CheckSettings settings = results.Settings.ToCheckSettings();
        double worst = outcome.Rows.Max(row => row.ComplexStepOfLargest);
        string verdict = outcome.Passed
            ? FormattableString.Invariant($"Backpropagation is correct: its gradient differs from the complex step, a derivative without cancellation error, by at most {worst:0.0e+00} of a block's largest element; {outcome.Bound:0.#e-0} is allowed.")
            : FormattableString.Invariant($"SOME ERRORS EXCEED THEIR BOUNDS: the gradient differs from the complex step by up to {worst:0.0e+00} of a block's largest element; {outcome.Bound:0.#e-0} is allowed. Run 'charrnn check' on this text.");
        return new Section("gradient", Title, [new Paragraph(verdict), Summary(outcome), new Details("Method, and the errors of every block at every length", [.. Everything(outcome, results, settings)]), new DataFiles([CsvFiles.Gradient(outcome)])]);
    }

    /// <summary>For each block the largest error of all lengths.</summary>
    private static Table Summary(GradientOutcome outcome) => new(
        "The largest error of each block at any length",
        1,
        ["block", "elements", "central difference", "complex step", "complex step, of the largest element"],
        [.. outcome.Rows.GroupBy(row => row.Block).Select(block => (string[])
        [
            block.Key, Numbers.Count((long)block.First().RowCount * block.First().ColumnCount), Numbers.Error(block.Max(row => row.MaxError)),
            Numbers.Error(block.Max(row => row.ComplexStepError)), Numbers.Error(block.Max(row => row.ComplexStepOfLargest)),
        ])]);

    private static IEnumerable<PageBlock> Everything(GradientOutcome outcome, ReportResults results, CheckSettings settings)
    {
        yield return new Paragraph(FormattableString.Invariant(
            $"A new network (m = {settings.HiddenSize}, K = {results.Text.VocabularySize}, σ = {settings.InitScale}, h₀ = 0, double precision) on the first τ characters of the text. ")
            + "Every element of the gradient from backpropagation, a, is compared with the same element of a numerical derivative, n.");
        yield return new Columns([
            ("τ", "characters in the window"),
            ("max error", FormattableString.Invariant($"the largest |a − n| of the block, n being the central difference with step {settings.Step:0.#e-0}; most of it is the rounding error of that difference itself, which grows with τ")),
            ("rela.", "the largest |a − n|, divided by the sum of |a| + |n| over the block"),
            ("complex step", "the largest |a − n|, n being the complex step, which has no such rounding error"),
            ("of largest", "the difference from the complex step, divided by the largest element of the block: the accuracy of backpropagation"),
            .. settings.ArePublished ? [("reference", "the published error, for another network and text; the two published numbers for c at τ = 10 seem to have been swapped")] : ((string, string)[])[],
        ]);
        foreach (IGrouping<string, GradientRow> block in outcome.Rows.GroupBy(row => row.Block))
        {
            yield return TableOf([.. block], settings.ArePublished);
        }
    }

    private static Table TableOf(IReadOnlyList<GradientRow> rows, bool isPublished)
    {
        GradientRow first = rows[0];
        string[] headings = isPublished
            ? ["τ", "max error", "reference", "rela.", "reference", "complex step", "of largest"]
            : ["τ", "max error", "rela.", "complex step", "of largest"];
        return new Table(Caption(first), 0, headings, [.. rows.Select(row => Cells(row, isPublished))]);
    }

    private static string[] Cells(GradientRow row, bool isPublished)
    {
        (double Absolute, double Relative)? published = PublishedErrors.Find(row.Block, row.Length);
        string[] difference = isPublished
            ? [Numbers.Error(row.MaxError), Numbers.Error(published?.Absolute), Numbers.Error(row.ErrorOverTotal), Numbers.Error(published?.Relative)]
            : [Numbers.Error(row.MaxError), Numbers.Error(row.ErrorOverTotal)];
        return [Numbers.Count(row.Length), .. difference, Numbers.Error(row.ComplexStepError), Numbers.Error(row.ComplexStepOfLargest)];
    }

    private static string Caption(GradientRow row)
    {
        string size = row.ColumnCount == 1 ? Numbers.Count(row.RowCount) : $"{Numbers.Count(row.RowCount)} × {Numbers.Count(row.ColumnCount)}";
        string meaning = row.Block switch
        {
            "U" => ": from character to hidden state",
            "W" => ": from hidden state to hidden state",
            "V" => ": from hidden state to logits",
            "b" => ": bias of the hidden state",
            "c" => ": bias of the logits",
            _ => "",
        };
        return $"{row.Block}, {size}{meaning}";
    }
}
