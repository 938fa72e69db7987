using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CharRnn.Kernels;

/// <summary>The elementwise part of a GRU's step, forward and backward: equations (29) to (37) of docs/cells.md.</summary>
/// <remarks>
/// <para>Layout: <c>gates</c> holds <em>four</em> numbers for each hidden unit, interleaved by units of 64 bytes like those of
/// <see cref="LstmCell"/>: q = W_n h₋ + d, then r, then z, then n. W h₋ contributes to the first three, U x + b to the last three. The
/// reset gate r multiplies q alone, so q and the sum of n stay separate until r is known.</para>
/// <para>Padding stays 0 in h and in all gradients if it is 0 in the sums and in the previous states. No sum is split, so every vector
/// width gives the same bits.</para>
/// </remarks>
internal static class GruCell
{
    /// <summary>q, r, z, n: one more than the cell has gates.</summary>
    internal const int PartCount = 4;

    /// <summary>r, z = σ(sums); n = tanh(sum + r ∘ q); h = n + z ∘ (hBefore − n). The gates overwrite the sums; q is unchanged.</summary>
    /// <param name="gates">q and the sums of r, z, n in; q, r, z, n out.</param>
    /// <param name="hBefore">h of the previous step.</param>
    /// <param name="h">Overwritten; may be <paramref name="hBefore"/>.</param>
    internal static void Forward<TVec, T>(Span<T> gates, ReadOnlySpan<T> hBefore, Span<T> h)
        where TVec : struct, ISimd<TVec, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Debug.Assert(h.Length % PackedMatrix<T>.Unit == 0 && gates.Length == PartCount * h.Length && hBefore.Length == h.Length, "A column has whole units and four parts.");
        OpenGates<TVec, T>(gates);
        UpdateState<TVec, T>(gates, hBefore, h);
    }

    /// <summary>Computes r and z from their sums, separately from the state, as in <see cref="LstmCell"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void OpenGates<TVec, T>(Span<T> gates)
        where TVec : struct, ISimd<TVec, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int unit = PackedMatrix<T>.Unit;
        ref T first = ref MemoryMarshal.GetReference(gates);
        for (nint start = unit; start < gates.Length; start += PartCount * unit)
        {
            for (nint j = start; j < start + (2 * unit); j += TVec.Count)
            {
                LogisticSigmoid.Sigmoid<TVec, T>(TVec.Load(in Unsafe.Add(ref first, j))).Store(ref Unsafe.Add(ref first, j));
            }
        }
    }

    /// <summary>Computes n and h from q, the gates and the sum of n.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void UpdateState<TVec, T>(Span<T> gates, ReadOnlySpan<T> hBefore, Span<T> h)
        where TVec : struct, ISimd<TVec, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int unit = PackedMatrix<T>.Unit;
        ref T firstGate = ref MemoryMarshal.GetReference(gates);
        ref T firstHBefore = ref MemoryMarshal.GetReference(hBefore);
        ref T firstH = ref MemoryMarshal.GetReference(h);
        for (nint start = 0; start < h.Length; start += unit)
        {
            ref T unitGates = ref Unsafe.Add(ref firstGate, PartCount * start);
            for (nint j = 0; j < unit; j += TVec.Count)
            {
                ref T atQ = ref Unsafe.Add(ref unitGates, j);
                ref T atR = ref Unsafe.Add(ref atQ, unit);
                ref T atN = ref Unsafe.Add(ref atR, 2 * unit);
                TVec n = HyperbolicTangent.Tanh<TVec, T>(TVec.MultiplyAdd(TVec.Load(in atR), TVec.Load(in atQ), TVec.Load(in atN)));
                n.Store(ref atN);
                TVec before = TVec.Load(in Unsafe.Add(ref firstHBefore, start + j));
                TVec.MultiplyAdd(TVec.Load(in Unsafe.Add(ref atR, unit)), before - n, n).Store(ref Unsafe.Add(ref firstH, start + j));
            }
        }
    }

    /// <summary>Replaces q and the gates by the gradients of q and of the sums.</summary>
    /// <param name="gates">q, r, z, n in; the gradients of q and of the sums of r, z, n out.</param>
    /// <param name="hBefore">h of the previous step.</param>
    /// <param name="dh">∂L/∂h of this step, complete.</param>
    /// <param name="dhBefore">∂L/∂h of the previous step, to which z ∘ dh is added; empty at the first step of a window.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static void Backward<TVec, T>(Span<T> gates, ReadOnlySpan<T> hBefore, ReadOnlySpan<T> dh, Span<T> dhBefore)
        where TVec : struct, ISimd<TVec, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int unit = PackedMatrix<T>.Unit;
        Debug.Assert(dh.Length % unit == 0 && gates.Length == PartCount * dh.Length && hBefore.Length == dh.Length, "A column has whole units and four parts.");
        Debug.Assert(dhBefore.IsEmpty || dhBefore.Length == dh.Length, "All columns have one length.");
        ref T firstGate = ref MemoryMarshal.GetReference(gates);
        ref T firstHBefore = ref MemoryMarshal.GetReference(hBefore);
        ref T firstDh = ref MemoryMarshal.GetReference(dh);
        ref T firstDhBefore = ref MemoryMarshal.GetReference(dhBefore);
        TVec one = TVec.Create(T.One);
        for (nint start = 0; start < dh.Length; start += unit)
        {
            ref T unitGates = ref Unsafe.Add(ref firstGate, PartCount * start);
            for (nint j = 0; j < unit; j += TVec.Count)
            {
                ref T atQ = ref Unsafe.Add(ref unitGates, j);
                ref T atR = ref Unsafe.Add(ref atQ, unit);
                ref T atZ = ref Unsafe.Add(ref atR, unit);
                ref T atN = ref Unsafe.Add(ref atZ, unit);
                TVec q = TVec.Load(in atQ), r = TVec.Load(in atR), z = TVec.Load(in atZ), n = TVec.Load(in atN);
                TVec before = TVec.Load(in Unsafe.Add(ref firstHBefore, start + j)), dHidden = TVec.Load(in Unsafe.Add(ref firstDh, start + j));
                TVec dN = dHidden * (one - z) * (one - (n * n));
                (dN * r).Store(ref atQ);
                (dN * q * (r * (one - r))).Store(ref atR);
                (dHidden * (before - n) * (z * (one - z))).Store(ref atZ);
                dN.Store(ref atN);
                if (!dhBefore.IsEmpty)
                {
                    ref T atDhBefore = ref Unsafe.Add(ref firstDhBefore, start + j);
                    TVec.MultiplyAdd(z, dHidden, TVec.Load(in atDhBefore)).Store(ref atDhBefore);
                }
            }
        }
    }
}
