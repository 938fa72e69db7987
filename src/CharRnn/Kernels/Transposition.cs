using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace CharRnn.Kernels;

/// <summary>Copies the transpose of a matrix.</summary>
/// <remarks>
/// It works in blocks with as many columns as 256 bits have elements and as many rows as 128 bits have: 8 × 4 in float, 4 × 2 in double.
/// Columns j and j + half of the block share a vector, one in each half. Two or four numbers of each row therefore become
/// neighbours without an exchange between the halves. Two adjacent blocks fill a whole cache line.
/// Blocks at the edges are shifted back to end with the matrix and copy some numbers a second time.
/// </remarks>
internal static class Transposition
{
    /// <summary>target[k·step + j] = source[j·stride + k] for all columns j and rows k of the source.</summary>
    internal static void Copy<T>(ReadOnlySpan<T> source, int stride, int rowCount, int columnCount, Span<T> target, int step)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ref T from = ref MemoryMarshal.GetReference(source);
        ref T to = ref MemoryMarshal.GetReference(target);
        int width = Vector256<T>.Count;
        if (!Avx.IsSupported || columnCount < width || rowCount < Vector128<T>.Count)
        {
            CopyEach(ref from, stride, rowCount, columnCount, ref to, step);
            return;
        }

        for (int j = 0; j < columnCount; j += 2 * width)
        {
            int first = Math.Min(j, columnCount - width), second = Math.Min(j + width, columnCount - width);
            CopyBlocks(ref Unsafe.Add(ref from, first * stride), ref Unsafe.Add(ref from, second * stride), stride, rowCount, ref Unsafe.Add(ref to, first), second - first, step);
        }
    }

    private static void CopyEach<T>(ref T source, nint stride, int rowCount, int columnCount, ref T target, nint step)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int j = 0; j < columnCount; j++)
        {
            for (int k = 0; k < rowCount; k++)
            {
                Unsafe.Add(ref target, (k * step) + j) = Unsafe.Add(ref source, (j * stride) + k);
            }
        }
    }

    /// <summary>Transposes two adjacent blocks of columns over all rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void CopyBlocks<T>(ref T first, ref T second, nint stride, int rowCount, ref T target, nint distance, nint step)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int depth = Vector128<T>.Count;
        for (int next = 0; next < rowCount; next += depth)
        {
            int k = Math.Min(next, rowCount - depth);
            ref T rows = ref Unsafe.Add(ref target, k * step);
            CopyBlock(ref Unsafe.Add(ref first, k), stride, ref rows, step);
            CopyBlock(ref Unsafe.Add(ref second, k), stride, ref Unsafe.Add(ref rows, distance), step);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyBlock<T>(ref T source, nint stride, ref T target, nint step)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(double))
        {
            Vector256<double> columns02 = Pair(ref source, 2 * stride).AsDouble(), columns13 = Pair(ref Unsafe.Add(ref source, stride), 2 * stride).AsDouble();
            Avx.UnpackLow(columns02, columns13).As<double, T>().StoreUnsafe(ref target);
            Avx.UnpackHigh(columns02, columns13).As<double, T>().StoreUnsafe(ref Unsafe.Add(ref target, step));
        }
        else
        {
            Vector256<float> columns04 = Pair(ref source, 4 * stride).AsSingle(), columns15 = Pair(ref Unsafe.Add(ref source, stride), 4 * stride).AsSingle();
            Vector256<float> columns26 = Pair(ref Unsafe.Add(ref source, 2 * stride), 4 * stride).AsSingle(), columns37 = Pair(ref Unsafe.Add(ref source, 3 * stride), 4 * stride).AsSingle();
            Vector256<double> upper01 = Avx.UnpackLow(columns04, columns15).AsDouble(), lower01 = Avx.UnpackHigh(columns04, columns15).AsDouble();
            Vector256<double> upper23 = Avx.UnpackLow(columns26, columns37).AsDouble(), lower23 = Avx.UnpackHigh(columns26, columns37).AsDouble();
            Avx.UnpackLow(upper01, upper23).As<double, T>().StoreUnsafe(ref target);
            Avx.UnpackHigh(upper01, upper23).As<double, T>().StoreUnsafe(ref Unsafe.Add(ref target, step));
            Avx.UnpackLow(lower01, lower23).As<double, T>().StoreUnsafe(ref Unsafe.Add(ref target, 2 * step));
            Avx.UnpackHigh(lower01, lower23).As<double, T>().StoreUnsafe(ref Unsafe.Add(ref target, 3 * step));
        }
    }

    /// <summary>Loads the start of one column into the lower half and that of another into the upper half.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<T> Pair<T>(ref T column, nint distance)
        where T : unmanaged
        => Vector256.Create(Vector128.LoadUnsafe(ref column), Vector128.LoadUnsafe(ref Unsafe.Add(ref column, distance)));
}
