namespace CharRnn.Training.Search;

/// <summary>The network and the settings that reach the smallest loss on a text in a given time, chosen from a measured table.</summary>
/// <remarks>
/// <para>The best size of a network depends on the number of characters that it can read in the time, repetitions included: a larger network learns more
/// from each character, a smaller one reads more of them. The table contains, for each network, the number of characters from which it is worthwhile, so a faster machine gets a
/// larger network. docs/decisions/0030-training-plan.md has the measurements, docs/tools/loss-and-time.cs repeats them.</para>
/// <para>A plan is a pure function of the text, the time and the measured speeds; training with <see cref="Settings"/> gives the same network again.</para>
/// </remarks>
public sealed record TrainingPlan
{
    /// <summary>
    /// Parameters times characters of training per second on the machine for which the default settings are chosen: two cores with AVX2 (Zen 2, 2.3 to 3 GHz).
    /// The time of an update is proportional to both within a tenth, from 80,000 parameters to 2.5 million.
    /// </summary>
    public const double ReferenceSpeed = 22e9;

    /// <summary>Passes over a text beyond which no network of the table was better.</summary>
    private const int MostPassesOfLongText = 16;

    /// <summary>τ of runs of a few seconds: twice as many updates are worth more than gradients from further back.</summary>
    private const int ShortWindow = 32;

    private static readonly FixedList<PlannedNetwork> _longTexts = new(
    [
        new(RnnCell.Gru, 1, 64, 0) { SequenceLength = ShortWindow },
        new(RnnCell.Gru, 1, 128, 600_000) { SequenceLength = ShortWindow },
        new(RnnCell.Gru, 2, 128, 1_100_000),
        new(RnnCell.Gru, 2, 192, 2_200_000),
        new(RnnCell.Lstm, 1, 512, 2_200_000),
    ]);

    private static readonly FixedList<PlannedNetwork> _gru = new(
    [
        .. _longTexts.Where(network => network.Cell == RnnCell.Gru),
        new(RnnCell.Gru, 1, 512, 2_500_000),
        new(RnnCell.Gru, 2, 384, 5_000_000),
        new(RnnCell.Gru, 2, 512, 15_000_000),
    ]);

    private static readonly FixedList<PlannedNetwork> _lstm = new(
    [
        new(RnnCell.Lstm, 1, 64, 0) { SequenceLength = ShortWindow },
        new(RnnCell.Lstm, 1, 128, 600_000) { SequenceLength = ShortWindow },
        new(RnnCell.Lstm, 1, 160, 2_000_000),
        new(RnnCell.Lstm, 1, 256, 2_200_000),
        new(RnnCell.Lstm, 1, 512, 1_200_000),
    ]);

    private static readonly int[] _shortTextSizes = [32, 64, 96, 128, 192, 256, 384, 512];

    private static readonly FixedList<PlannedNetwork> _tanh = new(
    [
        new(RnnCell.Tanh, 1, 64, 0),
        new(RnnCell.Tanh, 1, 128, 900_000),
        new(RnnCell.Tanh, 1, 256, 1_000_000),
        new(RnnCell.Tanh, 1, 512, 2_000_000),
    ]);

    /// <summary>The time for which <c>charrnn train</c> chooses its settings when none is given, on a machine of <see cref="ReferenceSpeed"/>: 15 seconds.</summary>
    public static TimeSpan DefaultTime { get; } = TimeSpan.FromSeconds(15);

    /// <summary>All settings; <see cref="TrainingOptions.MaxUpdates"/> ends the run.</summary>
    public required TrialSettings Settings { get; init; }

    /// <summary>Updates of the whole run.</summary>
    public long Updates => Settings.Training.MaxUpdates;

    /// <summary>Passes over the training part of the text.</summary>
    public required double Passes { get; init; }

    /// <summary>Expected duration of one update, in seconds.</summary>
    public required double SecondsPerUpdate { get; init; }

    /// <summary>Expected duration of all updates.</summary>
    public TimeSpan Duration => TimeSpan.FromSeconds(Math.Min(Updates * SecondsPerUpdate, TimeSpan.MaxValue.TotalSeconds / 2));

    /// <summary>Updates beyond which no network of the table was better on such a text, however much time is left.</summary>
    public required long MostUpdates { get; init; }

    /// <summary>
    /// Held-out nats per character that a run with the same product of parameters and characters reached on the last tenth of tinyshakespeare, 1.1 million characters of plays: an
    /// order of magnitude for other long English texts. Null for texts of less than 300,000 characters, for less training than was measured, and if a cell or a size is given.
    /// </summary>
    public double? TypicalLoss { get; init; }

    /// <summary>The table for a text and a cell: of 300,000 characters and more as it was measured, for a shorter text single layers. Tanh layers have one table for all texts.</summary>
    /// <param name="textLength">Characters of the text.</param>
    /// <param name="cell">The cell; null for the one with the smallest loss: a GRU, for much training of a long text an LSTM.</param>
    /// <returns>In the order of the training, parameters times characters, from which each is worthwhile.</returns>
    public static IReadOnlyList<PlannedNetwork> NetworksFor(int textLength, RnnCell? cell = null)
    {
        // A network soon overfits a short text: a larger network is worthwhile if it can read the text as often as is useful.
        double oftenEnough = (double)MostPasses(textLength) * textLength;
        return (cell, TrainingDefaults.IsLong(textLength)) switch
        {
            (RnnCell.Tanh, _) => _tanh,
            (RnnCell.Gru, true) => _gru,
            (RnnCell.Lstm, true) => _lstm,
            (_, true) => _longTexts,
            _ => new FixedList<PlannedNetwork>(_shortTextSizes.Select((size, i) => new PlannedNetwork(cell ?? RnnCell.Gru, 1, size, i == 0 ? 0 : oftenEnough))),
        };
    }

    /// <summary>Chooses the network and the settings for a text and a time.</summary>
    /// <param name="text">The whole text.</param>
    /// <param name="time">Time for the updates, more than 0.</param>
    /// <param name="request">Parts of the settings that are given; null for none.</param>
    /// <param name="secondsPerUpdate">
    /// Measures what an update with some settings takes on this machine, in seconds: <see cref="TrainingSpeed.Measure{T}"/>. Called once or twice. Null: a machine
    /// of <see cref="ReferenceSpeed"/>.
    /// </param>
    /// <returns>The plan.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="time"/> is not positive.</exception>
    /// <exception cref="ArgumentException">What is adjusted holds out nothing of this text, or the text is too short to measure an update.</exception>
    public static TrainingPlan For(EncodedText text, TimeSpan time, PlanRequest? request = null, Func<TrialSettings, double>? secondsPerUpdate = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(time, TimeSpan.Zero);
        var planner = new TrainingPlanner(text, time, request ?? new PlanRequest());
        double speed = ReferenceSpeed;
        TrialSettings settings = planner.Choose(speed);
        if (secondsPerUpdate is not null)
        {
            // The speed of one network predicts that of the others well enough to choose among them, but not to compute the number of updates.
            double seconds = secondsPerUpdate(settings);
            TrialSettings chosen = planner.Choose(planner.SpeedOf(settings, seconds));
            seconds = TrainingPlanner.IsSameNetwork(settings, chosen) ? seconds : secondsPerUpdate(chosen);
            (settings, speed) = (chosen, planner.SpeedOf(chosen, seconds));
        }

        return planner.Finish(settings, speed);
    }

    /// <summary>Passes beyond which no network was better on a text of this length.</summary>
    internal static int MostPasses(int textLength) => Math.Max(TrainingDefaults.Epochs(textLength), MostPassesOfLongText);
}
