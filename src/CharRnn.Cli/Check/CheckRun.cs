using System.Diagnostics;
using System.Numerics;
using CharRnn.Cli.Failures;
using CharRnn.Cli.Screen;
using CharRnn.Optimization;

namespace CharRnn.Cli.Check;

/// <summary>Checks the gradient of a new network on the start of a text.</summary>
internal static class CheckRun
{
    /// <summary>The central difference takes about ten times as long as the complex step.</summary>
    private const double ShareOfDifference = 0.9;

    /// <summary>Runs the check.</summary>
    /// <param name="settings">The settings of the check.</param>
    /// <param name="name">The name of the text in messages.</param>
    /// <param name="text">Its start is the window.</param>
    /// <param name="leastVocabulary">Up to which K is filled with characters that do not occur; 0 leaves it.</param>
    /// <param name="progress">Told the fraction done.</param>
    /// <param name="stop">Ends it.</param>
    internal static CheckResult Run<T>(
        CheckSettings settings, string name, EncodedText text, int leastVocabulary, IProgress<double> progress, CancellationToken stop)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var watch = Stopwatch.StartNew();
        var architecture = new RnnArchitecture
        {
            VocabularySize = Math.Max(text.Vocabulary.Count, leastVocabulary),
            HiddenSize = settings.HiddenSize,
            Cell = settings.Cell,
            LayerCount = settings.LayerCount,
        };
        var parameters = new RnnParameters<T>(architecture);
        parameters.Randomize(new Random(settings.Seed), settings.InitScale);
        var rnn = new Rnn<T>(parameters);

        double total = settings.Lengths.Sum(), done = 0;
        var checks = new List<LengthCheck>();
        foreach (int length in settings.Lengths)
        {
            (int[] inputs, int[] targets) = Window(text, name, length, settings.BatchSize);
            (GradientCheckReport difference, GradientCheckReport complex) = Check(
                rnn, inputs, targets, settings, new Part(progress, done / total, length / total), stop);
            checks.Add(new LengthCheck(length, difference, complex));
            done += length;
        }

        return new CheckResult
        {
            Settings = settings,
            TextName = name,
            Architecture = architecture,
            Shapes = parameters.Blocks.ToDictionary(block => block.Name, block => (block.RowCount, block.ColumnCount)),
            Lengths = checks,
            Elapsed = watch.Elapsed,
        };
    }

    /// <summary>Compares the gradient of a window with both numerical derivatives.</summary>
    private static (GradientCheckReport Difference, GradientCheckReport Complex) Check<T>(
        Rnn<T> rnn, int[] inputs, int[] targets, CheckSettings settings, IProgress<double> progress, CancellationToken stop)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var state = new T[rnn.StateSize * settings.BatchSize];
        GradientCheckReport complex = GradientCheck.Run<T>(rnn, inputs, targets, state, new NumericalGradientOptions
        {
            Progress = new Part(progress, 0, 1 - ShareOfDifference),
            CancellationToken = stop,
        });
        GradientCheckReport difference = GradientCheck.Run<T>(rnn, inputs, targets, state, new NumericalGradientOptions
        {
            Method = NumericalMethod.CentralDifference,
            Step = settings.Step,
            Progress = new Part(progress, 1 - ShareOfDifference, ShareOfDifference),
            CancellationToken = stop,
        });
        return (difference, complex);
    }

    /// <summary>The first window of every stream: stream i reads part i of the text.</summary>
    private static (int[] Inputs, int[] Targets) Window(EncodedText text, string name, int length, int batch)
    {
        int partLength = text.Length / batch;
        if (partLength <= length)
        {
            throw new CommandException(
                $"{name} has {Quantity.Of(text.Length, "character")}; {(length + 1L) * batch} are needed for windows of {length} and the character after, in {batch} part(s). Try a longer text, or smaller --lengths or --batch.");
        }

        var inputs = new int[length * batch];
        var targets = new int[length * batch];
        for (int n = 0; n < inputs.Length; n++)
        {
            int at = ((n % batch) * partLength) + (n / batch);
            (inputs[n], targets[n]) = (text[at], text[at + 1]);
        }

        return (inputs, targets);
    }

    /// <summary>Progress of a part, from 0 to 1, as progress of the whole.</summary>
    private sealed class Part(IProgress<double> whole, double start, double share) : IProgress<double>
    {
        public void Report(double value) => whole.Report(start + (value * share));
    }
}
