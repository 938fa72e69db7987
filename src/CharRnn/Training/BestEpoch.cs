using System.Numerics;

namespace CharRnn.Training;

/// <summary>The epoch with the smallest validation loss, and a copy of the parameters at its end.</summary>
internal sealed class BestEpoch<T>(RnnParameters<T> current, bool keepParameters)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly RnnParameters<T>? _parameters = keepParameters ? new RnnParameters<T>(current.Architecture) : null;
    private int _lastEpoch;

    /// <summary>The epoch, the earliest of equals; null before the first validation.</summary>
    internal EpochSummary? Summary { get; private set; }

    /// <summary>Complete epochs after the best one; 0 without validation.</summary>
    internal int EpochsSince => Summary is null ? 0 : _lastEpoch - Summary.Epoch;

    /// <summary>The parameters at the end of that epoch, live; null when none are kept or there is no such epoch.</summary>
    internal RnnParameters<T>? Parameters => Summary is null ? null : _parameters;

    /// <summary>An epoch has ended with the current parameters.</summary>
    /// <returns>Whether it is the best so far.</returns>
    internal bool Complete(EpochSummary epoch)
    {
        bool isBest = Restore(epoch);
        if (isBest && _parameters is not null)
        {
            current.CopyTo(_parameters);
        }

        return isBest;
    }

    /// <summary>
    /// As <see cref="Complete"/>, for an epoch read from a checkpoint; the caller copies its parameters into <see cref="Parameters"/>.
    /// </summary>
    internal bool Restore(EpochSummary epoch)
    {
        _lastEpoch = epoch.Epoch;
        bool isBest = epoch.ValidationLoss < (Summary?.ValidationLoss ?? double.PositiveInfinity);
        Summary = isBest ? epoch : Summary;
        return isBest;
    }
}
