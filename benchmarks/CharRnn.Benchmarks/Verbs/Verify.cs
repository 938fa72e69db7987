using System.Globalization;
using System.Numerics;
using CharRnn.Benchmarks.Implementations;
using CharRnn.Benchmarks.Kernels;

namespace CharRnn.Benchmarks.Verbs;

/// <summary>
/// Verifies, before anything is timed, that all implementations compute the same results: losses and parameters over many updates, the
/// probabilities used for writing, and every kernel. The reference is the textbook implementation in double precision.
/// </summary>
/// <remarks>
/// The learning rate is small on purpose: at the usual 0.1 training is chaotic, and results of two correct orders of summation diverge.
/// </remarks>
internal static class Verify
{
    private const double LearningRate = 0.01;
    private const double SingleTolerance = 1e-3;
    private const double DoubleTolerance = 1e-9;
    private const int TextLength = 100;

    private static readonly (Setup Setup, int Updates)[] _cases =
    [
        (new Setup(100, 80, 25) { LearningRate = LearningRate }, 100),
        (new Setup(33, 17, 9) { LearningRate = LearningRate }, 100),
        (new Setup(64, 30, 10, 8) { LearningRate = LearningRate }, 50),
        (new Setup(256, 80, 50) { LearningRate = LearningRate / 10 }, 20),
        .. from cell in Enum.GetValues<RnnCell>()
           from layers in (int[])[1, 2]
           from batch in (int[])[1, 8]
           let setup = new Setup(33, 17, 9, batch) { LearningRate = LearningRate, Cell = cell, LayerCount = layers }
           where !setup.IsVanilla
           select (setup, 50),
    ];

    internal static bool Run()
    {
        Console.WriteLine("Verifying against textbook loops in double: largest relative difference of a loss; largest difference of a parameter, and of a");
        Console.WriteLine("probability after a hundred characters have been read.");
        if (Roster.TorchSharpIsMissing is { } reason)
        {
            Console.WriteLine($"TorchSharp is left out: {reason}.");
        }

        bool agree = true;
        foreach ((Setup setup, int updates) in _cases)
        {
            Console.WriteLine();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{setup}, {updates} updates at η {setup.LearningRate}"));
            Outcome reference = Train<double>(Library.TextbookLoops, setup, updates, 1);
            foreach (Library library in Enum.GetValues<Library>())
            {
                if (!Roster.Has(library, setup))
                {
                    continue;
                }

                agree &= Compare<double>(library, setup, updates, 1, reference, DoubleTolerance);
                agree &= Compare<float>(library, setup, updates, 1, reference, SingleTolerance);
                if (library == Library.CharRnn && setup.BatchSize > 1)
                {
                    agree &= Compare<double>(library, setup, updates, 2, reference, DoubleTolerance);
                    agree &= Compare<float>(library, setup, updates, 2, reference, SingleTolerance);
                }
            }
        }

        VerifyKernels();
        Console.WriteLine();
        Console.WriteLine(agree ? "All implementations agree." : "NOT all implementations agree.");
        Console.WriteLine();
        return agree;
    }

    private static void VerifyKernels()
    {
        foreach (int size in KernelTable.Sizes)
        {
            foreach (KernelCase<float> kernel in KernelCase<float>.All(size))
            {
                kernel.Verify();
            }

            foreach (KernelCase<double> kernel in KernelCase<double>.All(size))
            {
                kernel.Verify();
            }
        }

        Console.WriteLine();
        Console.WriteLine("Kernels: loops, MathNet, TensorPrimitives and CharRnn agree at every size.");
    }

    private static bool Compare<T>(Library library, Setup setup, int updates, int threadCount, Outcome reference, double tolerance)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Outcome outcome = Train<T>(library, setup, updates, threadCount);
        double loss = outcome.Losses.Zip(reference.Losses, (a, b) => Math.Abs(a - b) / b).Max();
        double parameter = outcome.Parameters.Zip(reference.Parameters, (a, b) => Math.Abs(a - b)).Max();
        double probability = outcome.Probabilities.Zip(reference.Probabilities, (a, b) => Math.Abs(a - b)).DefaultIfEmpty().Max();
        bool agrees = outcome.Parameters.Length == reference.Parameters.Length
            && loss <= tolerance && parameter <= tolerance && probability <= tolerance;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  {Roster.Label<T>(library, threadCount),-28} loss {loss,8:E1}   parameter {parameter,8:E1}   probability {probability,8:E1}   {(agrees ? "ok" : "DIFFERS")}"));
        return agrees;
    }

    private static Outcome Train<T>(Library library, Setup setup, int updates, int threadCount)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        using ICharacterRnn rnn = Roster.Create<T>(library, setup, threadCount);
        var text = new SyntheticText(setup);
        var losses = new double[updates];
        for (int i = 0; i < updates; i++)
        {
            losses[i] = text.Update(rnn);
        }

        double[] parameters = rnn.GetParameters();
        return new Outcome(losses, parameters, setup.BatchSize == 1 ? Read(rnn, setup) : []);
    }

    private static double[] Read(ICharacterRnn rnn, Setup setup)
    {
        rnn.BeginText();
        foreach (int index in SyntheticText.Create(setup.VocabularySize, TextLength))
        {
            rnn.Read(index);
        }

        return rnn.GetProbabilities();
    }

    private sealed record Outcome(double[] Losses, double[] Parameters, double[] Probabilities);
}
