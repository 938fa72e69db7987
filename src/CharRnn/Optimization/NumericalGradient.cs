using System.Numerics;

namespace CharRnn.Optimization;

/// <summary>Gradients by finite differences of the loss: slow, and obviously right.</summary>
public static class NumericalGradient
{
    /// <summary>The central difference (L(θ + s) − L(θ − s)) / 2s for every parameter.</summary>
    /// <remarks>
    /// The losses are computed in double, also for a network in float, whose own rounding would drown the difference.
    /// The error has a part that falls with s² and a part that grows as ε·L/s, where ε = 2.2e-16.
    /// </remarks>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="rnn">The network. Its parameters are as before, bit for bit, on return.</param>
    /// <param name="inputs">x, τ·B indexes: t·B + i is stream i at step t.</param>
    /// <param name="targets">y, as many.</param>
    /// <param name="initialState">h before the window, StateSize × B: its length says how many streams there are.</param>
    /// <param name="step">s, in the unit of the parameters.</param>
    /// <returns>∂L/∂θ for the summed loss, in new arrays.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="rnn"/> is null.</exception>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The step is not greater than 0, or an index is not in the vocabulary.</exception>
    public static RnnParameters<T> Compute<T>(
        Rnn<T> rnn, ReadOnlySpan<int> inputs, ReadOnlySpan<int> targets, ReadOnlySpan<T> initialState, double step = 1e-5)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(rnn);
        Preconditions.RequirePositive(step);
        if (initialState.Length == 0 || initialState.Length % rnn.StateSize != 0)
        {
            throw new ArgumentException(
                $"The state has {initialState.Length} elements; a whole multiple of {rnn.StateSize} is needed, one for each stream.", nameof(initialState));
        }

        int batch = initialState.Length / rnn.StateSize;
        RnnParameters<double> parameters = ToDouble(rnn.Parameters);
        var exact = new Rnn<double>(parameters);
        var start = new double[initialState.Length];
        for (int i = 0; i < start.Length; i++)
        {
            start[i] = double.CreateTruncating(initialState[i]);
        }

        var state = new double[start.Length];
        var workspace = new RnnWorkspace<double>(parameters.Architecture, Math.Max(1, inputs.Length / batch), batch);
        var gradients = new RnnParameters<T>(parameters.Architecture);
        for (int b = 0; b < parameters.Blocks.Count; b++)
        {
            Span<double> values = parameters.Blocks[b].Values;
            Span<T> gradient = gradients.Blocks[b].Values;
            for (int i = 0; i < values.Length; i++)
            {
                double value = values[i];
                values[i] = value + step;
                start.CopyTo(state, 0);
                double above = exact.Forward(inputs, targets, state, workspace);
                values[i] = value - step;
                start.CopyTo(state, 0);
                double below = exact.Forward(inputs, targets, state, workspace);
                values[i] = value;
                gradient[i] = T.CreateTruncating((above - below) / (2 * step));
            }
        }

        return gradients;
    }

    private static RnnParameters<double> ToDouble<T>(RnnParameters<T> source)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var copy = new RnnParameters<double>(source.Architecture);
        for (int b = 0; b < source.Blocks.Count; b++)
        {
            ReadOnlySpan<T> from = source.Blocks[b].Elements;
            Span<double> to = copy.Blocks[b].Values;
            for (int i = 0; i < from.Length; i++)
            {
                to[i] = double.CreateTruncating(from[i]);
            }
        }

        return copy;
    }
}
