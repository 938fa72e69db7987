#:project Common/Common.csproj
// The table of docs/decisions/0002-training-defaults.md: held-out loss and processor time for several network sizes, with the
// defaults (TrialSettings.For) and with those before them (Adam 0.002 along a cosine, τ = 25, one stream).
// From the root of the repository: dotnet run -c Release docs/tools/training-defaults.cs TEXT [SIZES] [PASSES] [SEEDS]
// for example docs/tools/training-defaults.cs shakespeare.txt 50,100,200 3 1,2,3. Runs one after the other, each on one thread.

using System.Diagnostics;
using CharRnn;
using CharRnn.Persistence;
using CharRnn.Tools;
using CharRnn.Training;
using CharRnn.Training.Search;

if (args.Length == 0)
{
    Console.Error.WriteLine("Usage: dotnet run -c Release docs/tools/training-defaults.cs TEXT [SIZES] [PASSES] [SEEDS]");
    return 2;
}

EncodedText text = TextFile.Read(args[0]);
int[] sizes = Measuring.Numbers(args, 1, "50,100,200,256,400,512");
int passes = Measuring.Number(args, 2, 0);
int[] seeds = Measuring.Numbers(args, 3, "1");

Console.WriteLine("| m | settings | η | B × τ | passes | seed | held out | training | smallest smooth | CPU s |");
Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|");
foreach (int m in sizes)
{
    foreach (int seed in seeds)
    {
        Measure("defaults", TrialSettings.For(text, m), seed);
        Measure("before", Measuring.Before(m), seed);
    }
}

return 0;

void Measure(string name, TrialSettings settings, int seed)
{
    int epochs = passes > 0 ? passes : TrialSettings.For(text).Training.Epochs;
    TimeSpan start = Process.GetCurrentProcess().TotalProcessorTime;
    TrainingResult<float>? result = settings.Measured(epochs, seed).Train(text);
    string row = result is null ? "diverged | | "
        : FormattableString.Invariant($"{result.EpochHistory[^1].ValidationLoss:F3} | {result.EpochHistory[^1].TrainingLoss:F3} | {result.BestNatsPerCharacter:F3}");
    double seconds = (Process.GetCurrentProcess().TotalProcessorTime - start).TotalSeconds;
    Console.WriteLine(FormattableString.Invariant(
        $"| {settings.HiddenSize} | {name} | {settings.Optimizer.LearningRate} | {settings.Training.BatchSize} × {settings.Training.SequenceLength} | {epochs} | {seed} | {row} | {seconds:F1} |"));
}
