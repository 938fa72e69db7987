using System.Globalization;
using CharRnn.Cli.Screen;
using CharRnn.Optimization;
using CharRnn.Persistence;
using CharRnn.Training;
using CharRnn.Training.Search;

namespace CharRnn.Cli.Settings;

/// <summary>One training run as the user asked for it: the library's settings, and the type of the numbers, which is a type parameter in the library.</summary>
/// <param name="Trial">Everything else.</param>
/// <param name="Precision">The type of the network's numbers.</param>
internal sealed record RunSettings(TrialSettings Trial, Precision Precision)
{
    /// <summary>How the text is read.</summary>
    internal TextReadingOptions Reading { get; init; } = TextReadingTable.All.Defaults;

    internal TrainingOptions Training => Trial.Training;

    internal OptimizerOptions Optimizer => Trial.Optimizer;

    /// <summary>The settings of a run that trains the same network as a job.</summary>
    internal static RunSettings Of(TrialJob job)
        => new(job.Settings with { Training = job.Settings.Training with { Validation = job.Validation } }, Precisions.Of(job.DataType));

    /// <summary>Random numbers for the samples: a generator separate from that of the network, which therefore does not depend on what is sampled and when.</summary>
    internal Random CreateSamplingRandom() => new(unchecked(Trial.Seed + 1));

    /// <summary>The same run with other options of training.</summary>
    internal RunSettings With(TrainingOptions training) => this with { Trial = Trial with { Training = training } };

    /// <summary>The same run with another rule, at the rate that is usual for it.</summary>
    internal RunSettings With(OptimizerKind kind)
        => kind == Optimizer.Kind ? this : this with { Trial = Trial with { Optimizer = Optimizer with { Kind = kind, LearningRate = null, InputRateFactor = null } } };

    /// <summary>The settings of a resumed run whose schedule ends where the run does, if that or the schedule is another than before.</summary>
    /// <param name="kept">The run's settings so far.</param>
    /// <param name="text">The whole text.</param>
    internal RunSettings Replanned(RunSettings kept, EncodedText text)
    {
        bool isAsPlanned = (Training.Epochs, Training.MaxUpdates, Optimizer.Schedule) == (kept.Training.Epochs, kept.Training.MaxUpdates, kept.Optimizer.Schedule);
        bool isGiven = Optimizer.Schedule.Turns.Count > 0 && !Optimizer.Schedule.Turns.Equals(kept.Optimizer.Schedule.Turns);
        return isAsPlanned || isGiven || !Trial.ScheduleSpansJob ? this
            : this with { Trial = Trial with { Optimizer = Optimizer with { Schedule = Optimizer.Schedule.EndingAt(Training.PlannedUpdates(text)) } } };
    }

    /// <summary>The same run on several documents.</summary>
    /// <param name="endOfText">The character between them; empty for one text.</param>
    internal RunSettings WithDocuments(string endOfText) => With(Training with { EndOfText = endOfText });

    /// <summary>These defaults for a text that is divided in some way: documents are read in a new order every epoch.</summary>
    internal RunSettings For(DocumentFormat documents)
        => documents.Kind == DocumentKind.None ? this : With(Training with { ChunkOrder = ChunkOrder.Shuffled });

    /// <summary>These defaults for a network that has learnt another text already: smaller steps, and no faster ones for the weights of the characters, which it knows.</summary>
    internal RunSettings ForFineTuning()
    {
        double rate = Optimizer.LearningRate ?? OptimizerOptions.UsualLearningRate(Optimizer.Kind);
        return this with { Trial = Trial with { Optimizer = Optimizer with { LearningRate = rate * UsualSettings.FineTuningRate, InputRateFactor = null } } };
    }

    /// <summary>τ of an epoch, from 0.</summary>
    internal int SequenceLengthAt(int epoch)
        => Training.SequenceLengths.Count == 0 ? Training.SequenceLength : Training.SequenceLengths[Math.Min(epoch, Training.SequenceLengths.Count - 1)];

    /// <summary>Characters that the loss of a window of an epoch is the sum of: τ·B; 1 where losses are means.</summary>
    internal int LossCharactersAt(int epoch) => Training.LossReduction == LossReduction.Mean ? 1 : SequenceLengthAt(epoch) * Training.BatchSize;

    /// <summary>The settings to store in a model file, under the names of the options, and the character between documents, which is not an option.</summary>
    internal Dictionary<string, string> Describe()
    {
        Dictionary<string, string> words = TrainingTable.All.Describe(this);
        if (Training.EndOfText.Length > 0)
        {
            words["end_of_text"] = FormattableString.Invariant($"U+{char.ConvertToUtf32(Training.EndOfText, 0):X4}");
        }

        return words;
    }

    /// <summary>The network in a few words: 2 LSTM layers of 256 hidden units.</summary>
    internal static string Network(RnnArchitecture architecture)
    {
        string cell = architecture.Cell == RnnCell.Tanh ? "" : $" {architecture.Cell.ToString().ToUpperInvariant()}";
        string layers = architecture.LayerCount > 1 ? FormattableString.Invariant($"{architecture.LayerCount:N0}{cell} layers of ") : "";
        return layers + FormattableString.Invariant($"{architecture.HiddenSize:N0}{(layers.Length == 0 ? cell : "")} hidden units");
    }

    /// <summary>One line for the screen.</summary>
    internal string Summary()
    {
        double rate = Optimizer.LearningRate ?? OptimizerOptions.UsualLearningRate(Optimizer.Kind);
        LearningRateSchedule schedule = Optimizer.Schedule;
        string start = (Trial.StandardDeviation is { } deviation ? $"σ = {Text(deviation)}" : "scaled weights") + (Trial.OrthogonalRecurrence ? ", orthogonal W" : "");
        string falling = schedule.Shape switch
        {
            LearningRateShape.Cosine => $" falling to {Text(schedule.FinalFraction * rate)}",
            LearningRateShape.Step => FormattableString.Invariant($" times {schedule.StepFactor} every {Quantity.Of(schedule.Period, "update")}"),
            _ => "",
        };
        string accumulator = UsualSettings.HasAccumulator(Optimizer.Kind) ? $", accumulator from {Text(Optimizer.InitialAccumulator)}" : "";
        return $"{Optimizer.Kind}, learning rate {Text(rate)}{falling}{accumulator}, {start}, seed {Text(Trial.Seed)}";
    }

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
