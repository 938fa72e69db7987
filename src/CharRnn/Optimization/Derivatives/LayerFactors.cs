using CharRnn.Kernels;

namespace CharRnn.Optimization.Derivatives;

/// <summary>The real parts and the factors of one layer.</summary>
internal sealed class LayerFactors
{
    internal required int HiddenSize { private get; init; }

    internal required int InputCount { private get; init; }

    internal required int StateCount { private get; init; }

    internal required int BatchSize { private get; init; }

    /// <summary>The state before the window and after every position, S·m × (τ + 1)B.</summary>
    internal required double[] States { private get; init; }

    internal required double[] Factors { private get; init; }

    /// <summary>W with its rows moved to the sums to which they contribute.</summary>
    internal required PackedMatrix<double> W { get; init; }

    /// <summary>U in the same layout; null in the first layer, which reads characters.</summary>
    internal required PackedMatrix<double>? U { get; init; }

    internal ReadOnlySpan<double> HiddenBefore(int n) => States.AsSpan(n * StateCount * HiddenSize, HiddenSize);

    internal ReadOnlySpan<double> HiddenAfter(int n) => HiddenBefore(n + BatchSize);

    /// <summary>∂(element o of the state) / ∂(input q) at a position, m numbers.</summary>
    internal ReadOnlySpan<double> StatePerInput(int n, int o, int q)
        => Factors.AsSpan((((n * StateCount) + o) * InputCount + q) * HiddenSize, HiddenSize);
}
