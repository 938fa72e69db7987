using CharRnn.Cli.Input;
using CharRnn.Cli.Options;

namespace CharRnn.Cli.Training;

/// <summary>Which parameters a model file gets.</summary>
internal enum KeptParameters
{
    /// <summary>Those after the last update.</summary>
    Final,

    /// <summary>Those at the smallest smooth loss.</summary>
    Best,
}

/// <summary>All that <c>charrnn train</c> has been asked to do.</summary>
internal sealed record TrainingRequest
{
    internal required TextInput Text { get; init; }

    internal required TrainingSettings Settings { get; init; }

    internal required string OutputPath { get; init; }

    internal KeptParameters Keep { get; init; }

    /// <summary>Where the loss curve goes; null for nowhere.</summary>
    internal string? LogPath { get; init; }

    /// <summary>Null: ten samples in all.</summary>
    internal int? SampleEvery { get; init; }

    internal required int SampleLength { get; init; }

    internal required int FinalLength { get; init; }

    internal required SamplingOptions Sampling { get; init; }
}
