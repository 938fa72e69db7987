namespace CharRnn.Cli.Options;

/// <summary>What becomes of the learning rate in the course of a run.</summary>
internal enum Schedule
{
    /// <summary>It stays.</summary>
    Constant,

    /// <summary>It falls to 0 along half a cosine.</summary>
    Cosine,
}
