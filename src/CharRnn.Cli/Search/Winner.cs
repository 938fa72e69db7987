using System.Globalization;
using CharRnn.Cli.Files;
using CharRnn.Cli.Settings;
using CharRnn.Training;
using CharRnn.Training.Search;

namespace CharRnn.Cli.Search;

/// <summary>The settings of a trial as options of <c>charrnn train</c>.</summary>
internal static class Winner
{
    internal const string Trial = "trial";
    internal const string Rung = "rung";
    internal const string ValidationLoss = "validation_loss";

    /// <summary>The settings of a run that trains the same network.</summary>
    internal static RunSettings Settings(TrialResult result, Precision precision)
    {
        RunSettings job = RunSettings.Of(result.Job) with { Precision = precision };
        return job.With(job.Training with { MaxUpdates = result.Updates, Epochs = 0 });
    }

    /// <summary>The settings of a run that trains as many passes on the whole text.</summary>
    internal static RunSettings OnWholeText(TrialResult result, Precision precision, EncodedText text)
    {
        RunSettings part = Settings(result, precision), whole = part.With(part.Training with { Validation = ValidationSplit.None });
        double more = (double)whole.Training.UpdatesInEpoch(text) / part.Training.UpdatesInEpoch(text);
        return whole.With(whole.Training with { MaxUpdates = (long)Math.Ceiling(result.Updates * more), ThreadCount = 0 });
    }

    /// <summary>The command that trains it again.</summary>
    internal static string Command(RunSettings settings, TextInput input, EncodedText text)
        => $"charrnn train {input.Typed}{string.Join(' ', TrainingReader.ToOptions(settings, text))}";

    /// <summary>The description of a trial for its model file.</summary>
    internal static Dictionary<string, string> Describe(TrialResult result, Precision precision, TextInput input, EncodedText text)
    {
        Dictionary<string, string> settings = (Settings(result, precision) with { Reading = input.Reading }).Describe();
        settings["text"] = Path.GetFileName(input.Name);
        settings["text_characters"] = Number(text.Length);
        settings["updates"] = Number(result.Updates);
        settings["passes"] = Number(result.Job.Epochs);
        settings["smooth_loss_per_character"] = Number(result.SmoothLoss);
        settings[ValidationLoss] = Number(result.ValidationLoss);
        settings[Trial] = Number(result.Job.Trial);
        settings[Rung] = Number(result.Job.Rung);
        settings["parameters"] = "final";
        return settings;
    }

    private static string Number(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
