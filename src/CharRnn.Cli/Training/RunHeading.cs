using System.Numerics;
using CharRnn.Cli.Screen;
using CharRnn.Cli.Settings;
using CharRnn.Training;

namespace CharRnn.Cli.Training;

/// <summary>The heading that a run prints: text, network, training, and the point at which it resumes.</summary>
internal static class RunHeading
{
    internal static string Of<T>(Trainer<T> trainer, RunSettings settings, TrainingRequest request, EncodedText text, long plannedUpdates)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        RnnArchitecture architecture = trainer.Model.Rnn.Parameters.Architecture;
        string streams = settings.Training.BatchSize > 1 ? Invariant($", {settings.Training.BatchSize:N0} streams") : "";
        string windows = settings.Training.SequenceLengths.Count > 0
            ? string.Join(", ", settings.Training.SequenceLengths) + " characters" : Quantity.Of(settings.Training.SequenceLength, "character");
        return Invariant($"Text: {request.Text.Name}, {Quantity.Of(text.Length, "character")}, {architecture.VocabularySize:N0} of them different\n")
            + Invariant($"Network: {RunSettings.Network(architecture)}, {Quantity.Of(architecture.ParameterCount, "parameter")}, {typeof(T) switch { var t when t == typeof(float) => "float", _ => "double" }}\n")
            + Invariant($"Training: {Quantity.Of(plannedUpdates, "update")}, windows of {windows}{streams}; {settings.Summary()}")
            + (request.Resumed is { } run ? Resumed(settings, run, plannedUpdates) : "");
    }

    private static string Resumed(RunSettings settings, ResumedRun run, long plannedUpdates)
    {
        if (settings.Optimizer.Schedule != run.Settings.Optimizer.Schedule)
        {
            string course = settings.Trial.ScheduleSpansJob ? Invariant($"falls until the end, update {settings.Optimizer.Schedule.LastUpdate:N0}") : "follows the new schedule";
            return Invariant($"\nResumed: {run.Path}, after update {run.Updates:N0}. From here on the learning rate {course}.");
        }

        string end = run.Updates >= plannedUpdates ? " The run is complete; raise --updates or --epochs to continue it." : "";
        string rate = run.LearningEndsAt is { } last && last < plannedUpdates
            ? Invariant($" Its learning rate falls to 0 at update {last:N0}; later updates change nothing.") : "";
        return Invariant($"\nResumed: {run.Path}, after update {run.Updates:N0}.{end}{rate}");
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
