using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace CharRnn.Kernels;

/// <summary>Copies a few dozen numbers, for which the call behind <see cref="Span{T}.CopyTo"/> costs more than the copying.</summary>
internal static class ShortCopy
{
    /// <summary>Copies the source to the beginning of the target.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Copy<T>(ReadOnlySpan<T> source, Span<T> target)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (Vector512.IsHardwareAccelerated && source.Length >= Vector512<T>.Count)
        {
            Copy<Simd512<T>, T>(source, target);
        }
        else if (Vector256.IsHardwareAccelerated && source.Length >= Vector256<T>.Count)
        {
            Copy<Simd256<T>, T>(source, target);
        }
        else if (Vector128.IsHardwareAccelerated && source.Length >= Vector128<T>.Count)
        {
            Copy<Simd128<T>, T>(source, target);
        }
        else
        {
            source.CopyTo(target);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Copy<TVec, T>(ReadOnlySpan<T> source, Span<T> target)
        where TVec : struct, ISimd<TVec, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ref T from = ref MemoryMarshal.GetReference(source);
        ref T to = ref MemoryMarshal.GetReference(target);
        nint last = source.Length - TVec.Count;
        for (nint i = 0; i < last; i += TVec.Count)
        {
            TVec.Load(in Unsafe.Add(ref from, i)).Store(ref Unsafe.Add(ref to, i));
        }

        // The last vector ends with the array and may repeat numbers that are copied already.
        TVec.Load(in Unsafe.Add(ref from, last)).Store(ref Unsafe.Add(ref to, last));
    }

    /// <summary>Copies the same rows of several columns; <paramref name="rowCount"/> is usually 64 bytes, for which it has a faster loop.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static void CopyColumns<T>(ReadOnlySpan<T> source, int stride, int rowCount, int columnCount, Span<T> target, int targetStride)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (Vector256.IsHardwareAccelerated && rowCount == 2 * Vector256<T>.Count && columnCount > 0)
        {
            // The only checks of bounds.
            _ = source[((columnCount - 1) * stride) + rowCount - 1];
            _ = target[((columnCount - 1) * targetStride) + rowCount - 1];
            ref T from = ref MemoryMarshal.GetReference(source);
            ref T to = ref MemoryMarshal.GetReference(target);
            for (int k = 0; k < columnCount; k++)
            {
                Vector256.LoadUnsafe(ref from).StoreUnsafe(ref to);
                Vector256.LoadUnsafe(ref from, (nuint)Vector256<T>.Count).StoreUnsafe(ref to, (nuint)Vector256<T>.Count);
                from = ref Unsafe.Add(ref from, stride);
                to = ref Unsafe.Add(ref to, targetStride);
            }

            return;
        }

        for (int k = 0; k < columnCount; k++)
        {
            Copy(source.Slice(k * stride, rowCount), target[(k * targetStride)..]);
        }
    }
}
