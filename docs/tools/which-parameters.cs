#:project Common/Common.csproj
// Which parameters to keep: the table of docs/training.md. A piece is cut from the middle of the text, never trained on and never
// validated on; the rest is trained on with a tenth held out, as spread chunks and as its end. Prints the loss on the piece of the
// parameters after the last update, of those of the best epoch by the held-out loss, of those at which patience 2 would stop, and of
// a running average of the weights.
// From the root of the repository: dotnet run -c Release docs/tools/which-parameters.cs TEXT [EPOCHS] [SEEDS] [M] [before|one]
// With "before": Adam at 0.002 along a cosine, one stream of windows of 25, as before the present defaults. With "one": the
// defaults, but one stream.

using CharRnn;
using CharRnn.Persistence;
using CharRnn.Tools;
using CharRnn.Training;
using CharRnn.Training.Search;

const double Piece = 0.06, AverageDecay = 0.998;
if (args.Length == 0)
{
    Console.Error.WriteLine("Usage: dotnet run -c Release docs/tools/which-parameters.cs TEXT [EPOCHS] [SEEDS] [M] [before|one]");
    return 2;
}

EncodedText whole = TextFile.Read(args[0]);
int[] epochs = Measuring.Numbers(args, 1, "2,4,6,12"), seeds = Measuring.Numbers(args, 2, "1,2,3");
int m = Measuring.Number(args, 3, 100);
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
    TrialSettings chosen = args.ElementAtOrDefault(4) switch
    {
        "before" => Measuring.Before(m),
        "one" => TrialSettings.For(text, m, batchSize: 1),
        _ => TrialSettings.For(text, m),
    };
    Trainer<float> trainer = chosen.Measured(count, seed, split).CreateTrainer<float>(text);
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
