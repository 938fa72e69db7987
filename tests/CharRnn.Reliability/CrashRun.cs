using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using CharRnn.Persistence;
using CharRnn.Training;

namespace CharRnn.Reliability;

/// <summary>
/// Kills a training process with SIGKILL at random moments while it writes a checkpoint after every update, and resumes it,
/// again and again. Every checkpoint must load and be, bit for bit, the one of an uninterrupted run.
/// </summary>
internal static class CrashRun
{
    private const int HiddenSize = 64;
    private const int MostSaves = 10;
    private const int LongestPause = 30;

    /// <summary>Runs in the child process: trains until the process is killed, from the checkpoint or, if there is none, from the start.</summary>
    internal static int Train(string checkpoint, string textPath)
    {
        EncodedText text = TextFile.Read(textPath);
        Trainer<float> trainer = File.Exists(checkpoint) ? Checkpoint.Resume<float>(checkpoint, text) : Runs.NewTrainer(text.Vocabulary, HiddenSize);
        while (true)
        {
            trainer.Step(text);
            Checkpoint.Save(checkpoint, trainer, text);
            Console.WriteLine(trainer.Update);
        }
    }

    internal static int Run(int kills)
    {
        string folder = Directory.CreateTempSubdirectory("charrnn-crash-").FullName;
        string textPath = Path.Combine(folder, "text.txt"), checkpoint = Path.Combine(folder, "run.ckpt");
        File.WriteAllText(textPath, SampleText.Generate(20_000));
        EncodedText text = TextFile.Read(textPath);
        Trainer<float> reference = Runs.NewTrainer(text.Vocabulary, HiddenSize);
        var random = new Random(Environment.TickCount);
        int interrupted = 0;
        for (int kill = 1; kill <= kills; kill++)
        {
            long saved = LiveAndDie(checkpoint, textPath, random);
            interrupted += Directory.GetFiles(folder, ".run.ckpt.*").Length;
            foreach (string rest in Directory.GetFiles(folder, ".run.ckpt.*"))
            {
                File.Delete(rest);
            }

            Trainer<float> resumed = Checkpoint.Resume<float>(checkpoint, text);
            if (resumed.Update < saved || !IsSame(resumed, reference, text))
            {
                Console.WriteLine($"After kill {kill} the checkpoint is not that of the uninterrupted run. It is in {folder}.");
                return 1;
            }

            if (kill % 50 == 0)
            {
                Console.WriteLine($"{kill} kills, {interrupted} in the middle of a write, {reference.Update} updates; every checkpoint loaded, had the last update that was reported as saved, and was bit for bit that of the uninterrupted run");
            }
        }

        Directory.Delete(folder, recursive: true);
        return 0;
    }

    /// <returns>The last update that the process reported as saved.</returns>
    private static long LiveAndDie(string checkpoint, string textPath, Random random)
    {
        using var child = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["train", checkpoint, textPath]) { RedirectStandardOutput = true })!;
        long saved = 0;
        for (int lines = random.Next(1, MostSaves); lines > 0; lines--)
        {
            saved = long.Parse(child.StandardOutput.ReadLine()!, CultureInfo.InvariantCulture);
        }

        // Anywhere in the next few updates and writes.
        Thread.Sleep(TimeSpan.FromMilliseconds(random.NextDouble() * LongestPause));
        child.Kill();
        child.WaitForExit();
        return saved;
    }

    /// <summary>Trains the reference up to the same update, and compares every bit that matters.</summary>
    private static bool IsSame(Trainer<float> resumed, Trainer<float> reference, EncodedText text)
    {
        if (resumed.Update < reference.Update)
        {
            return false;
        }

        while (reference.Update < resumed.Update)
        {
            reference.Step(text);
        }

        return Hash(resumed) == Hash(reference);
    }

    private static string Hash(Trainer<float> trainer)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (RnnParameters<float> parameters in (RnnParameters<float>[])[trainer.Model.Rnn.Parameters, trainer.Result().BestParameters!])
        {
            foreach (ParameterBlock<float> block in parameters.Blocks)
            {
                hash.AppendData(MemoryMarshal.AsBytes((ReadOnlySpan<float>)block.Values));
            }
        }

        hash.AppendData(MemoryMarshal.AsBytes(trainer.State));
        hash.AppendData(BitConverter.GetBytes(trainer.SmoothLoss));
        hash.AppendData(BitConverter.GetBytes(trainer.Position));
        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
