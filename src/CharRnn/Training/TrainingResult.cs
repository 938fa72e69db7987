using System.Numerics;

namespace CharRnn.Training;

/// <summary>What a training run has reached.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed record TrainingResult<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Updates made in all.</summary>
    public required long Updates { get; init; }

    /// <summary>Complete passes over the text.</summary>
    public required int Epochs { get; init; }

    /// <summary>The smooth loss at the end, in nats, summed over steps and streams.</summary>
    public required double SmoothLoss { get; init; }

    /// <summary>The smallest smooth loss.</summary>
    public required double BestSmoothLoss { get; init; }

    /// <summary>The update at which it was reached.</summary>
    public required long BestUpdate { get; init; }

    /// <summary>A deep copy of the parameters right after that update; null when none were kept.</summary>
    public required RnnParameters<T>? BestParameters { get; init; }

    /// <summary>The loss curve.</summary>
    public required IReadOnlyList<LossPoint> LossHistory { get; init; }
}
