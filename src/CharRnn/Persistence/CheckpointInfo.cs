using CharRnn.Optimization;
using CharRnn.Training;

namespace CharRnn.Persistence;

/// <summary>The state and the options of the training run in a checkpoint.</summary>
public sealed record CheckpointInfo
{
    /// <summary>Number of updates made.</summary>
    public required long Updates { get; init; }

    /// <summary>Complete passes over the text: 0 during the first one.</summary>
    public required int Epochs { get; init; }

    /// <summary>The smooth loss, in nats, summed or averaged as the options say; NaN before the first update.</summary>
    public required double SmoothLoss { get; init; }

    /// <summary>The smallest smooth loss; infinite before the first update.</summary>
    public required double BestSmoothLoss { get; init; }

    /// <summary>The update after which the smooth loss was smallest.</summary>
    public required long BestUpdate { get; init; }

    /// <summary>The training options.</summary>
    public required TrainingOptions Options { get; init; }

    /// <summary>The settings of the optimiser; null for an optimiser from outside the library, whose settings are not in the checkpoint.</summary>
    public required OptimizerOptions? Optimizer { get; init; }

    /// <summary>The class name of an optimiser from outside the library, which <see cref="Checkpoint.Resume{T}"/> then needs; null, the default, otherwise.</summary>
    public string? CustomOptimizer { get; init; }

    /// <summary>Number of characters of the text.</summary>
    public required int TextLength { get; init; }

    /// <summary><see cref="EncodedText.Fingerprint"/> of the text.</summary>
    public required string TextFingerprint { get; init; }
}
