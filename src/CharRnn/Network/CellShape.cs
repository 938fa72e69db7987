using System.Collections.ObjectModel;
using CharRnn.Kernels;

namespace CharRnn.Network;

/// <summary>The sizes of a cell: its numbers of gates and states. No other type in the library defines them.</summary>
/// <param name="GateCount">G: U, W and b have G·m rows, gate after gate in PyTorch's order.</param>
/// <param name="StateCount">S: numbers of running state per hidden unit, h and possibly c.</param>
/// <param name="HasRecurrentBias">
/// Whether the last gate's W h is kept apart from the other sums, with a bias d (m) that is added to it: the reset gate multiplies both.
/// </param>
/// <param name="InputDeviation">
/// The standard deviation with which U of the first layer starts (<see cref="InitialWeights"/>), or null for one that depends on K.
/// </param>
/// <param name="MemoryGates">The gate that lets new content into c and the one that keeps the old, or null for a cell without c.</param>
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

    /// <summary>Numbers that a layer keeps of each hidden unit for the way back: the gates, and the sum that is kept apart.</summary>
    internal int PartCount => GateCount + (HasRecurrentBias ? 1 : 0);

    /// <summary>Where U's rows, and b's, stand among the sums: the last parts.</summary>
    internal GateRows InputRows(int hiddenSize) => new(hiddenSize, GateCount, PartCount, PartCount - GateCount, FirstGate: 0);

    /// <summary>Where W's rows stand: the first parts. The sum that is kept apart is that of the last gate, and comes first.</summary>
    internal GateRows RecurrentRows(int hiddenSize) => new(hiddenSize, GateCount, PartCount, FirstPart: 0, HasRecurrentBias ? GateCount - 1 : 0);
}
