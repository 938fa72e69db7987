namespace CharRnn.Cli.Options;

/// <summary>What becomes of the learning rate in the course of a run.</summary>
internal enum Schedule
{
    /// <summary>It stays.</summary>
    Constant,

    /// <summary>It falls along half a cosine, to 0 unless told otherwise.</summary>
    Cosine,

    /// <summary>It falls by a factor every so many updates.</summary>
    Step,
}
