namespace CharRnn.Cli.Settings;

/// <summary>How the recurrent weights W begin.</summary>
internal enum RecurrentInit
{
    /// <summary>Like the other weights.</summary>
    Random,

    /// <summary>Orthogonal, the block of each gate by itself.</summary>
    Orthogonal,
}
