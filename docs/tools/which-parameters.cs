#:project ../../src/CharRnn/CharRnn.csproj
// Which parameters to keep: the table of docs/training.md. A piece is cut from the middle of the text, never trained on and never
// validated on; the rest is trained on with a tenth held out, as spread chunks and as its end. Prints the loss on the piece of the
// parameters after the last update, of those of the best epoch by the held-out loss, of those at which patience 2 would stop, and of
// a running average of the weights.
// From the root of the repository: dotnet run -c Release docs/tools/which-parameters.cs TEXT [EPOCHS] [SEEDS] [M] [before]
// With "before": Adam at 0.002 along a cosine, one stream of windows of 25, as before the present defaults.

using System.Globalization;
using CharRnn;
using CharRnn.Optimization;
using CharRnn.Persistence;
using CharRnn.Training;
using CharRnn.Training.Search;

const double Piece = 0.06, AverageDecay = 0.998;
if (args.Length == 0)
{
    Console.Error.WriteLine("Usage: dotnet run -c Release docs/tools/which-parameters.cs TEXT [EPOCHS] [SEEDS] [M] [before]");
    return 2;
}

EncodedText whole = TextFile.Read(args[0]);
int[] epochs = Numbers(args.ElementAtOrDefault(1) ?? "2,4,6,12"), seeds = Numbers(args.ElementAtOrDefault(2) ?? "1,2,3");
int m = int.Parse(args.ElementAtOrDefault(3) ?? "100", CultureInfo.InvariantCulture);
int from = (int)(whole.Length * (1 - Piece) / 2), to = from + (int)(whole.Length * Piece);
int[] indexes = new int[whole.Length];
whole.CopyTo(0, indexes);
Vocabulary vocabulary = whole.Vocabulary;
EncodedText text = EncodedText.FromIndexes([.. indexes[..from], .. indexes[to..]], vocabulary), middle = EncodedText.FromIndexes(indexes.AsSpan(from..to), vocabulary);

Console.WriteLine("| held out | epochs | seed | final | best epoch | its number | patience 2 | average of weights |");
Console.WriteLine("|---|---|---|---|---|---|---|---|");
foreach ((string name, ValidationSplit split) in ((string, ValidationSplit)[])[("spread", ValidationSplit.Spread()), ("last tenth", ValidationSplit.Tail())])
{
    foreach (int count in epochs)
    {
        foreach (int seed in seeds)
        {
            Measure(name, split, count, seed);
        }
    }
}

return 0;

void Measure(string name, ValidationSplit split, int count, int seed)
{
    TrialSettings settings = (args.ElementAtOrDefault(4) == "before" ? Before(m) : TrialSettings.For(text, m)).WithSeed(seed);
    settings = settings with { Training = settings.Training with { Epochs = count, Validation = split, ThreadCount = 1, HistoryEvery = 0 } };
    Trainer<float> trainer = settings.CreateTrainer<float>(text);
    RnnParameters<float> average = trainer.Model.Rnn.Parameters.Clone();
    List<double> heldOut = [], losses = [];
    while (trainer.Epoch < count)
    {
        int epoch = trainer.Epoch;
        trainer.Step(text);
        Average(average, trainer.Model.Rnn.Parameters, Math.Max(1 - AverageDecay, 10.0 / (trainer.Update + 10)));
        if (trainer.Epoch > epoch)
        {
            heldOut.Add(trainer.EpochHistory[^1].ValidationLoss);
            losses.Add(Loss(trainer.Model.Rnn.Parameters));
        }
    }

    int best = heldOut.IndexOf(heldOut.Min());
    int stop = Enumerable.Range(0, count).FirstOrDefault(epoch => epoch - heldOut.IndexOf(heldOut[..(epoch + 1)].Min()) >= 2, count - 1);
    int patient = heldOut.IndexOf(heldOut[..(stop + 1)].Min());
    Console.WriteLine(FormattableString.Invariant(
        $"| {name} | {count} | {seed} | {losses[^1]:F4} | {losses[best]:F4} | {best + 1} | {losses[patient]:F4} | {Loss(average):F4} |"));
}

double Loss(RnnParameters<float> parameters) => new RnnModel<float>(vocabulary, parameters.Clone()).Score(middle).NatsPerCharacter;

static void Average(RnnParameters<float> average, RnnParameters<float> current, double share)
{
    foreach ((ParameterBlock<float> old, ParameterBlock<float> now) in average.Blocks.Zip(current.Blocks))
    {
        Span<float> a = old.Values, b = now.Values;
        for (int i = 0; i < a.Length; i++)
        {
            a[i] += (float)share * (b[i] - a[i]);
        }
    }
}

static TrialSettings Before(int m) => new()
{
    HiddenSize = m,
    StandardDeviation = null,
    ScheduleSpansJob = true,
    Optimizer = new OptimizerOptions { Kind = OptimizerKind.Adam, LearningRate = 0.002, Schedule = new LearningRateSchedule { Shape = LearningRateShape.Cosine } },
};

static int[] Numbers(string list) => [.. list.Split(',').Select(number => int.Parse(number, CultureInfo.InvariantCulture))];
