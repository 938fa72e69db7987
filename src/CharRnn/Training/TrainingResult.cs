using System.Numerics;

namespace CharRnn.Training;

/// <summary>The result of a training run: parameters, losses and counts.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed record TrainingResult<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const double GuessMargin = 1.5;

    /// <summary>Total number of updates made.</summary>
    public required long Updates { get; init; }

    /// <summary>Complete passes over the text: 0 during the first one.</summary>
    public required int Epochs { get; init; }

    /// <summary>The smooth loss at the end, in nats: over a full window or per character, as <see cref="TrainingOptions.LossReduction"/> says.</summary>
    public required double SmoothLoss { get; init; }

    /// <summary>The smallest smooth loss, in the units of <see cref="SmoothLoss"/>.</summary>
    public required double BestSmoothLoss { get; init; }

    /// <summary><see cref="SmoothLoss"/> per character, in nats.</summary>
    public required double NatsPerCharacter { get; init; }

    /// <summary><see cref="BestSmoothLoss"/> per character, in nats.</summary>
    public required double BestNatsPerCharacter { get; init; }

    /// <summary>ln K, in nats per character: the loss of a uniform guess, for which all characters of the vocabulary are equally likely.</summary>
    public required double GuessLoss { get; init; }

    /// <summary>
    /// Whether the final network is much worse than a uniform guess: its loss per character (held-out if there is a validation part, otherwise smooth) is more than
    /// 1.5 times <see cref="GuessLoss"/>. The learning rate or the initial weights were then too large.
    /// </summary>
    public bool IsWorseThanGuess
        => (EpochHistory is [.., { ValidationLoss: var heldOut }] && !double.IsNaN(heldOut) ? heldOut : NatsPerCharacter) > GuessMargin * GuessLoss && GuessLoss > 0;

    /// <summary>The update at which <see cref="BestSmoothLoss"/> was reached.</summary>
    public required long BestUpdate { get; init; }

    /// <summary>A deep copy of the parameters after <see cref="BestUpdate"/>; null when none were kept.</summary>
    public required RnnParameters<T>? BestParameters { get; init; }

    /// <summary>The loss curve.</summary>
    public required IReadOnlyList<LossPoint> LossHistory { get; init; }

    /// <summary>Every complete epoch.</summary>
    public required IReadOnlyList<EpochSummary> EpochHistory { get; init; }

    /// <summary>
    /// The epoch with the smallest validation loss; null when nothing is held out or none is complete. This is a better criterion than the minimum of
    /// the smooth loss, which depends on the place in the text as much as on the network.
    /// </summary>
    public required EpochSummary? BestEpoch { get; init; }

    /// <summary>A deep copy of the parameters at the end of <see cref="BestEpoch"/>; null when none were kept.</summary>
    public required RnnParameters<T>? BestValidationParameters { get; init; }

    /// <summary>Whether <see cref="TrainingOptions.Patience"/> has ended the training.</summary>
    public required bool StoppedEarly { get; init; }
}
