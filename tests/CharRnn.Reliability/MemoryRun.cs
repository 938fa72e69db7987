using System.Diagnostics;
using CharRnn.Persistence;
using CharRnn.Training;

namespace CharRnn.Reliability;

/// <summary>The memory that texts of different sizes take when they are read and trained on.</summary>
internal static class MemoryRun
{
    internal static int Run(string path)
    {
        long start = Runs.PeakMemory();
        long time = Stopwatch.GetTimestamp();
        EncodedText text = TextFile.Read(path);
        TimeSpan reading = Stopwatch.GetElapsedTime(time);
        long afterReading = Runs.PeakMemory();
        Trainer<float> trainer = Runs.NewTrainer(text.Vocabulary, 100);
        for (int i = 0; i < 1000; i++)
        {
            trainer.Step(text);
        }

        Console.WriteLine($"file {Runs.Megabytes(new FileInfo(path).Length)}, N = {text.Length}, K = {text.Vocabulary.Count}, {text.BytesPerCharacter} byte per character");
        Console.WriteLine($"read in {reading.TotalSeconds:N2} s");
        Console.WriteLine($"peak memory: {Runs.Megabytes(start)} before, {Runs.Megabytes(afterReading)} after reading, {Runs.Megabytes(Runs.PeakMemory())} after 1,000 updates");
        return 0;
    }
}
