#:project ../../src/CharRnn/CharRnn.csproj
// What AdaGrad's initial accumulator does: the published longish training from several seeds, with G from 0 and from 10.
// Writes all curves to docs/images/accumulator-seeds.csv, from which pictures.cs draws.
// From the root of the repository, with any text: dotnet run -c Release docs/tools/accumulator-seeds.cs TEXT [SEEDS] [EPOCHS]

using System.Globalization;
using System.Text;
using CharRnn;
using CharRnn.Optimization;
using CharRnn.Persistence;
using CharRnn.Training;

const int M = 100, Tau = 20, PointsPerCurve = 250;
const double Eta = 0.1, Sigma = 0.1;
if (args.Length == 0)
{
    Console.Error.WriteLine("Usage: dotnet run -c Release docs/tools/accumulator-seeds.cs TEXT [SEEDS] [EPOCHS]");
    return 2;
}

EncodedText text = TextFile.Read(args[0]);
int seeds = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 8;
int epochs = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 10;
double[] accumulators = [0, 10];

// Runs are independent, each on one thread; what comes out does not depend on how many run side by side.
(double Accumulator, int Seed)[] plan = [.. accumulators.SelectMany(accumulator => Enumerable.Range(1, seeds).Select(seed => (accumulator, seed)))];
Curve[] curves = [.. plan.AsParallel().AsOrdered().WithMergeOptions(ParallelMergeOptions.NotBuffered).Select(Train)];

Directory.CreateDirectory(Path.Combine("docs", "images"));
string target = Path.Combine("docs", "images", "accumulator-seeds");
WriteCsv(target + ".csv");
PrintTable();
return 0;

Curve Train((double Accumulator, int Seed) run)
{
    var parameters = new RnnParameters<float>(new RnnArchitecture { VocabularySize = text.Vocabulary.Count, HiddenSize = M });
    parameters.Randomize(new Random(run.Seed), Sigma);
    var optimizer = new AdaGrad<float>(parameters.Architecture, Eta, initialAccumulator: run.Accumulator);
    int every = Math.Max(1, (text.Length - 1) / Tau * epochs / PointsPerCurve);
    var options = new TrainingOptions { SequenceLength = Tau, Epochs = epochs, HistoryEvery = every, ThreadCount = 1 };
    TrainingResult<float> result = new Trainer<float>(new RnnModel<float>(text.Vocabulary, parameters), optimizer, options).Train(text);
    Console.WriteLine(FormattableString.Invariant(
        $"G from {run.Accumulator}, seed {run.Seed}: best smooth loss {result.BestSmoothLoss:F2} at update {result.BestUpdate:N0}, last epoch {result.EpochHistory[^1].TrainingLoss:F4} nats/char"));
    return new Curve(run.Accumulator, run.Seed, result);
}

void WriteCsv(string path)
{
    var csv = new StringBuilder("accumulator,seed,update,smooth_nats_per_character\n");
    foreach (Curve curve in curves)
    {
        foreach (LossPoint point in curve.Result.LossHistory)
        {
            csv.Append(CultureInfo.InvariantCulture, $"{curve.Accumulator},{curve.Seed},{point.Update},{point.SmoothLoss / Tau:F4}\n");
        }
    }

    File.WriteAllText(path, csv.ToString());
}

void PrintTable()
{
    Console.WriteLine();
    Console.WriteLine("| G from | best smooth loss, each seed | spread | last epoch, nats/char, each seed | spread |");
    Console.WriteLine("|---|---|---|---|---|");
    foreach (double accumulator in accumulators)
    {
        double[] best = [.. curves.Where(curve => curve.Accumulator == accumulator).Select(curve => curve.Result.BestSmoothLoss)];
        double[] last = [.. curves.Where(curve => curve.Accumulator == accumulator).Select(curve => curve.Result.EpochHistory[^1].TrainingLoss)];
        Console.WriteLine(FormattableString.Invariant(
            $"| {accumulator} | {Each(best, "F2")} | {best.Max() - best.Min():F2} | {Each(last, "F3")} | {last.Max() - last.Min():F3} |"));
    }

    static string Each(double[] values, string format) => string.Join(" / ", values.Select(value => value.ToString(format, CultureInfo.InvariantCulture)));
}

internal sealed record Curve(double Accumulator, int Seed, TrainingResult<float> Result);
