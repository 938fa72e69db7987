using System.Collections.ObjectModel;
using System.Numerics;

namespace CharRnn.Training;

/// <summary>Sums up the running epoch, lists the complete ones, and keeps the parameters with the smallest validation loss.</summary>
internal sealed class EpochLog<T>(RnnParameters<T> current, bool keepBest)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly RnnParameters<T>? _best = keepBest ? new RnnParameters<T>(current.Architecture) : null;
    private readonly List<EpochSummary> _epochs = [];
    private ReadOnlyCollection<EpochSummary>? _view;

    /// <summary>The losses of the running epoch so far, in nats, summed.</summary>
    internal double LossSum { get; set; }

    /// <summary>The characters of the running epoch so far.</summary>
    internal long CharacterCount { get; set; }

    /// <summary>Live; whoever gets it cannot turn it into a list that can be changed.</summary>
    internal IReadOnlyList<EpochSummary> Epochs => _view ??= _epochs.AsReadOnly();

    /// <summary>The complete epoch with the smallest validation loss, the earliest of equals; null before the first or without validation.</summary>
    internal EpochSummary? Best { get; private set; }

    /// <summary>Complete epochs since the best; 0 without validation.</summary>
    internal int EpochsSinceBest => Best is null ? 0 : _epochs.Count - Best.Epoch;

    internal void Add(double loss, int characters)
    {
        LossSum += loss;
        CharacterCount += characters;
    }

    /// <summary>The running epoch is over.</summary>
    /// <returns>Whether its validation loss is the best so far.</returns>
    internal bool Complete(long update, int sequenceLength, double validationLoss)
    {
        var summary = new EpochSummary(_epochs.Count + 1, update, sequenceLength, LossSum / CharacterCount, validationLoss);
        (LossSum, CharacterCount) = (0, 0);
        return Restore(summary, copyBest: true);
    }

    /// <summary>Lists a complete epoch; the best parameters then are the current ones, or what was put into <see cref="BestParameters"/>.</summary>
    internal bool Restore(EpochSummary summary, bool copyBest)
    {
        _epochs.Add(summary);
        bool isBest = summary.ValidationLoss < (Best?.ValidationLoss ?? double.PositiveInfinity);
        if (isBest)
        {
            Best = summary;
            if (copyBest && _best is not null)
            {
                current.CopyTo(_best);
            }
        }

        return isBest;
    }

    /// <summary>Live; null when none are kept. Meaningless before the first validation.</summary>
    internal RnnParameters<T>? BestParameters => _best;
}
