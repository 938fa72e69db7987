namespace CharRnn.Network;

/// <summary>One parameter array of a network: its name, its role and its shape.</summary>
/// <param name="Name">The symbol in equations, tables and files; the layer's number follows it above the first layer.</param>
/// <param name="Role">What it does.</param>
/// <param name="Layer">The layer it belongs to, from 0; the output arrays count to the last layer.</param>
/// <param name="RowCount">Rows.</param>
/// <param name="ColumnCount">Columns; 1 for a vector.</param>
internal sealed record ParameterEntry(string Name, ParameterRole Role, int Layer, int RowCount, int ColumnCount)
{
    /// <summary>Whether it is a bias. A matrix may have a single column, too.</summary>
    internal bool IsVector => Role is ParameterRole.Bias or ParameterRole.RecurrentBias or ParameterRole.OutputBias;

    /// <summary>Whether its columns belong to characters: most of them have no gradient in a short window.</summary>
    internal bool HasColumnPerCharacter => Role == ParameterRole.InputWeights && Layer == 0;

    internal long Length => (long)RowCount * ColumnCount;
}
