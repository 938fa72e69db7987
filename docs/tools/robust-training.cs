#:project ../../src/CharRnn/CharRnn.csproj
// What makes training robust: the default settings, and the same without one of their parts, over seeds and rates. Prints the
// held-out loss of each seed. docs/decisions/0002-training-defaults.md has the result.
// From the root of the repository: dotnet run -c Release docs/tools/robust-training.cs TEXT [M] [PASSES] [SEEDS] [VARIANTS]

using System.Globalization;
using CharRnn;
using CharRnn.Optimization;
using CharRnn.Persistence;
using CharRnn.Training;
using CharRnn.Training.Search;

if (args.Length == 0)
{
    Console.Error.WriteLine("Usage: dotnet run -c Release docs/tools/robust-training.cs TEXT [M] [PASSES] [SEEDS] [VARIANTS]");
    return 2;
}

EncodedText text = TextFile.Read(args[0]);
int m = int.Parse(args.ElementAtOrDefault(1) ?? "100", CultureInfo.InvariantCulture);
int passes = int.Parse(args.ElementAtOrDefault(2) ?? "3", CultureInfo.InvariantCulture);
int seeds = int.Parse(args.ElementAtOrDefault(3) ?? "5", CultureInfo.InvariantCulture);
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
    settings = settings.WithSeed(seed);
    settings = settings with
    {
        Optimizer = settings.Optimizer with { LearningRate = factor * settings.Optimizer.LearningRate },
        Training = settings.Training with { Epochs = passes, Validation = ValidationSplit.Spread(), ThreadCount = 1, KeepBest = false, HistoryEvery = 0 },
    };
    try
    {
        return settings.CreateTrainer<float>(text).Train(text).EpochHistory[^1].ValidationLoss.ToString("F3", CultureInfo.InvariantCulture);
    }
    catch (TrainingDivergedException)
    {
        return "diverged";
    }
}
