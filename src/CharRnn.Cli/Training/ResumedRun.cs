using CharRnn.Cli.Failures;
using CharRnn.Cli.Files;
using CharRnn.Cli.Settings;
using CharRnn.Optimization;
using CharRnn.Persistence;
using CharRnn.Training.Search;

namespace CharRnn.Cli.Training;

/// <summary>The run in a checkpoint, as settings of the command line.</summary>
/// <remarks>A checkpoint that another program wrote lacks what only the command knows; the defaults stand in.</remarks>
internal sealed class ResumedRun
{
    private readonly ModelFileInfo _info;
    private readonly CheckpointInfo _checkpoint;
    private readonly OptimizerOptions _optimizer;

    private ResumedRun(string path, ModelFileInfo info, CheckpointInfo checkpoint, OptimizerOptions optimizer)
    {
        Path = path;
        _info = info;
        _checkpoint = checkpoint;
        _optimizer = optimizer;
    }

    internal string Path { get; }

    /// <summary>Updates that have been made.</summary>
    internal long Updates => _checkpoint.Updates;

    /// <summary>The name of its text, if the checkpoint has it.</summary>
    internal string? TextName => _info.Settings.GetValueOrDefault("text");

    /// <summary>The outputs of the run. Which parameters can be kept depends on the checkpoint's arrays, not on its strings.</summary>
    internal RunOutput Output => RunOutputTable.Read(_info.Settings) with
    {
        Keep = _checkpoint.Options.KeepBest ? KeptParameters.Best : KeptParameters.Final,
        SampleEvery = _checkpoint.Options.SampleEvery,
        CheckpointPath = Path,
    };

    /// <summary>The settings of its training: those that the library stores, and the initial weights from the strings.</summary>
    internal RunSettings Settings
    {
        get
        {
            RunSettings named = TrainingTable.All.Apply(key => _info.Settings.GetValueOrDefault(key), UsualSettings.Classic);
            return new RunSettings(
                new TrialSettings
                {
                    HiddenSize = _info.Architecture.HiddenSize,
                    Cell = _info.Architecture.Cell,
                    LayerCount = _info.Architecture.LayerCount,
                    OrthogonalRecurrence = named.Trial.OrthogonalRecurrence,
                    StandardDeviation = named.Trial.StandardDeviation,
                    Seed = named.Trial.Seed,
                    Training = _checkpoint.Options,
                    Optimizer = _optimizer,
                    ScheduleSpansJob = _optimizer.Schedule.Shape == LearningRateShape.Cosine,
                },
                Precisions.Of(_info.DataType))
            {
                Reading = named.Reading,
            };
        }
    }

    /// <summary>The update from which on a cosine stays at its end; null when the learning rate does not fall to nothing.</summary>
    internal long? LearningEndsAt
        => _optimizer.Schedule is { Shape: LearningRateShape.Cosine, FinalFraction: 0 } schedule ? schedule.LastUpdate : null;

    /// <summary>Reads the description in a checkpoint, without its arrays.</summary>
    /// <exception cref="CommandException">The file does not exist, may not be read, or is not a checkpoint.</exception>
    /// <exception cref="InvalidDataException">It is broken.</exception>
    internal static ResumedRun Open(string path)
    {
        ModelFileInfo info = ModelInput.Inspect(path);
        CheckpointInfo checkpoint = info.Checkpoint
            ?? throw new CommandException($"{path} is a model, not a checkpoint: there is no run in it to resume. 'charrnn train --checkpoint' writes checkpoints.");
        return checkpoint.Optimizer is { } optimizer ? new ResumedRun(path, info, checkpoint, optimizer)
            : throw new CommandException($"{path} has the optimiser {checkpoint.CustomOptimizer} of another program, which must resume it. 'charrnn train --from {path}' starts a new run with its network.");
    }
}
