using System.Diagnostics;
using System.Globalization;
using CharRnn.Optimization;
using CharRnn.Training;

namespace CharRnn.Reliability;

/// <summary>Code that the runs share.</summary>
internal static class Runs
{
    internal static Trainer<float> NewTrainer(Vocabulary vocabulary, int hiddenSize)
    {
        var parameters = new RnnParameters<float>(new RnnArchitecture { VocabularySize = vocabulary.Count, HiddenSize = hiddenSize });
        parameters.Randomize(new Random(1));
        var model = new RnnModel<float>(vocabulary, parameters);
        return new Trainer<float>(model, new AdaGrad<float>(parameters.Architecture));
    }

    /// <summary>The largest resident memory so far, in bytes.</summary>
    internal static long PeakMemory()
    {
        const string Key = "VmHWM:";
        if (!OperatingSystem.IsLinux())
        {
            using var process = Process.GetCurrentProcess();
            return process.PeakWorkingSet64;
        }

        string line = File.ReadLines("/proc/self/status").First(line => line.StartsWith(Key, StringComparison.Ordinal));
        return long.Parse(line.AsSpan(Key.Length).Trim().ToString().Split(' ')[0], CultureInfo.InvariantCulture) * 1024;
    }

    internal static string Megabytes(long bytes) => (bytes / 1e6).ToString("N1", CultureInfo.InvariantCulture) + " MB";
}
