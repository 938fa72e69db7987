using System.Collections.ObjectModel;
using CharRnn.Kernels;

namespace CharRnn.Network;

/// <summary>The sizes of a cell: its numbers of gates and states. No other type in the library defines them.</summary>
/// <param name="GateCount">G: U, W and b have G·m rows, gate after gate in PyTorch's order.</param>
/// <param name="StateCount">S: the number of state values per hidden unit, h and possibly c.</param>
/// <param name="HasRecurrentBias">
/// Whether W h of the last gate is kept separate from the other sums and has its own bias d (m): the reset gate multiplies both.
/// </param>
/// <param name="InputDeviation">
/// The initial standard deviation of U of the first layer (<see cref="InitialWeights"/>), or null for one that depends on K.
/// </param>
/// <param name="MemoryGates">The gate that admits new content into c and the gate that keeps the old content, or null for a cell without c.</param>
internal readonly record struct CellShape(
    int GateCount, int StateCount, bool HasRecurrentBias, double? InputDeviation = null, (int Input, int Forget)? MemoryGates = null)
{
    internal static CellShape Of(RnnCell cell) => cell switch
    {
        RnnCell.Tanh => new(GateCount: 1, StateCount: 1, HasRecurrentBias: false),
        RnnCell.Gru => new(GateCount: 3, StateCount: 1, HasRecurrentBias: true, InputDeviation: 0.5),
        RnnCell.Lstm => new(GateCount: 4, StateCount: 2, HasRecurrentBias: false, InputDeviation: 2, MemoryGates: (Input: 0, Forget: 1)),
        _ => throw new ArgumentOutOfRangeException(nameof(cell), cell, "The cell is unknown."),
    };

    /// <summary>The gates in the order of their rows; empty for a cell without gates.</summary>
    internal static ReadOnlyCollection<RnnGate> GatesOf(RnnCell cell) => cell switch
    {
        RnnCell.Gru => new([RnnGate.Reset, RnnGate.Update, RnnGate.Candidate]),
        RnnCell.Lstm => new([RnnGate.Input, RnnGate.Forget, RnnGate.Content, RnnGate.Output]),
        _ => ReadOnlyCollection<RnnGate>.Empty,
    };

    /// <summary>The number of values that a layer keeps for each hidden unit for the backward pass: the gates, and the separate sum if there is one.</summary>
    internal int PartCount => GateCount + (HasRecurrentBias ? 1 : 0);

    /// <summary>The position of the rows of U and b among the sums: the last parts.</summary>
    internal GateRows InputRows(int hiddenSize) => new(hiddenSize, GateCount, PartCount, PartCount - GateCount, FirstGate: 0);

    /// <summary>The position of the rows of W: the first parts. The separate sum belongs to the last gate and comes first.</summary>
    internal GateRows RecurrentRows(int hiddenSize) => new(hiddenSize, GateCount, PartCount, FirstPart: 0, HasRecurrentBias ? GateCount - 1 : 0);
}
