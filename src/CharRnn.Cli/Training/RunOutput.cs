namespace CharRnn.Cli.Training;

/// <summary>Which parameters a model file gets.</summary>
internal enum KeptParameters
{
    /// <summary>Those after the last update.</summary>
    Final,

    /// <summary>Those at the smallest validation loss, or without one at the smallest smooth loss.</summary>
    Best,
}

/// <summary>The outputs of a run of <c>charrnn train</c>: files and samples.</summary>
internal sealed record RunOutput
{
    /// <summary>The model file.</summary>
    internal string ModelPath { get; init; } = "model.safetensors";

    internal KeptParameters Keep { get; init; }

    /// <summary>Whether the loss curve is left next to the model file.</summary>
    internal bool LeavesCurve { get; init; } = true;

    /// <summary>The file for the loss curve during training; empty for none.</summary>
    internal string LogPath { get; init; } = "";

    /// <summary>Where checkpoints go; empty for none.</summary>
    internal string CheckpointPath { get; init; } = "";

    /// <summary>Updates from one checkpoint to the next; null: by the clock.</summary>
    internal long? CheckpointEvery { get; init; }

    /// <summary>Folder for the networks at the milestones of <see cref="Files.SnapshotFolder"/>; empty for none.</summary>
    internal string SnapshotPath { get; init; } = "";

    /// <summary>Updates from one sample to the next; null: ten samples in all.</summary>
    internal int? SampleEvery { get; init; }

    /// <summary>The number of characters of a sample during training.</summary>
    internal int SampleLength { get; init; } = 200;

    /// <summary>Characters of the sample at the end.</summary>
    internal int FinalLength { get; init; } = 500;

    /// <summary>How samples are drawn. Default temperature 0.6.</summary>
    internal SamplingOptions Sampling { get; init; } = Cli.Sampling.SamplingTable.All.Defaults with { Temperature = RunOutputTable.DefaultTemperature };
}
