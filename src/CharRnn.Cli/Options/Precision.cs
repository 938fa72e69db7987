namespace CharRnn.Cli.Options;

/// <summary>The type of the network's numbers.</summary>
internal enum Precision
{
    /// <summary>32 bits: about twice as fast.</summary>
    Float,

    /// <summary>64 bits.</summary>
    Double,
}
