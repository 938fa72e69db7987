using System.Diagnostics;
using System.Globalization;
using CharRnn.Benchmarks.Implementations;
using CharRnn.Benchmarks.Measuring;
using CharRnn.Benchmarks.Reports;
using CharRnn.Optimization;
using CharRnn.Training;

namespace CharRnn.Benchmarks.Verbs;

/// <summary>The total time of <c>charrnn train</c> compared with its updates alone: the cost of start-up, samples and saving.</summary>
internal static class WholeCommand
{
    private const int Epochs = 3;
    private const int Rounds = 3;
    private const int Characters = 1_100_000;
    private const double Bar = 1.3;

    internal const string Name = "charrnn train, 1.1 million characters, 3 epochs, m 100, float";

    internal static void Measure(string command, Action<string[], bool> add)
    {
        string folder = Directory.CreateTempSubdirectory("charrnn-benchmark-").FullName;
        try
        {
            Setup setup = Quick.Small;
            int[] indexes = SyntheticText.Create(setup.VocabularySize, Characters);
            File.WriteAllText(Path.Combine(folder, "text.txt"), string.Concat(indexes.Select(Character)));
            Action update = Roster.Update<float>(Library.CharRnn, setup).Run;
            int updates = (Characters - 1) / setup.SequenceLength * Epochs;
            double[] whole = new double[Rounds], pure = new double[Rounds];
            for (int round = 0; round < Rounds; round++)
            {
                whole[round] = RunCommand(Path.GetFullPath(command), folder);
                pure[round] = Seconds(() =>
                {
                    for (int i = 0; i < updates; i++)
                    {
                        update();
                    }
                });
            }

            double ratio = Measurement.Median([.. whole.Zip(pure, (w, p) => w / p)]);
            add(
                [
                    Name, $"{Report.Number(Measurement.Median(whole))} s", $"{updates:N0} updates, {Report.Number(Measurement.Median(pure))} s",
                    $"{Report.Number(ratio)}×", $"≤ {Bar.ToString(CultureInfo.InvariantCulture)}×",
                ],
                ratio <= Bar);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    internal static Contender TrainerStep(Setup setup)
    {
        var vocabulary = Vocabulary.FromText(string.Concat(Enumerable.Range(0, setup.VocabularySize).Select(Character)));
        var model = new RnnModel<float>(vocabulary, setup.CreateParameters<float>());
        var trainer = new Trainer<float>(model, new AdaGrad<float>(setup.Architecture), new TrainingOptions { SequenceLength = setup.SequenceLength });
        int[] text = SyntheticText.Create(setup.VocabularySize, 100_000);
        return new Contender("Trainer.Step", () => trainer.Step(text));
    }

    private static char Character(int index) => (char)('!' + index);

    private static double RunCommand(string command, string folder)
    {
        var start = new ProcessStartInfo("dotnet") { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in (string[])
            [command, "train", "text.txt", "--hidden", "100", "--sequence-length", "25", "--epochs", Epochs.ToString(CultureInfo.InvariantCulture)])
        {
            start.ArgumentList.Add(argument);
        }

        // The command must not load a library that only libtorch needs.
        start.Environment.Remove("LD_PRELOAD");
        return Seconds(() =>
        {
            using var process = Process.Start(start)!;
            Task<string> errors = process.StandardError.ReadToEndAsync();
            process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode != 0)
            {
                throw new InvalidOperationException($"charrnn train ended with {process.ExitCode}: {errors.Result}");
            }
        });
    }

    private static double Seconds(Action action)
    {
        var watch = Stopwatch.StartNew();
        action();
        return watch.Elapsed.TotalSeconds;
    }
}
