namespace CharRnn.Kernels;

/// <summary>Where the rows of a layer's weights stand in a column of its activations.</summary>
/// <remarks>
/// <para>Weights are gate-major: row <c>g·m + i</c> is gate g of hidden unit i. A column of activations is <em>interleaved</em> by
/// units of 64 bytes: <see cref="PartCount"/> parts of the first <see cref="PackedMatrix{T}.Unit"/> hidden units one after the other, then
/// those of the next ones, the last of them padded with zeros. So a panel of rows can own hidden units with all their gates.</para>
/// <para>The weights' gates are some neighbouring parts: all, unless the cell keeps a sum apart that only W or only U adds to.</para>
/// <para>With one part the column is plain: the hidden units, and the padding.</para>
/// </remarks>
/// <param name="HiddenSize">m.</param>
/// <param name="GateCount">G, gates of the weights.</param>
/// <param name="PartCount">Parts of the activations, at least G.</param>
/// <param name="FirstPart">The part of the first of the G gates in the column.</param>
/// <param name="FirstGate">Which gate of the weights that is; the others follow in a ring.</param>
internal readonly record struct GateRows(int HiddenSize, int GateCount, int PartCount, int FirstPart, int FirstGate)
{
    /// <summary>Whether columns are not interleaved: the weights of one gate, or of none for the default value.</summary>
    internal bool IsPlain => PartCount <= 1;

    /// <summary>The gate at place i of the G gates in the column.</summary>
    internal int GateAt(int place) => (FirstGate + place) % GateCount;

    /// <summary>The gate that a part of the column belongs to, or −1 if these weights do not add to it.</summary>
    internal int GateOf(int part) => part >= FirstPart && part < FirstPart + GateCount ? GateAt(part - FirstPart) : -1;
}
