namespace CharRnn.Kernels;

/// <summary>Maps the rows of a layer's weights to positions in a column of its activations.</summary>
/// <remarks>
/// <para>Weights are gate-major: row <c>g·m + i</c> is gate g of hidden unit i. A column of activations is <em>interleaved</em> by
/// units of 64 bytes: it holds the <see cref="PartCount"/> parts of the first <see cref="PackedMatrix{T}.Unit"/> hidden units one after the other, then
/// those of the next ones; the last unit is padded with zeros. A panel of rows can therefore contain hidden units together with all their gates.</para>
/// <para>The gates of the weights occupy adjacent parts. They are all of the parts, unless the cell keeps one sum separate to which only W or
/// only U contributes.</para>
/// <para>With one part the column is not interleaved: it holds the hidden units, then the padding.</para>
/// </remarks>
/// <param name="HiddenSize">m.</param>
/// <param name="GateCount">G, gates of the weights.</param>
/// <param name="PartCount">The number of parts of the activations, at least G.</param>
/// <param name="FirstPart">The part of the first of the G gates in the column.</param>
/// <param name="FirstGate">The gate of the weights in that part; the others follow in cyclic order.</param>
internal readonly record struct GateRows(int HiddenSize, int GateCount, int PartCount, int FirstPart, int FirstGate)
{
    /// <summary>Whether columns are not interleaved: the weights have one gate, or none (the default value).</summary>
    internal bool IsPlain => PartCount <= 1;

    /// <summary>The gate at place i of the G gates in the column.</summary>
    internal int GateAt(int place) => (FirstGate + place) % GateCount;

    /// <summary>The gate that a part of the column belongs to, or −1 if these weights do not contribute to it.</summary>
    internal int GateOf(int part) => part >= FirstPart && part < FirstPart + GateCount ? GateAt(part - FirstPart) : -1;
}
