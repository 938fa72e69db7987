#:project ../../src/CharRnn/CharRnn.csproj
// The table of docs/training.md, "Held-out loss by protocol": the same time of training, measured under the rules of several programs.
// From the root of the repository: dotnet run -c Release docs/tools/protocols.cs TEXT SECONDS [SEED]
// for example docs/tools/protocols.cs shakespeare.txt 15. Nothing else should run on the machine.

using System.Diagnostics;
using System.Globalization;
using CharRnn;
using CharRnn.Persistence;
using CharRnn.Training;
using CharRnn.Training.Search;

if (args.Length < 2)
{
    Console.Error.WriteLine("Usage: dotnet run -c Release docs/tools/protocols.cs TEXT SECONDS [SEED]");
    return 2;
}

EncodedText text = TextFile.Read(args[0]);
var time = TimeSpan.FromSeconds(double.Parse(args[1], CultureInfo.InvariantCulture));
int seed = int.Parse(args.ElementAtOrDefault(2) ?? "1", CultureInfo.InvariantCulture);
(string Name, ValidationSplit Split)[] protocols =
[
    ("last:0.1", ValidationSplit.Tail()),
    ("80-90", ValidationSplit.Range(0.8, 0.9)),
    ("streams:50", ValidationSplit.PerPart()),
    ("spread:0.1", ValidationSplit.Spread()),
];
Console.WriteLine("| protocol | network | updates | held out, nats/char |");
Console.WriteLine("|---|---|---|---|");
foreach ((string name, ValidationSplit split) in protocols)
{
    Trainer<float> trainer = Train(split);
    Write(name, trainer, trainer.Validate(text));
    if (split.Kind == ValidationKind.Tail)
    {
        int length = (int)Math.Round(text.Length * split.Fraction);
        var tail = new int[length];
        text.CopyTo(text.Length - length, tail);
        EncodedText held = EncodedText.FromIndexes(tail, text.Vocabulary);
        foreach (int window in (int[])[64, 128, 256])
        {
            Write($"{name}, windows of {window} without context", trainer, trainer.TrainedModel.ScoreWindows(held, window).NatsPerCharacter);
        }
    }
}

return 0;

Trainer<float> Train(ValidationSplit split)
{
    long start = Stopwatch.GetTimestamp();
    var request = new PlanRequest { Adjust = trial => trial.WithSeed(seed) with { Training = trial.WithSeed(seed).Training with { Validation = split, KeepBest = false, HistoryEvery = 0 } } };
    var plan = TrainingPlan.For(text, time, request, trial => TrainingSpeed.Measure<float>(text, trial, time * 0.03));
    Trainer<float> trainer = plan.Settings.CreateTrainer<float>(text);
    trainer.Train(text, new TimeKeeper<float>(trainer, time - Stopwatch.GetElapsedTime(start), plan.MostUpdates));
    return trainer;
}

static void Write(string name, Trainer<float> trainer, double nats)
{
    RnnArchitecture architecture = trainer.Model.Rnn.Parameters.Architecture;
    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"| `{name}` | {architecture.Cell} {architecture.LayerCount} × {architecture.HiddenSize} | {trainer.Update} | {nats:F3} |"));
}
