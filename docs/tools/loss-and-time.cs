#:project Common/Common.csproj
// Loss against seconds: the network that a plan chooses for a cell and a time, trained for that time, on the last tenth of a text.
// The numbers go to docs/images/loss-and-time.csv, from which pictures.cs draws; rows of the same cell, time and seed are replaced.
// From the root of the repository: dotnet run -c Release docs/tools/loss-and-time.cs TEXT CELLS SECONDS [SEEDS]
// for example docs/tools/loss-and-time.cs shakespeare.txt tanh,gru,lstm 2,5,10,20 1,2,3. Nothing else should run on the machine.

using System.Globalization;
using CharRnn;
using CharRnn.Persistence;
using CharRnn.Tools;
using CharRnn.Training;

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
    foreach (TimeSpan time in args[2].Split(',').Select(TimedRun.ReadSeconds))
    {
        foreach (int seed in Measuring.Numbers(args, 3, "1"))
        {
            string line = Measure(cell, time, seed);
            Console.WriteLine(line);
            rows[Key(line.Split(','))] = line;
            File.WriteAllLines(path, ["cell,time,seed,seconds,layers,hidden,updates,passes,nats", .. rows.Values]);
        }
    }
}

return 0;

string Measure(RnnCell cell, TimeSpan time, int seed)
{
    TimedRun run = TimedRun.Train(text, time, seed, ValidationSplit.Tail(), cell);
    return string.Create(
        CultureInfo.InvariantCulture,
        $"{cell},{time.TotalSeconds},{seed},{run.Seconds:F2},{run.Settings.LayerCount},{run.Settings.HiddenSize},{run.Trainer.Update},{run.Trainer.Passes:F2},{run.Trainer.Validate(text):F4}");
}

static string Key(string[] fields) => $"{fields[0]},{fields[1].PadLeft(6)},{fields[2].PadLeft(3)}";
