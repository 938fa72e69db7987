using System.Numerics;

namespace CharRnn.Training;

/// <summary>Everything of a training run that the model and the optimiser do not hold, live: what a checkpoint writes and fills.</summary>
/// <param name="Windows">The position in the text and the hidden state.</param>
/// <param name="SmoothLoss">The smooth loss.</param>
/// <param name="LossHistory">The loss curve.</param>
/// <param name="Best">The parameters at the smallest smooth loss.</param>
/// <param name="Epochs">The complete epochs and the running one.</param>
/// <param name="BestEpoch">The epoch with the smallest validation loss, and its parameters.</param>
internal sealed record TrainingMemory<T>(
    WindowReader<T> Windows, SmoothLoss SmoothLoss, List<LossPoint> LossHistory, BestParameters<T> Best, EpochLog Epochs, BestEpoch<T> BestEpoch)
    where T : unmanaged, IFloatingPointIeee754<T>;
