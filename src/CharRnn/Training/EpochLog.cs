using System.Collections.ObjectModel;

namespace CharRnn.Training;

/// <summary>The complete epochs, and the sums of the running one.</summary>
internal sealed class EpochLog
{
    private readonly List<EpochSummary> _epochs = [];
    private ReadOnlyCollection<EpochSummary>? _view;

    /// <summary>The losses of the running epoch so far, in nats, summed.</summary>
    internal double LossSum { get; set; }

    /// <summary>The characters of the running epoch so far.</summary>
    internal long CharacterCount { get; set; }

    /// <summary>A live, read-only view.</summary>
    internal IReadOnlyList<EpochSummary> Epochs => _view ??= _epochs.AsReadOnly();

    /// <summary>The last complete epoch; null before there is one.</summary>
    internal EpochSummary? Last => _epochs.Count > 0 ? _epochs[^1] : null;

    /// <summary>Counts a window of the running epoch.</summary>
    internal void AddWindow(double loss, int characters)
    {
        LossSum += loss;
        CharacterCount += characters;
    }

    /// <summary>Ends the running epoch.</summary>
    /// <returns>Its summary, already listed.</returns>
    internal EpochSummary Complete(long update, int sequenceLength, double validationLoss)
    {
        var summary = new EpochSummary(_epochs.Count + 1, update, sequenceLength, LossSum / CharacterCount, validationLoss);
        (LossSum, CharacterCount) = (0, 0);
        _epochs.Add(summary);
        return summary;
    }

    /// <summary>Adds an epoch that was read from a checkpoint.</summary>
    internal void Restore(EpochSummary summary) => _epochs.Add(summary);
}
