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
        return new Section("gradient", Title,
        [
            new Paragraph(FormattableString.Invariant(
                $"A new network (m = {settings.HiddenSize}, K = {results.Text.VocabularySize}, σ = {settings.InitScale}, h₀ = 0, double precision) on the first τ characters of the text. ")
                + "Every element of the gradient from backpropagation, a, is compared with the same element of a numerical derivative, n."),
            .. outcome.Rows.GroupBy(row => row.Block).Select(block => TableOf([.. block], settings.ArePublished)),
            new Paragraph(FormattableString.Invariant(
                $"Central difference: step {settings.Step:0.#e-0}; max error is the largest |a − n|, rela. that over the sum of |a| + |n| of the block, as published. Its errors are the rounding error of the difference itself, which is why they grow with τ and resemble the published ones. ")
                + "Complex step: the largest |a − n|, and that over the block's largest element. It has no rounding error of that kind, and shows how exact backpropagation is: "
                + FormattableString.Invariant($"at worst {worst:0.0e+00}, allowed is {outcome.Bound:0.#e-0}. ")
                + (outcome.Passed ? "All errors are within their bounds." : "SOME ERRORS EXCEED THEIR BOUNDS: run 'charrnn check' on this text.")
                + (settings.ArePublished ? " The reference columns are the published errors, of another network and text; for c at τ = 10 the two published numbers look as if they had changed places." : "")),
            new DataFiles([CsvFiles.Gradient(outcome)]),
        ]);
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
            "U" => "from character to hidden state",
            "W" => "from hidden state to hidden state",
            "V" => "from hidden state to logits",
            "b" => "bias of the hidden state",
            _ => "bias of the logits",
        };
        return $"{row.Block}, {size}: {meaning}";
    }
}
