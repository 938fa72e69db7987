using System.Numerics;
using CharRnn.Cli.Explain.Reading;

namespace CharRnn.Cli.Explain.Numbers;

/// <summary>How much of the preceding text a network uses: loss by length of context, and gradients by distance.</summary>
/// <param name="Name">The model.</param>
/// <param name="Architecture">Its cell, layers and sizes in words.</param>
/// <param name="Losses">Mean loss in nats per character after reading 1, 2, 3, … characters from the zero state, all of the same characters.</param>
/// <param name="PredictionCount">Characters that each of the means is taken over.</param>
/// <param name="GradientNorms">
/// Mean ‖∂ ln p / ∂s‖ over the same kind of predictions, s the running state 0, 1, 2, … characters before the last one read.
/// </param>
internal sealed record MemoryCurve(string Name, string Architecture, IReadOnlyList<double> Losses, int PredictionCount, IReadOnlyList<double> GradientNorms)
{
    /// <summary>The context is at most so long.</summary>
    internal const int LongestReach = 100;

    private const int MostPredictions = 1000;
    private const int Streams = 64;

    /// <summary>The longest context that a text of some length is good for.</summary>
    internal static int ReachFor(int textLength) => Math.Clamp(textLength / 4, 1, LongestReach);

    /// <summary>Measures the curve of one model.</summary>
    internal static MemoryCurve Of<T>(string name, Recording<T> recording, Connectivity connectivity)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        // Targets in the passage or after it that are preceded by at least the whole reach.
        int reach = connectivity.Reach, first = Math.Max(recording.Window.PassageStart, reach);
        int count = Math.Min(MostPredictions, recording.Window.Length - first);
        if (count < 1)
        {
            (first, count) = (reach, recording.Window.Length - reach);
        }

        return new(
            name, recording.Model.Rnn.Parameters.Architecture.ToString(), LossesOf(recording, first, count, reach), count, connectivity.MeanOf(connectivity.StateNorms));
    }

    /// <summary>
    /// A stream starts at every character, from the zero state, and runs for as many steps as the reach. What it loses at step n is
    /// a prediction from n characters of context.
    /// </summary>
    private static double[] LossesOf<T>(Recording<T> recording, int first, int count, int reach)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        RnnModel<T> model = recording.Model;
        var workspace = new RnnWorkspace<T>(model.Rnn.Parameters.Architecture, reach, Streams);
        int[] inputs = new int[reach * Streams], targets = new int[reach * Streams];
        var state = new T[model.Rnn.StateSize * Streams];
        var sums = new double[reach];
        for (int start = first - reach; start < first + count - 1; start += Streams)
        {
            for (int step = 0; step < reach; step++)
            {
                for (int stream = 0; stream < Streams; stream++)
                {
                    int position = start + stream + step;
                    inputs[(step * Streams) + stream] = recording.Characters[Math.Min(position, recording.Characters.Length - 1)];
                    targets[(step * Streams) + stream] = recording.Characters[Math.Min(position + 1, recording.Characters.Length - 1)];
                }
            }

            Array.Clear(state);
            model.Rnn.Forward(inputs, targets, state, workspace);
            for (int n = 0; n < inputs.Length; n++)
            {
                int target = start + (n % Streams) + (n / Streams) + 1;
                if (target >= first && target < first + count)
                {
                    sums[n / Streams] += double.CreateTruncating(workspace.Losses[n]);
                }
            }
        }

        return [.. sums.Select(sum => sum / count)];
    }
}
