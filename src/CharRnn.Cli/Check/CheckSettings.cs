using CharRnn.Cli.Settings;

namespace CharRnn.Cli.Check;

/// <summary>The settings of a gradient check. The defaults are those of the published tables.</summary>
internal sealed record CheckSettings
{
    internal static readonly CheckSettings Defaults = new();

    internal IReadOnlyList<int> Lengths { get; init; } = PublishedErrors.Lengths;

    internal RnnCell Cell { get; init; } = RnnCell.Tanh;

    internal int LayerCount { get; init; } = 1;

    internal int HiddenSize { get; init; } = 100;

    /// <summary>σ of all weights.</summary>
    internal double InitScale { get; init; } = 0.1;

    internal double Step { get; init; } = 1e-6;

    internal int BatchSize { get; init; } = 1;

    internal Precision Precision { get; init; } = Precision.Double;

    internal int Seed { get; init; } = 1;

    /// <summary>
    /// The largest allowed error against the complex step, relative to the largest element of the block; null: the rounding error of backpropagation.
    /// </summary>
    internal double? Bound { get; init; }

    internal double ComplexStepBound => Bound ?? (Precision == Precision.Double ? 1e-12 : 1e-4);

    /// <summary>Whether the settings, except for the seed, are those of the published numbers, so that both can be compared.</summary>
    internal bool ArePublished
        => Cell == Defaults.Cell && LayerCount == Defaults.LayerCount && HiddenSize == Defaults.HiddenSize && InitScale == Defaults.InitScale && Step == Defaults.Step && BatchSize == Defaults.BatchSize && Precision == Defaults.Precision;
}
