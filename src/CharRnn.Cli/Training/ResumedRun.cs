using System.Globalization;
using CharRnn.Cli.Input;
using CharRnn.Cli.Options;
using CharRnn.Optimization;
using CharRnn.Persistence;
using CharRnn.Training.Search;

namespace CharRnn.Cli.Training;

/// <summary>A run that a checkpoint holds, in the terms of the command line.</summary>
/// <remarks>A checkpoint that another program wrote lacks what only the command knows; the defaults stand in.</remarks>
internal sealed class ResumedRun
{
    private readonly ModelFileInfo _info;
    private readonly CheckpointInfo _checkpoint;

    private ResumedRun(string path, ModelFileInfo info, CheckpointInfo checkpoint)
    {
        Path = path;
        _info = info;
        _checkpoint = checkpoint;
    }

    internal string Path { get; }

    /// <summary>Updates that have been made.</summary>
    internal long Updates => _checkpoint.Updates;

    /// <summary>The name of its text, if the checkpoint has it.</summary>
    internal string? TextName => Find("text");

    internal string? Output => Find(RequestStrings.Output);

    /// <summary>What the checkpoint's parameters allow, whatever its strings say.</summary>
    internal KeptParameters Keep => _checkpoint.Options.KeepBest ? KeptParameters.Best : KeptParameters.Final;

    internal long? CheckpointEvery => Whole(RequestStrings.CheckpointEvery);

    internal int? SampleEvery => _checkpoint.Options.SampleEvery;

    internal int? SampleLength => (int?)Whole(RequestStrings.SampleLength, minimum: 1);

    internal int? FinalLength => (int?)Whole(RequestStrings.FinalLength);

    /// <summary>Null when the checkpoint has none.</summary>
    internal SamplingOptions? Sampling
    {
        get
        {
            if (Real(RequestStrings.Temperature) is not { } temperature || Real(RequestStrings.TopP) is not { } topP || topP is not (> 0 and <= 1))
            {
                return null;
            }

            return new SamplingOptions { Temperature = temperature, TopK = (int)(Whole(RequestStrings.TopK) ?? 0), TopP = topP };
        }
    }

    internal TrainingSettings Settings => TrainingSettings.From(
        new TrialSettings
        {
            HiddenSize = _info.Architecture.HiddenSize,
            StandardDeviation = Real("init_scale"),
            Seed = (int)(Whole("seed") ?? TrainingSettings.Defaults.Seed),
            Training = _checkpoint.Options,
            Optimizer = _checkpoint.Optimizer,
        },
        ModelInput.PrecisionOf(_info));

    /// <summary>The update from which on a cosine stays at its end; null when the learning rate does not fall to nothing.</summary>
    internal long? LearningEndsAt
        => _checkpoint.Optimizer.Schedule is { Shape: LearningRateShape.Cosine, FinalFraction: 0 } schedule ? schedule.WarmUp + schedule.Period : null;

    /// <summary>Reads what a checkpoint says about itself; not yet its arrays.</summary>
    /// <exception cref="CommandException">The file does not exist, may not be read, or is not a checkpoint.</exception>
    /// <exception cref="InvalidDataException">It is broken.</exception>
    internal static ResumedRun Open(string path)
    {
        ModelFileInfo info = ModelInput.Inspect(path);
        return info.Checkpoint is { } checkpoint ? new ResumedRun(path, info, checkpoint)
            : throw new CommandException($"{path} is a model, not a checkpoint: there is no run in it to resume. 'charrnn train --checkpoint' writes checkpoints.");
    }

    private string? Find(string key) => _info.Settings.GetValueOrDefault(key);

    private long? Whole(string key, long minimum = 0)
        => long.TryParse(Find(key), NumberStyles.None, CultureInfo.InvariantCulture, out long value) && value >= minimum && value <= int.MaxValue ? value : null;

    private double? Real(string key)
        => double.TryParse(Find(key), NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value) && value >= 0 ? value : null;
}
