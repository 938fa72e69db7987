#:project Common/Common.csproj
// The table of docs/training.md, "Held-out loss by protocol": the same time of training, measured under the rules of several programs.
// From the root of the repository: dotnet run -c Release docs/tools/protocols.cs TEXT SECONDS [SEED]
// for example docs/tools/protocols.cs shakespeare.txt 15. Nothing else should run on the machine.

using System.Globalization;
using CharRnn;
using CharRnn.Persistence;
using CharRnn.Tools;
using CharRnn.Training;

if (args.Length < 2)
{
    Console.Error.WriteLine("Usage: dotnet run -c Release docs/tools/protocols.cs TEXT SECONDS [SEED]");
    return 2;
}

EncodedText text = TextFile.Read(args[0]);
TimeSpan time = TimedRun.ReadSeconds(args[1]);
int seed = Measuring.Number(args, 2, 1);
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
    Trainer<float> trainer = TimedRun.Train(text, time, seed, split).Trainer;
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

static void Write(string name, Trainer<float> trainer, double nats)
{
    RnnArchitecture architecture = trainer.Model.Rnn.Parameters.Architecture;
    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"| `{name}` | {architecture.Cell} {architecture.LayerCount} × {architecture.HiddenSize} | {trainer.Update} | {nats:F3} |"));
}
