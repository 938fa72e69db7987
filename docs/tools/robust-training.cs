#:project Common/Common.csproj
// What makes training robust: the default settings, and the same without one of their parts, over seeds and rates. Prints the
// held-out loss of each seed. docs/decisions/0002-training-defaults.md has the result.
// From the root of the repository: dotnet run -c Release docs/tools/robust-training.cs TEXT [M] [PASSES] [SEEDS] [VARIANTS]

using System.Globalization;
using CharRnn;
using CharRnn.Optimization;
using CharRnn.Persistence;
using CharRnn.Tools;
using CharRnn.Training.Search;

if (args.Length == 0)
{
    Console.Error.WriteLine("Usage: dotnet run -c Release docs/tools/robust-training.cs TEXT [M] [PASSES] [SEEDS] [VARIANTS]");
    return 2;
}

EncodedText text = TextFile.Read(args[0]);
int m = Measuring.Number(args, 1, 100), passes = Measuring.Number(args, 2, 3), seeds = Measuring.Number(args, 3, 5);
TrialSettings defaults = TrialSettings.For(text, m);
Dictionary<string, TrialSettings> variants = new()
{
    ["defaults"] = defaults,
    ["W not orthogonal"] = defaults with { OrthogonalRecurrence = false },
    ["elements clipped, not the norm"] = defaults with
    {
        Training = defaults.Training with { GradientNormLimit = double.PositiveInfinity, GradientLimit = 5.0 / (defaults.Training.BatchSize * defaults.Training.SequenceLength) },
    },
    ["no warm-up"] = defaults with { Optimizer = defaults.Optimizer with { Schedule = defaults.Optimizer.Schedule with { WarmUp = 0 } } },
    ["β₂ = 0.999"] = defaults with { Optimizer = defaults.Optimizer with { Beta2 = 0.999 } },
};

Console.WriteLine(FormattableString.Invariant($"m = {m}, {passes} passes, seeds 1 to {seeds}; held-out nats per character\n"));
Console.WriteLine("| settings | η × ½ | η | η × 2 |");
Console.WriteLine("|---|---|---|---|");
foreach ((string name, TrialSettings settings) in variants.Where(variant => args.Length < 5 || args[4].Split(',').Any(variant.Key.Contains)))
{
    Console.WriteLine($"| {name} | {string.Join(" | ", new[] { 0.5, 1, 2 }.Select(factor => string.Join(" ", Enumerable.Range(1, seeds).Select(seed => HeldOut(settings, factor, seed)))))} |");
}

return 0;

string HeldOut(TrialSettings settings, double factor, int seed)
{
    settings = settings with { Optimizer = settings.Optimizer with { LearningRate = factor * settings.Optimizer.LearningRate } };
    return settings.Measured(passes, seed).Train(text) is { } result ? result.EpochHistory[^1].ValidationLoss.ToString("F3", CultureInfo.InvariantCulture) : "diverged";
}
