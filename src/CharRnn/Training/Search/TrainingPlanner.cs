namespace CharRnn.Training.Search;

/// <summary>Chooses a network for a time: the work behind <see cref="TrainingPlan.For"/>.</summary>
internal sealed class TrainingPlanner(EncodedText text, TimeSpan time, PlanRequest request)
{
    /// <summary>Updates of a run over which the rate rises at most, as a part.</summary>
    private const double MostWarmUp = 0.1;

    /// <summary>Part of the updates over which the weights are averaged: no better at the end of a cosine, but what an interrupted run leaves.</summary>
    private const double AveragedShare = 0.05;

    /// <summary>Updates below which fewer streams, which make more of them, are better: twice as many, up to 2,000, are worth 0.02 to 0.045 nats per character.</summary>
    private const double LeastUpdates = 1200;
    private const int LeastStreams = 16;

    /// <summary>Parameters for each character of a text, beyond which a network of the table is not considered: it would overfit a tiny text at once.</summary>
    private const double MostParametersPerCharacter = 2.5;

    /// <summary>The settings of the largest network that can read as many characters as it needs; the smallest if none can.</summary>
    /// <param name="speed">Parameters times characters in a second.</param>
    internal TrialSettings Choose(double speed)
    {
        PlannedNetwork[] networks = Candidates();
        PlannedNetwork chosen = networks.Where((network, i) => i == 0 || CharactersIn(network, speed) >= network.LeastCharacters).Last();
        return SettingsOf(chosen, speed);
    }

    /// <summary>Parameters times characters in a second, from what an update takes.</summary>
    internal double SpeedOf(TrialSettings settings, double seconds)
        => ParameterCount(settings.Cell, settings.LayerCount, settings.HiddenSize) * Characters(settings) / Math.Max(seconds, 1e-9);

    internal static bool IsSameNetwork(TrialSettings one, TrialSettings other)
        => (one.Cell, one.LayerCount, one.HiddenSize, one.Training.SequenceLength, one.Training.BatchSize)
            == (other.Cell, other.LayerCount, other.HiddenSize, other.Training.SequenceLength, other.Training.BatchSize);

    /// <summary>The plan with the number of updates.</summary>
    internal TrainingPlan Finish(TrialSettings settings, double speed)
    {
        double workOfUpdate = ParameterCount(settings.Cell, settings.LayerCount, settings.HiddenSize) * Characters(settings), seconds = workOfUpdate / speed;
        // A text that is too short for one window also has a plan; training then reports the problem.
        bool isTooShort = text.Length < (settings.Training.SequenceLength + 1L) * settings.Training.BatchSize;
        int updatesInEpoch = isTooShort ? 1 : settings.Training.UpdatesInEpoch(text);
        long most = (long)updatesInEpoch * TrainingPlan.MostPasses(text.Length);
        long updates = (long)Math.Clamp(time.TotalSeconds / seconds, 1, most);
        var schedule = settings.Optimizer.Schedule with { WarmUp = Math.Min(settings.Optimizer.Schedule.WarmUp, (long)Math.Ceiling(MostWarmUp * updates)) };
        return new TrainingPlan
        {
            Settings = settings with
            {
                Training = settings.Training with { MaxUpdates = updates, Epochs = 0 },
                Optimizer = settings.Optimizer with { Schedule = schedule },
            },
            Passes = (double)updates / updatesInEpoch,
            SecondsPerUpdate = seconds,
            MostUpdates = most,
            TypicalLoss = request is { Cell: null, HiddenSize: null, LayerCount: null } && TrainingDefaults.IsLong(text.Length) ? TypicalLoss.After(updates * workOfUpdate) : null,
        };
    }

    /// <summary>The networks of the table with what is asked for; one that has become the same as the one before it is left out.</summary>
    private PlannedNetwork[] Candidates()
    {
        // The size from which one cell is better than another does not matter if the size is given.
        RnnCell? cell = request.Cell ?? ((request.HiddenSize ?? request.LayerCount) is null ? null : RnnCell.Gru);
        List<PlannedNetwork> candidates = [];
        foreach (PlannedNetwork network in TrainingPlan.NetworksFor(text.Length, cell))
        {
            // A size without a number of layers means one layer.
            PlannedNetwork asked = network with
            {
                HiddenSize = request.HiddenSize ?? network.HiddenSize,
                LayerCount = request.LayerCount ?? (request.HiddenSize is null ? network.LayerCount : 1),
            };
            bool fits = ParameterCount(asked.Cell, asked.LayerCount, asked.HiddenSize) <= MostParametersPerCharacter * text.Length;
            if (candidates.Count == 0 || (fits && candidates[^1] with { LeastCharacters = asked.LeastCharacters } != asked))
            {
                candidates.Add(asked);
            }
        }

        return [.. candidates];
    }

    private double CharactersIn(PlannedNetwork network, double speed)
        => time.TotalSeconds * speed / ParameterCount(network.Cell, network.LayerCount, network.HiddenSize);

    private TrialSettings SettingsOf(PlannedNetwork network, double speed)
    {
        double characters = CharactersIn(network, speed);
        int sequenceLength = request.SequenceLength ?? network.SequenceLength ?? TrainingDefaults.SequenceLength(text.Length, network.Cell);
        int batch = request.BatchSize ?? TrainingDefaults.BatchSize(text.Length, sequenceLength, network.Cell);
        while (request.BatchSize is null && batch > LeastStreams && characters / ((double)batch * sequenceLength) < LeastUpdates)
        {
            batch /= 2;
        }

        double passes = Math.Clamp(characters / Math.Max(1, text.Length), 0.01, TrainingPlan.MostPasses(text.Length));
        TrialSettings settings = TrialSettings.For(
            text, network.HiddenSize, network.Cell, network.LayerCount, sequenceLength, batch, passes);
        settings = settings with { Training = settings.Training with { AveragedShare = AveragedShare } };
        return request.Adjust is { } adjust ? adjust(settings) : settings;
    }

    private double ParameterCount(RnnCell cell, int layerCount, int hiddenSize)
        => new RnnArchitecture { VocabularySize = text.Vocabulary.Count, HiddenSize = hiddenSize, Cell = cell, LayerCount = layerCount }.ParameterCount;

    private static double Characters(TrialSettings settings) => (double)settings.Training.SequenceLength * settings.Training.BatchSize;
}
