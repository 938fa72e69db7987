namespace CharRnn.Cli.Settings;

/// <summary>The initial recurrent weights W.</summary>
internal enum RecurrentInit
{
    /// <summary>Like the other weights.</summary>
    Random,

    /// <summary>Orthogonal, the block of each gate by itself.</summary>
    Orthogonal,
}
