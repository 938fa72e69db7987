using CharRnn.Cli.Screen;
using CharRnn.Cli.Settings;
using CharRnn.Optimization;

namespace CharRnn.Cli.Check;

/// <summary>
/// Formats the results of a check as tables: one for each block, with a line for each length. On a screen, the number of columns depends on its
/// width.
/// </summary>
internal static class CheckTables
{
    private const int KeyColumns = 1;

    internal static void Write(CliConsole console, CheckResult result, bool isMarkdown)
    {
        CheckSettings settings = result.Settings;
        bool showPublished = settings.ArePublished;
        Write(
            $"{(isMarkdown ? "Gradient check" : "gradient check")} on {result.TextName}: {result.Architecture}, σ = {settings.InitScale}, h_0 = 0, B = {settings.BatchSize}, {settings.Precision.Word()}, seed {settings.Seed}");
        console.Out.WriteLine();
        foreach (string block in result.BlockNames)
        {
            console.Out.WriteLine(isMarkdown ? $"### {Title(block, result)}" : Title(block, result));
            console.Out.WriteLine();
            TextTable table = Table(result, block, showPublished);
            console.Out.Write(isMarkdown ? table.ToMarkdown() : table.ToText(console.Size.Width, KeyColumns));
            console.Out.WriteLine();
        }

        WriteLegend(Write, result, showPublished);

        void Write(string text) => console.Out.WriteLine(isMarkdown ? text : LineFolding.Fold(text, console.Size.Width, indent: ""));
    }

    private static TextTable Table(CheckResult result, string blockName, bool showPublished)
    {
        string[] published = showPublished ? ["published", "rela.", "published"] : ["rela."];
        var table = new TextTable(["length", "max error", .. published, "element-wise", "worst at", "complex step", "of largest", "element-wise"]);
        foreach (LengthCheck check in result.Lengths)
        {
            BlockGradientError difference = check.Difference[blockName], complex = check.ComplexStep[blockName];
            (double Absolute, double Relative)? reference = PublishedErrors.Find(blockName, check.Length);
            string[] relative = showPublished
                ? [Published(reference?.Absolute), Error(difference.ErrorOverTotal), Published(reference?.Relative)]
                : [Error(difference.ErrorOverTotal)];
            table.Add(
            [
                $"{check.Length}", Error(difference.MaxAbsoluteError), .. relative, Error(difference.MaxElementError), $"({difference.WorstRow}, {difference.WorstColumn})",
                Error(complex.MaxAbsoluteError), Error(complex.ScaledError), Error(complex.MaxElementError),
            ]);
        }

        return table;
    }

    private static void WriteLegend(Action<string> write, CheckResult result, bool showPublished)
    {
        (LengthCheck length, BlockGradientError worst) = result.Worst;
        write(
            $"max error: the largest |a − n|, where a is from backpropagation and n is the central difference with step {result.Settings.Step:0.#e-0}. rela.: max error divided by the sum of all |a| + |n| of the block. "
            + "element-wise: the largest |a − n| / max(|a|, |n|). worst at: row and column of the largest |a − n|. "
            + "complex step: the largest |a − n| where n is the complex step; of largest: this error divided by the block's largest element; element-wise as above."
            + (showPublished ? " published: the published tables (another text and seed, K = 80); their two numbers for c at length 10 seem to have been swapped." : ""));
        write("");
        write(
            $"The errors of the central difference are its rounding errors. The complex step has no such errors; compared with it, the worst block is {worst.Name} at length {length.Length}, with {worst.ScaledError:0.0e+00} of its largest element; the bound is {result.Settings.ComplexStepBound:0.#e-0}. {result.Elapsed.TotalSeconds:F1} s.");
    }

    /// <summary>The block's name, its shape, and what it does; names of the layers above the first end in the layer's number.</summary>
    private static string Title(string block, CheckResult result)
    {
        (int rows, int columns) = result.Shapes[block];
        string sums = result.Architecture.Cell == RnnCell.Tanh ? "hidden state" : "gates", layer = block.Length > 1 ? $", layer {block[1..]}" : "";
        string role = block[0] switch
        {
            'U' => layer.Length == 0 ? $"from character to {sums}" : $"from the layer below to {sums}{layer}",
            'W' => $"from hidden state to {sums}{layer}",
            'V' => "from hidden state to logits",
            'b' => $"bias of the {sums}{layer}",
            'd' => $"bias inside the reset gate{layer}",
            _ => "bias of the logits",
        };
        return block[0] is 'U' or 'W' or 'V' ? $"{block}, {rows} × {columns}: {role}" : $"{block}, {rows}: {role}";
    }

    private static string Error(double value) => value.ToString("0.00e+00", System.Globalization.CultureInfo.InvariantCulture);

    private static string Published(double? value) => value is { } number ? Error(number) : "";
}
