using System.Numerics;

namespace CharRnn.Training;

/// <summary>Ends the training when the validation loss has not reached a new minimum for <see cref="TrainingOptions.Patience"/> epochs.</summary>
internal sealed class EarlyStopping<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly int _patience;
    private readonly BestEpoch<T> _best;

    /// <exception cref="ArgumentException">The options have patience but hold out no text.</exception>
    internal EarlyStopping(TrainingOptions options, BestEpoch<T> best)
    {
        if (options.Patience > 0 && options.Validation.Kind == ValidationKind.None)
        {
            throw new ArgumentException("Patience needs a validation loss: hold out a part of the text with Validation.", nameof(options));
        }

        (_patience, _best) = (options.Patience, best);
    }

    /// <summary>Whether the patience is over.</summary>
    internal bool IsDue => _patience > 0 && _best.EpochsSince >= _patience;
}
