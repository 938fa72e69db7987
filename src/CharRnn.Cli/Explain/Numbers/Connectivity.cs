using System.Numerics;
using CharRnn.Cli.Explain.Reading;

namespace CharRnn.Cli.Explain.Numbers;

/// <summary>How far each prediction depends on the characters before it: derivatives, exact up to rounding.</summary>
/// <remarks>
/// From the last step to the first, one <see cref="RnnProbe{T}.Backward"/> a step for all predictions whose derivatives are still on
/// their way: as many columns as the reach.
/// </remarks>
internal sealed class Connectivity
{
    private Connectivity(int first, int count, int reach)
        => (First, Reach, Contributions, InputNorms, StateNorms) = (first, reach, new float[count * reach], new float[count * reach], new float[count * reach]);

    /// <summary>The first character, counted from the window's start, whose prediction is differentiated.</summary>
    internal int First { get; }

    /// <summary>The number of preceding characters that are considered.</summary>
    internal int Reach { get; }

    /// <summary>
    /// (∂ ln p / ∂(U x)) · (U x − mean of U x over the text), for the character j + 1 places before each target, at
    /// [target·Reach + j]: to first order, by how many nats the character has raised the prediction, compared with an average one.
    /// </summary>
    internal float[] Contributions { get; }

    /// <summary>‖∂ ln p / ∂(U x)‖ of the same characters: how far a change of the character could move the prediction.</summary>
    internal float[] InputNorms { get; }

    /// <summary>‖∂ ln p / ∂s‖, s the whole running state right after the same characters.</summary>
    internal float[] StateNorms { get; }

    /// <summary>Differentiates the predictions of some neighbouring characters.</summary>
    /// <param name="recording">The reading.</param>
    /// <param name="first">The first character; at least 1, as nothing predicts the first of a window.</param>
    /// <param name="count">Characters.</param>
    /// <param name="reach">The number of preceding characters to consider.</param>
    internal static Connectivity Of<T>(Recording<T> recording, int first, int count, int reach)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var connectivity = new Connectivity(first, count, reach);
        T[] mean = MeanInput(recording);

        // A stretch costs its own length plus the reach, so short ones are inefficient.
        int stretches = Math.Clamp(count / (2 * reach), 1, Environment.ProcessorCount);
        Parallel.For(0, stretches, stretch =>
        {
            int from = (int)((long)count * stretch / stretches), to = (int)((long)count * (stretch + 1) / stretches);
            connectivity.Measure(recording, mean, first + from, first + to);
        });
        return connectivity;
    }

    /// <summary>The mean over all targets at each distance, of one of the arrays.</summary>
    internal double[] MeanOf(float[] values)
    {
        var mean = new double[Reach];
        for (int i = 0; i < values.Length; i++)
        {
            mean[i % Reach] += values[i];
        }

        return [.. mean.Select(sum => sum / (values.Length / Reach))];
    }

    /// <summary>Each target uses one column of the buffer until it is Reach steps old.</summary>
    private void Measure<T>(Recording<T> recording, T[] mean, int from, int to)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var probe = new RnnProbe<T>(recording.Model.Rnn.Parameters);
        int size = recording.StateSize, rows = probe.InputGradientSize;
        T[] state = new T[size], logits = new T[recording.Model.Vocabulary.Count], columns = new T[size * Reach], inputs = new T[rows * Reach], read = new T[rows];
        ReadOnlySpan<T> u = recording.Model.Rnn.Parameters.Blocks[0].Values;
        for (int position = to - 2; position >= Math.Max(0, from - Reach); position--)
        {
            recording.StateBefore(position).CopyTo(state);
            probe.Step(recording.Characters[position], state, logits);
            if (position + 1 >= from)
            {
                probe.GetLogProbabilityGradient(logits, recording.Characters[position + 1], columns.AsSpan((position + 1) % Reach * size, size));
            }

            for (int target = Math.Max(from, position + 1); target < Math.Min(to, position + 1 + Reach); target++)
            {
                StateNorms[Place(target, position)] = (float)VectorProducts.Norm<T>(columns.AsSpan(target % Reach * size, size));
            }

            probe.Backward(columns, inputs);
            Subtract(u.Slice(recording.Characters[position] * rows, rows), mean, read);
            for (int target = Math.Max(from, position + 1); target < Math.Min(to, position + 1 + Reach); target++)
            {
                Span<T> gradient = inputs.AsSpan(target % Reach * rows, rows);
                InputNorms[Place(target, position)] = (float)VectorProducts.Norm<T>(gradient);
                Contributions[Place(target, position)] = float.CreateTruncating(VectorProducts.Dot<T>(gradient, read));
            }
        }
    }

    private int Place(int target, int position) => ((target - First) * Reach) + (target - position - 1);

    private static void Subtract<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> difference)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int i = 0; i < difference.Length; i++)
        {
            difference[i] = a[i] - b[i];
        }
    }

    private static T[] MeanInput<T>(Recording<T> recording)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ParameterBlock<T> u = recording.Model.Rnn.Parameters.Blocks[0];
        var sums = new double[u.RowCount];
        foreach (IGrouping<int, int> characters in recording.Characters.GroupBy(character => character))
        {
            ReadOnlySpan<T> column = u.Values.Slice(characters.Key * sums.Length, sums.Length);
            int times = characters.Count();
            for (int i = 0; i < sums.Length; i++)
            {
                sums[i] += times * double.CreateTruncating(column[i]);
            }
        }

        return [.. sums.Select(sum => T.CreateTruncating(sum / recording.Characters.Length))];
    }
}
