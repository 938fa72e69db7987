using System.Numerics;
using System.Runtime.CompilerServices;

namespace CharRnn.Kernels;

/// <summary>Writes the registers of a <see cref="ProductTile"/> to C.</summary>
internal static class TileColumn
{
    /// <summary>Stores one column of a tile into one to four vectors of rows of C, or adds it to them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Store<TVec, T, TRows>(TVec v0, TVec v1, TVec v2, TVec v3, ref T target, bool accumulate)
        where TVec : struct, ISimd<TVec, T>
        where T : unmanaged, IFloatingPointIeee754<T>
        where TRows : struct, IConstant
    {
        StoreVector<TVec, T>(v0, ref target, accumulate);
        if (TRows.Value > 1)
        {
            StoreVector<TVec, T>(v1, ref Unsafe.Add(ref target, TVec.Count), accumulate);
        }

        if (TRows.Value > 2)
        {
            StoreVector<TVec, T>(v2, ref Unsafe.Add(ref target, 2 * TVec.Count), accumulate);
        }

        if (TRows.Value > 3)
        {
            StoreVector<TVec, T>(v3, ref Unsafe.Add(ref target, 3 * TVec.Count), accumulate);
        }
    }

    /// <summary>
    /// Requests the cache lines of one column before the tile's sums are computed. The columns of a large C lie in different pages of memory, and
    /// processors do not prefetch across pages.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Prefetch<TVec, T, TRows>(ref T target)
        where TVec : struct, ISimd<TVec, T>
        where T : unmanaged, IFloatingPointIeee754<T>
        where TRows : struct, IConstant
    {
        int size = TRows.Value * Unsafe.SizeOf<TVec>();
        nint line = PackedMatrix<T>.Unit;
        Prefetching.Prefetch(ref target);
        if (size > AlignedArray.Alignment)
        {
            Prefetching.Prefetch(ref Unsafe.Add(ref target, line));
        }

        if (size > 2 * AlignedArray.Alignment)
        {
            Prefetching.Prefetch(ref Unsafe.Add(ref target, 2 * line));
        }

        if (size > 3 * AlignedArray.Alignment)
        {
            Prefetching.Prefetch(ref Unsafe.Add(ref target, 3 * line));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void StoreVector<TVec, T>(TVec value, ref T target, bool accumulate)
        where TVec : struct, ISimd<TVec, T>
        where T : unmanaged, IFloatingPointIeee754<T>
        => (accumulate ? TVec.Load(in target) + value : value).Store(ref target);
}
