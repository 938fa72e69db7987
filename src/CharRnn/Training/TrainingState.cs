using System.Numerics;

namespace CharRnn.Training;

/// <summary>The parts of a training run that are neither parameters nor optimiser nor counters; all live.</summary>
/// <param name="Hidden">h before the next window, StateSize × B.</param>
/// <param name="LossHistory">The loss curve.</param>
/// <param name="Best">The parameters at the smallest smooth loss.</param>
/// <param name="Epochs">The complete epochs and the running one.</param>
internal sealed record TrainingState<T>(T[] Hidden, List<LossPoint> LossHistory, BestParameters<T> Best, EpochLog<T> Epochs)
    where T : unmanaged, IFloatingPointIeee754<T>;
