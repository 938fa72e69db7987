using CharRnn.Cli.Report.Results;

namespace CharRnn.Cli.Report.Page;

/// <summary>The section on time and machine.</summary>
internal static class CostSection
{
    internal static Section Build(ReportResults results)
    {
        double total = results.Costs.Sum(cost => cost.Seconds);
        List<IReadOnlyList<string>> rows = [.. results.Costs.Select(cost => (string[])
        [
            cost.Part, Numbers.Seconds(cost.Seconds), cost.Characters > 0 ? Numbers.Count(cost.Characters) : Numbers.None,
            cost.Characters > 0 && cost.Seconds > 0 ? Numbers.Count((long)(cost.Characters / cost.Seconds)) : Numbers.None,
        ])];
        rows.Add(["in all", Numbers.Seconds(total), Numbers.Count(results.Costs.Sum(cost => cost.Characters)), Numbers.None]);
        return new Section("cost", "Time",
        [
            new Table("Time by part, with samples, measurements and files", 1, ["part", "time", "characters read", "characters per second"], rows),
            .. results.Machines.Select(machine => new Paragraph(
                FormattableString.Invariant($"{machine.Processor}, {machine.ProcessorCount} logical processors, vectors of {machine.VectorBits} bits; {machine.System}; {machine.Framework}; CharRnn {machine.CharRnn}."))),
            new Paragraph(
                $"Beside this page: report.md with pictures, results.json with every number, a CSV file for every curve, and the models {Parts.TrainingPart.Model(Parts.TrainingPart.Longish)}, "
                + $"{Parts.TrainingPart.BestModel(Parts.TrainingPart.Longish)}, {Parts.TrainingPart.Model(Parts.TrainingPart.Updates)} and {Parts.BestModelSearch.Model}, for 'charrnn sample' and 'charrnn evaluate'."),
        ]);
    }
}
