using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CharRnn.Kernels;

/// <summary>The elementwise part of an LSTM's step, forward and backward: equations (23) to (28) of docs/cells.md.</summary>
/// <remarks>
/// <para>Layout: <c>gates</c> holds the 4·m numbers of one column interleaved by <em>units</em> of 64 bytes, the rows of
/// <see cref="PackedMatrix{T}.Unit"/> hidden units: their values of i, then f, then g, then o, and then the next hidden units. The
/// other columns are not interleaved. All lengths are multiples of a unit, and any range of whole units can be processed as a column.</para>
/// <para>Padding stays 0 in c, tanh(c), h and in all gradients if it is 0 in the sums and in the previous states. No sum is split, so
/// every vector width gives the same bits.</para>
/// </remarks>
internal static class LstmCell
{
    internal const int GateCount = 4;

    /// <summary>
    /// i, f, o = σ(sums), g = tanh(sum); c = f ∘ cBefore + i ∘ g; h = o ∘ tanh(c). The gates overwrite the sums.
    /// </summary>
    /// <param name="gates">The sums of i, f, g, o in, the gates out.</param>
    /// <param name="cBefore">c of the previous step.</param>
    /// <param name="c">Overwritten; may be <paramref name="cBefore"/>.</param>
    /// <param name="tanhC">Overwritten with tanh(c), for the backward pass; may be <paramref name="h"/> if none follows.</param>
    /// <param name="h">Overwritten.</param>
    internal static void Forward<TVec, T>(Span<T> gates, ReadOnlySpan<T> cBefore, Span<T> c, Span<T> tanhC, Span<T> h)
        where TVec : struct, ISimd<TVec, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Debug.Assert(h.Length % PackedMatrix<T>.Unit == 0 && gates.Length == GateCount * h.Length, "A column has whole units and four gates.");
        Debug.Assert(cBefore.Length == h.Length && c.Length == h.Length && tanhC.Length == h.Length, "All columns have one length.");
        OpenGates<TVec, T>(gates);
        UpdateState<TVec, T>(gates, cBefore, c, tanhC, h);
    }

    /// <summary>Computes the gates from their sums. A separate method: with five exponentials in one method the JIT would not inline all of them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void OpenGates<TVec, T>(Span<T> gates)
        where TVec : struct, ISimd<TVec, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int unit = PackedMatrix<T>.Unit;
        ref T first = ref MemoryMarshal.GetReference(gates);
        for (nint start = 0; start < gates.Length; start += GateCount * unit)
        {
            nint candidate = start + (2 * unit);
            for (nint gate = start; gate < start + (GateCount * unit); gate += unit)
            {
                for (nint j = gate; j < gate + unit; j += TVec.Count)
                {
                    TVec sum = TVec.Load(in Unsafe.Add(ref first, j));
                    (gate == candidate ? HyperbolicTangent.Tanh<TVec, T>(sum) : LogisticSigmoid.Sigmoid<TVec, T>(sum)).Store(ref Unsafe.Add(ref first, j));
                }
            }
        }
    }

    /// <summary>Computes c and h from the gates.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void UpdateState<TVec, T>(ReadOnlySpan<T> gates, ReadOnlySpan<T> cBefore, Span<T> c, Span<T> tanhC, Span<T> h)
        where TVec : struct, ISimd<TVec, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int unit = PackedMatrix<T>.Unit;
        ref T firstGate = ref MemoryMarshal.GetReference(gates);
        ref T firstCBefore = ref MemoryMarshal.GetReference(cBefore);
        ref T firstC = ref MemoryMarshal.GetReference(c);
        ref T firstTanhC = ref MemoryMarshal.GetReference(tanhC);
        ref T firstH = ref MemoryMarshal.GetReference(h);
        for (nint start = 0; start < h.Length; start += unit)
        {
            ref T unitGates = ref Unsafe.Add(ref firstGate, GateCount * start);
            for (nint j = 0; j < unit; j += TVec.Count)
            {
                ref T atI = ref Unsafe.Add(ref unitGates, j);
                ref T atF = ref Unsafe.Add(ref atI, unit);
                ref T atG = ref Unsafe.Add(ref atF, unit);
                TVec o = TVec.Load(in Unsafe.Add(ref atG, unit));
                TVec cell = TVec.MultiplyAdd(TVec.Load(in atF), TVec.Load(in Unsafe.Add(ref firstCBefore, start + j)), TVec.Load(in atI) * TVec.Load(in atG));
                TVec tanh = HyperbolicTangent.Tanh<TVec, T>(cell);
                cell.Store(ref Unsafe.Add(ref firstC, start + j));
                tanh.Store(ref Unsafe.Add(ref firstTanhC, start + j));
                (o * tanh).Store(ref Unsafe.Add(ref firstH, start + j));
            }
        }
    }

    /// <summary>Replaces the gates by the gradients of their sums.</summary>
    /// <param name="gates">i, f, g, o in; the gradients of their sums out.</param>
    /// <param name="cBefore">c of the previous step.</param>
    /// <param name="tanhC">tanh(c) of this step.</param>
    /// <param name="dh">∂L/∂h of this step, complete.</param>
    /// <param name="dc">In: ∂L/∂c of this step as far as it comes from the next step (0 at the last step). Out: ∂L/∂c of the previous step.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static void Backward<TVec, T>(Span<T> gates, ReadOnlySpan<T> cBefore, ReadOnlySpan<T> tanhC, ReadOnlySpan<T> dh, Span<T> dc)
        where TVec : struct, ISimd<TVec, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int unit = PackedMatrix<T>.Unit;
        Debug.Assert(dh.Length % unit == 0 && gates.Length == GateCount * dh.Length, "A column has whole units and four gates.");
        Debug.Assert(cBefore.Length == dh.Length && tanhC.Length == dh.Length && dc.Length == dh.Length, "All columns have one length.");
        ref T firstGate = ref MemoryMarshal.GetReference(gates);
        ref T firstCBefore = ref MemoryMarshal.GetReference(cBefore);
        ref T firstTanhC = ref MemoryMarshal.GetReference(tanhC);
        ref T firstDh = ref MemoryMarshal.GetReference(dh);
        ref T firstDc = ref MemoryMarshal.GetReference(dc);
        TVec one = TVec.Create(T.One);
        for (nint start = 0; start < dh.Length; start += unit)
        {
            ref T unitGates = ref Unsafe.Add(ref firstGate, GateCount * start);
            for (nint j = 0; j < unit; j += TVec.Count)
            {
                ref T atI = ref Unsafe.Add(ref unitGates, j);
                ref T atF = ref Unsafe.Add(ref atI, unit);
                ref T atG = ref Unsafe.Add(ref atF, unit);
                ref T atO = ref Unsafe.Add(ref atG, unit);
                ref T atDc = ref Unsafe.Add(ref firstDc, start + j);
                TVec i = TVec.Load(in atI), f = TVec.Load(in atF), g = TVec.Load(in atG), o = TVec.Load(in atO);
                TVec tanh = TVec.Load(in Unsafe.Add(ref firstTanhC, start + j)), dHidden = TVec.Load(in Unsafe.Add(ref firstDh, start + j));
                TVec dCell = TVec.MultiplyAdd(dHidden * o, one - (tanh * tanh), TVec.Load(in atDc));
                (dCell * g * (i * (one - i))).Store(ref atI);
                (dCell * TVec.Load(in Unsafe.Add(ref firstCBefore, start + j)) * (f * (one - f))).Store(ref atF);
                (dCell * i * (one - (g * g))).Store(ref atG);
                (dHidden * tanh * (o * (one - o))).Store(ref atO);
                (dCell * f).Store(ref atDc);
            }
        }
    }
}
