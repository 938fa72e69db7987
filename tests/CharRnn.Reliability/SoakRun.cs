using System.Diagnostics;
using CharRnn.Training;

namespace CharRnn.Reliability;

/// <summary>Trains for a long time and reports memory and speed ten times on the way.</summary>
internal static class SoakRun
{
    internal static int Run(long updates)
    {
        EncodedText text = EncodedText.FromText(SampleText.Generate(1_000_000));
        Trainer<float> trainer = Runs.NewTrainer(text.Vocabulary, 100);
        Console.WriteLine("update      updates/s   CPU µs/update   allocated since   managed heap   resident now   smooth loss");
        using var process = Process.GetCurrentProcess();
        long allocated = GC.GetAllocatedBytesForCurrentThread(), time = Stopwatch.GetTimestamp();
        TimeSpan processor = process.TotalProcessorTime;
        long part = Math.Max(1, updates / 10);
        for (long update = 1; update <= updates; update++)
        {
            trainer.Step(text);
            if (update % part == 0)
            {
                double seconds = Stopwatch.GetElapsedTime(time).TotalSeconds;
                process.Refresh();
                double busy = (process.TotalProcessorTime - processor).TotalMicroseconds / part;
                Console.WriteLine(
                    $"{update,9}   {part / seconds,9:N0}   {busy,13:N1}   {GC.GetAllocatedBytesForCurrentThread() - allocated,13} B   {Runs.Megabytes(GC.GetTotalMemory(true)),12}   {Runs.Megabytes(process.WorkingSet64),12}   {trainer.SmoothLoss,11:N3}");
                process.Refresh();
                (allocated, time, processor) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.GetTimestamp(), process.TotalProcessorTime);
            }
        }

        return 0;
    }
}
