namespace CharRnn.Network;

/// <summary>One parameter array of a network: its name, its role and its shape.</summary>
/// <param name="Name">The symbol in equations, tables and files, followed by the layer's number from the second layer on.</param>
/// <param name="Role">Its role in the network.</param>
/// <param name="Layer">The layer it belongs to, from 0; the output arrays belong to the last layer.</param>
/// <param name="RowCount">Rows.</param>
/// <param name="ColumnCount">Columns; 1 for a vector.</param>
internal sealed record ParameterEntry(string Name, ParameterRole Role, int Layer, int RowCount, int ColumnCount)
{
    /// <summary>Whether it is a bias. A matrix can also have a single column.</summary>
    internal bool IsVector => Role is ParameterRole.Bias or ParameterRole.RecurrentBias or ParameterRole.OutputBias;

    /// <summary>Whether its columns belong to characters; in a short window most of them have a zero gradient.</summary>
    internal bool HasColumnPerCharacter => Role == ParameterRole.InputWeights && Layer == 0;

    internal long Length => (long)RowCount * ColumnCount;
}
