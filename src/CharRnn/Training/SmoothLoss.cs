namespace CharRnn.Training;

/// <summary>The smooth loss, equation (21), in nats, over full windows.</summary>
/// <remarks>
/// With <see cref="LossReduction.Sum"/> the loss of a shorter window is scaled up to a full one, and the past is scaled when
/// τ changes, so that the nats per character continue without a jump. A mean needs neither.
/// </remarks>
internal sealed class SmoothLoss(TrainingOptions options)
{
    /// <summary>The smooth loss after the last update; NaN before the first.</summary>
    internal double Value { get; private set; } = double.NaN;

    /// <summary>τ of the windows that <see cref="Value"/> belongs to; 0 before the first update.</summary>
    internal int SequenceLength { get; private set; }

    /// <summary>Changes to windows of another length.</summary>
    /// <returns>The factor by which earlier smooth losses are to be multiplied.</returns>
    internal double ChangeLength(int sequenceLength)
    {
        double factor = options.LossReduction == LossReduction.Sum && SequenceLength > 0 ? (double)sequenceLength / SequenceLength : 1;
        SequenceLength = sequenceLength;
        Value *= factor;
        return factor;
    }

    /// <summary>Computes the smooth loss after a window, without storing it.</summary>
    /// <param name="loss">The loss of the window, sum or mean as in the options.</param>
    /// <param name="length">Steps of the window, at most τ.</param>
    internal double After(double loss, int length)
    {
        if (options.LossReduction == LossReduction.Sum && length != SequenceLength)
        {
            loss = loss * SequenceLength / length;
        }

        return double.IsNaN(Value) ? loss : (options.Smoothing * Value) + ((1 - options.Smoothing) * loss);
    }

    /// <summary>Takes over a value of <see cref="After"/>.</summary>
    internal void Set(double value) => Value = value;

    /// <summary>Restores the values of a checkpoint.</summary>
    internal void Restore(double value, int sequenceLength) => (Value, SequenceLength) = (value, sequenceLength);
}
