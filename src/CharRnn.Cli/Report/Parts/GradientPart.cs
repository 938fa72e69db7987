using CharRnn.Cli.Check;
using CharRnn.Cli.Report.Results;
using CharRnn.Optimization;

namespace CharRnn.Cli.Report.Parts;

/// <summary>The gradient check, in double.</summary>
internal sealed class GradientPart : IReportPart
{
    public string Title => "gradient check";

    public bool IsDone(ReportResults results) => results.Gradient is not null;

    public ReportResults Run(ReportResults results, PartContext context, CancellationToken stop)
    {
        CheckSettings settings = results.Settings.ToCheckSettings();
        CheckResult check = CheckRun.Run<double>(settings, results.Text.Name, context.Text, leastVocabulary: 0, new Watcher(context.Progress), stop);
        return results with
        {
            Gradient = new GradientOutcome
            {
                Passed = !check.Failures.Any(),
                Bound = settings.ComplexStepBound,
                Rows = [.. check.BlockNames.SelectMany(name => check.Lengths.Select(length => Row(name, length, check.Shapes[name])))],
            },
        };
    }

    public string Summary(ReportResults results)
    {
        GradientOutcome gradient = results.Gradient!;
        double worst = gradient.Rows.Max(row => row.ComplexStepOfLargest);
        return FormattableString.Invariant($"{(gradient.Passed ? "right" : "WRONG")}: at most {worst:0.0e+00} of a block's largest element from the complex step");
    }

    public long Characters(ReportResults results) => 0;

    private static GradientRow Row(string name, LengthCheck check, (int Rows, int Columns) shape)
    {
        BlockGradientError difference = check.Difference[name], complex = check.ComplexStep[name];
        return new GradientRow
        {
            Block = name,
            RowCount = shape.Rows,
            ColumnCount = shape.Columns,
            Length = check.Length,
            Loss = check.Difference.Loss,
            MaxError = difference.MaxAbsoluteError,
            ErrorOverTotal = difference.ErrorOverTotal,
            ComplexStepError = complex.MaxAbsoluteError,
            ComplexStepOfLargest = complex.ScaledError,
        };
    }

    private sealed class Watcher(IPartProgress progress) : IProgress<double>
    {
        private readonly Lock _lock = new();

        /// <summary>Called from any thread.</summary>
        public void Report(double value)
        {
            lock (_lock)
            {
                progress.Report(value, "");
            }
        }
    }
}
