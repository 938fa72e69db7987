using System.Numerics;
using CharRnn.Kernels;

namespace CharRnn.Training;

/// <summary>Keeps a deep copy of the parameters at the smallest smooth loss.</summary>
/// <remarks>
/// Early in training almost every update is the best so far, and copying after each would cost as much as a tenth of it.
/// So the copy is put off until the parameters are about to be changed by an update that is not better: until then the
/// best parameters are the current ones. Every hundred updates it is made all the same: a divergence destroys the current
/// parameters, and the last copy is what is left then.
/// </remarks>
internal sealed class BestParameters<T>(RnnParameters<T> current, bool enabled)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int LongestDelay = 100;
    private readonly RnnParameters<T>? _copy = enabled ? new RnnParameters<T>(current.Architecture) : null;
    private double _copiedLoss = double.PositiveInfinity;
    private long _copiedUpdate;
    private bool _isCurrent;

    /// <summary>The smallest smooth loss; infinite before the first update.</summary>
    internal double SmoothLoss { get; private set; } = double.PositiveInfinity;

    /// <summary>The update at which it was reached; 0 before the first.</summary>
    internal long Update { get; private set; }

    /// <summary>Called while the parameters still are what the update before has left.</summary>
    internal void BeforeUpdate(double smoothLoss)
    {
        if (_isCurrent && (smoothLoss >= SmoothLoss || Update - _copiedUpdate >= LongestDelay))
        {
            CopyCurrent();
        }
    }

    internal void AfterUpdate(long update, double smoothLoss)
    {
        if (smoothLoss < SmoothLoss)
        {
            SmoothLoss = smoothLoss;
            Update = update;
            _isCurrent = true;
        }
    }

    /// <summary>The smooth loss is measured over a window of another length from now on.</summary>
    internal void Rescale(double factor) => (SmoothLoss, _copiedLoss) = (SmoothLoss * factor, _copiedLoss * factor);

    /// <summary>Called when the current parameters are damaged: the last copied parameters stay the best.</summary>
    internal void Abandon()
    {
        if (_isCurrent)
        {
            _isCurrent = false;
            (SmoothLoss, Update) = (_copiedLoss, _copiedUpdate);
        }
    }

    /// <summary>A new deep copy; null when none is kept or there has been no update.</summary>
    internal RnnParameters<T>? Copy() => Materialize()?.Clone();

    /// <summary>A live copy of the best parameters; null when none are kept or there has been no update.</summary>
    internal RnnParameters<T>? Materialize()
    {
        if (_isCurrent)
        {
            CopyCurrent();
        }

        return Update > 0 ? _copy : null;
    }

    /// <summary>Restores the best parameters of an earlier run.</summary>
    /// <returns>Where its parameters are to be written; null when none are kept or there was no update.</returns>
    internal RnnParameters<T>? Restore(double smoothLoss, long update)
    {
        (SmoothLoss, Update) = (_copiedLoss, _copiedUpdate) = (smoothLoss, update);
        _isCurrent = false;
        return Update > 0 ? _copy : null;
    }

    private void CopyCurrent()
    {
        // The caller may have changed the parameters since the best update.
        if (!IsSound(current))
        {
            Abandon();
            return;
        }

        if (_copy is not null)
        {
            current.CopyTo(_copy);
        }

        _isCurrent = false;
        (_copiedLoss, _copiedUpdate) = (SmoothLoss, Update);
    }

    private static bool IsSound(RnnParameters<T> parameters)
    {
        bool isSound = true;
        foreach (ParameterBlock<T> block in parameters.BlockSpan)
        {
            isSound &= KernelSet<T>.Best.AllFinite(block.Elements);
        }

        return isSound;
    }
}
