using System.Numerics;
using CharRnn.Cli.Failures;
using CharRnn.Cli.Screen;
using CharRnn.Cli.Settings;
using CharRnn.Training;
using CharRnn.Training.Search;

namespace CharRnn.Cli.Training;

/// <summary>From settings to the trainer of a run that begins.</summary>
internal static class NewTrainer
{
    /// <summary>Samples in a run whose user has not said how often: the first before the first update, and one more at the end.</summary>
    private const int SamplesPerRun = 10;

    /// <summary>Points of the loss curve, about: more than a picture can show.</summary>
    private const int PointsPerRun = 2000;

    /// <summary>Creates the trainer.</summary>
    /// <param name="settings">The settings of training.</param>
    /// <param name="output">The outputs of the run.</param>
    /// <param name="text">The text.</param>
    /// <param name="start">The model that is trained further; null for a new network.</param>
    /// <param name="plannedUpdates">The expected number of updates of the run.</param>
    /// <exception cref="CommandException">There is not enough memory.</exception>
    internal static Trainer<T> Create<T>(RunSettings settings, RunOutput output, EncodedText text, RnnModel<T>? start, long plannedUpdates)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        TrialSettings trial = settings.Trial with
        {
            Training = settings.Training with
            {
                KeepBest = output.Keep == KeptParameters.Best,
                SampleEvery = output.SampleEvery ?? (int)Math.Min((plannedUpdates / SamplesPerRun) + 1, int.MaxValue),
                HistoryEvery = (int)Math.Clamp(plannedUpdates / PointsPerRun, 1, int.MaxValue),
            },
        };
        try
        {
            return start is null ? trial.CreateTrainer<T>(text) : trial.CreateTrainer(text, start);
        }
        catch (OutOfMemoryException exception)
        {
            throw new CommandException(
                FormattableString.Invariant($"there is not enough memory for a network of {settings.Trial.HiddenSize:N0} hidden units with {Quantity.Of(text.Vocabulary.Count, "character")}, trained on windows of {Quantity.Of(settings.Training.SequenceLength, "character")} in {Quantity.Of(settings.Training.BatchSize, "stream")}. Choose a smaller --hidden, or if that is small, a smaller --sequence-length or --batch."), exception);
        }
    }
}
