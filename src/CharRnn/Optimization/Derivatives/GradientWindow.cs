using System.Globalization;
using System.Numerics;

namespace CharRnn.Optimization.Derivatives;

/// <summary>The window and the network whose loss is differentiated, as copies in double.</summary>
internal sealed class GradientWindow
{
    /// <summary>Uses the arrays without checks: their lengths must be right and their indexes within the vocabulary.</summary>
    internal GradientWindow(RnnParameters<double> parameters, int[] inputs, int[] targets, double[] state)
    {
        Parameters = parameters;
        Inputs = inputs;
        Targets = targets;
        State = state;
    }

    internal RnnParameters<double> Parameters { get; }

    internal int[] Inputs { get; }

    internal int[] Targets { get; }

    /// <summary>The running state before the window, StateSize × B.</summary>
    internal double[] State { get; }

    /// <summary>With dropout, the factor of h by layer (from 0), position and unit in the output of the layer: 0 or 1/(1 − p). Otherwise null.</summary>
    internal Func<int, int, int, double>? DropoutFactor { get; init; }

    internal int BatchSize => State.Length / Parameters.Architecture.StateSize;

    internal int StepCount => Inputs.Length / BatchSize;

    /// <summary>Copies a window; an empty state means zeros and one stream.</summary>
    internal static GradientWindow Create<T>(Rnn<T> rnn, ReadOnlySpan<int> inputs, ReadOnlySpan<int> targets, ReadOnlySpan<T> initialState)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int size = rnn.StateSize;
        if (initialState.Length % size != 0)
        {
            throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture, $"The state has {Quantity.Of(initialState.Length, "element")}; a whole multiple of {size} is needed, one for each stream."),
                nameof(initialState));
        }

        var state = new double[Math.Max(size, initialState.Length)];
        Widen(initialState, state);
        var parameters = new RnnParameters<double>(rnn.Parameters.Architecture);
        for (int b = 0; b < parameters.Blocks.Count; b++)
        {
            Widen<T>(rnn.Parameters.Blocks[b].Elements, parameters.Blocks[b].Values);
        }

        var window = new GradientWindow(parameters, inputs.ToArray(), targets.ToArray(), state);

        // The forward pass checks the window itself.
        _ = window.Losses(parameters, window.CreateWorkspace(), new double[state.Length]);
        return window;
    }

    internal RnnWorkspace<double> CreateWorkspace()
        => new(Parameters.Architecture, Math.Max(1, Inputs.Length / BatchSize), BatchSize, threadCount: 1);

    /// <summary>The loss of every position for the given parameters, computed by the network. A view into the workspace.</summary>
    internal ReadOnlySpan<double> Losses(RnnParameters<double> parameters, RnnWorkspace<double> workspace, double[] scratchState)
    {
        State.CopyTo(scratchState, 0);
        _ = new Rnn<double>(parameters).Forward(Inputs, Targets, scratchState, workspace);
        return workspace.Losses;
    }

    private static void Widen<T>(ReadOnlySpan<T> source, Span<double> destination)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int i = 0; i < source.Length; i++)
        {
            destination[i] = double.CreateTruncating(source[i]);
        }
    }
}
