using CharRnn.Cli.Input;
using CharRnn.Cli.Options;

namespace CharRnn.Cli.Training;

/// <summary>Which parameters a model file gets.</summary>
internal enum KeptParameters
{
    /// <summary>Those after the last update.</summary>
    Final,

    /// <summary>Those at the smallest validation loss, or without one at the smallest smooth loss.</summary>
    Best,
}

/// <summary>All that <c>charrnn train</c> has been asked to do.</summary>
internal sealed record TrainingRequest
{
    internal const string DefaultOutput = "model.safetensors";

    internal required TextInput Text { get; init; }

    internal required TrainingSettings Settings { get; init; }

    /// <summary>The run that is taken up again; null for a new one.</summary>
    internal ResumedRun? Resumed { get; init; }

    internal required string OutputPath { get; init; }

    internal KeptParameters Keep { get; init; }

    /// <summary>Where the loss curve goes; null for nowhere.</summary>
    internal string? LogPath { get; init; }

    /// <summary>Whether the loss curve is left next to the model file.</summary>
    internal bool LeavesCurve { get; init; } = true;

    /// <summary>Where checkpoints go; null for none.</summary>
    internal string? CheckpointPath { get; init; }

    /// <summary>Updates from one checkpoint to the next; null: by the clock.</summary>
    internal long? CheckpointEvery { get; init; }

    /// <summary>Null: ten samples in all.</summary>
    internal int? SampleEvery { get; init; }

    internal required int SampleLength { get; init; }

    internal required int FinalLength { get; init; }

    internal required SamplingOptions Sampling { get; init; }
}
