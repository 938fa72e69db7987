using System.Numerics;

namespace CharRnn.Optimization.Derivatives;

/// <summary>The parameters of a layer and its results; arrays are column-major.</summary>
internal sealed class ComplexLayer
{
    internal required Complex[] U { get; init; }

    internal required Complex[] W { get; init; }

    internal required Complex[] B { get; init; }

    internal required Complex[]? D { get; init; }

    /// <summary>U x + b at every position, G·m × τB.</summary>
    internal required Complex[] Read { get; init; }

    /// <summary>W h₋, including d, at every position, G·m × τB.</summary>
    internal required Complex[] Recalled { get; init; }

    /// <summary>The state before the window and after every position, S·m × (τ + 1)B: h, then c.</summary>
    internal required Complex[] States { get; init; }

    internal required int HiddenSize { private get; init; }

    internal required int StateCount { private get; init; }

    internal required int BatchSize { private get; init; }

    private int StateSize => StateCount * HiddenSize;

    /// <summary>The state before position n.</summary>
    internal Span<Complex> StateBefore(int n) => States.AsSpan(n * StateSize, StateSize);

    /// <summary>The state after position n.</summary>
    internal Span<Complex> StateAfter(int n) => StateBefore(n + BatchSize);

    /// <summary>h after position n.</summary>
    internal ReadOnlySpan<Complex> HiddenAfter(int n) => StateAfter(n)[..HiddenSize];
}
