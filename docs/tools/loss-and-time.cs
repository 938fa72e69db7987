#:project ../../src/CharRnn/CharRnn.csproj
// Loss against seconds: the network that a plan chooses for a cell and a time, trained for that time, on the last tenth of a text.
// The numbers go to docs/images/loss-and-time.csv, from which pictures.cs draws; rows of the same cell, time and seed are replaced.
// From the root of the repository: dotnet run -c Release docs/tools/loss-and-time.cs TEXT CELLS SECONDS [SEEDS]
// for example docs/tools/loss-and-time.cs shakespeare.txt tanh,gru,lstm 2,5,10,20 1,2,3. Nothing else should run on the machine.

using System.Diagnostics;
using System.Globalization;
using CharRnn;
using CharRnn.Persistence;
using CharRnn.Training;
using CharRnn.Training.Search;

if (args.Length < 3)
{
    Console.Error.WriteLine("Usage: dotnet run -c Release docs/tools/loss-and-time.cs TEXT CELLS SECONDS [SEEDS]");
    return 2;
}

EncodedText text = TextFile.Read(args[0]);
string path = Path.Combine("docs", "images", "loss-and-time.csv");
var rows = new SortedDictionary<string, string>(StringComparer.Ordinal);
foreach (string line in File.Exists(path) ? File.ReadLines(path).Skip(1) : [])
{
    rows[Key(line.Split(','))] = line;
}

foreach (RnnCell cell in args[1].Split(',').Select(word => Enum.Parse<RnnCell>(word, ignoreCase: true)))
{
    foreach (double seconds in args[2].Split(',').Select(number => double.Parse(number, CultureInfo.InvariantCulture)))
    {
        foreach (int seed in (args.ElementAtOrDefault(3) ?? "1").Split(',').Select(number => int.Parse(number, CultureInfo.InvariantCulture)))
        {
            string line = Measure(cell, TimeSpan.FromSeconds(seconds), seed);
            Console.WriteLine(line);
            rows[Key(line.Split(','))] = line;
            File.WriteAllLines(path, ["cell,time,seed,seconds,layers,hidden,updates,passes,nats", .. rows.Values]);
        }
    }
}

return 0;

string Measure(RnnCell cell, TimeSpan time, int seed)
{
    long start = Stopwatch.GetTimestamp();
    var request = new PlanRequest { Cell = cell, Adjust = trial => trial.WithSeed(seed) with { Training = trial.WithSeed(seed).Training with { Validation = ValidationSplit.Tail(), KeepBest = false, HistoryEvery = 0 } } };
    var plan = TrainingPlan.For(text, time, request, trial => TrainingSpeed.Measure<float>(text, trial, time * 0.03));
    Trainer<float> trainer = plan.Settings.CreateTrainer<float>(text);
    trainer.Train(text, new TimeKeeper<float>(trainer, time - Stopwatch.GetElapsedTime(start), plan.MostUpdates));
    double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
    return string.Create(
        CultureInfo.InvariantCulture,
        $"{cell},{time.TotalSeconds},{seed},{seconds:F2},{plan.Settings.LayerCount},{plan.Settings.HiddenSize},{trainer.Update},{trainer.Passes:F2},{trainer.Validate(text):F4}");
}

static string Key(string[] fields) => $"{fields[0]},{fields[1].PadLeft(6)},{fields[2].PadLeft(3)}";
