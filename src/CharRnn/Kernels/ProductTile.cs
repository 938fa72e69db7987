using System.Numerics;
using System.Runtime.CompilerServices;

namespace CharRnn.Kernels;

/// <summary>The inner part of the matrix product: a tile of C that stays in registers while k runs.</summary>
/// <remarks>
/// A tile is up to four vectors of rows by three columns, or by six where the vectors have 512 bits or are alone. Per step of k it loads
/// its rows of A, spreads one number of each column of B over a vector, and multiplies and adds once per accumulator.
/// Four by three leave room for the rest in the sixteen registers of AVX2; AVX-512 has thirty-two, and twice as many
/// columns halve what is read of A. Either hides the latency of the multiply-add.
/// </remarks>
internal static class ProductTile
{
    /// <summary>Columns of the widest tile.</summary>
    internal static int WidestOf<TVec, TRows>()
        where TVec : struct
        where TRows : struct, IConstant
        => Unsafe.SizeOf<TVec>() == 64 || TRows.Value == 1 ? 6 : 3;

    /// <summary>C = A·B or C += A·B for <paramref name="width"/> columns. Strides are those of <see cref="MatrixProduct"/>.</summary>
    internal static void Multiply<TVec, T, TRows>(
        int width, ref T a, nint aStep, ref T b, nint bStep, nint bColumn, ref T c, nint cColumn, int depth, bool accumulate)
        where TVec : struct, ISimd<TVec, T>
        where T : unmanaged, IFloatingPointIeee754<T>
        where TRows : struct, IConstant
    {
        switch (width)
        {
            case 1: Multiply<TVec, T, TRows, One>(ref a, aStep, ref b, bStep, bColumn, ref c, cColumn, depth, accumulate); break;
            case 2: Multiply<TVec, T, TRows, Two>(ref a, aStep, ref b, bStep, bColumn, ref c, cColumn, depth, accumulate); break;
            case 3: Multiply<TVec, T, TRows, Three>(ref a, aStep, ref b, bStep, bColumn, ref c, cColumn, depth, accumulate); break;
            case 4: Multiply<TVec, T, TRows, Four>(ref a, aStep, ref b, bStep, bColumn, ref c, cColumn, depth, accumulate); break;
            case 5: Multiply<TVec, T, TRows, Five>(ref a, aStep, ref b, bStep, bColumn, ref c, cColumn, depth, accumulate); break;
            default: Multiply<TVec, T, TRows, Six>(ref a, aStep, ref b, bStep, bColumn, ref c, cColumn, depth, accumulate); break;
        }
    }

    /// <summary>Accumulator c{r}{j} is vector r of rows, column j.</summary>
    /// <remarks>Calls nothing: a call, even one never reached, makes the JIT keep all accumulators in memory.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Multiply<TVec, T, TRows, TColumns>(
        ref T a, nint aStep, ref T b, nint bStep, nint bColumn, ref T c, nint cColumn, int depth, bool accumulate)
        where TVec : struct, ISimd<TVec, T>
        where T : unmanaged, IFloatingPointIeee754<T>
        where TRows : struct, IConstant
        where TColumns : struct, IConstant
    {
        TVec c00 = default, c10 = default, c20 = default, c30 = default;
        TVec c01 = default, c11 = default, c21 = default, c31 = default;
        TVec c02 = default, c12 = default, c22 = default, c32 = default;
        TVec c03 = default, c13 = default, c23 = default, c33 = default;
        TVec c04 = default, c14 = default, c24 = default, c34 = default;
        TVec c05 = default, c15 = default, c25 = default, c35 = default;
        ref T column0 = ref b;
        ref T column1 = ref TColumns.Value > 1 ? ref Unsafe.Add(ref b, bColumn) : ref b;
        ref T column2 = ref TColumns.Value > 2 ? ref Unsafe.Add(ref b, 2 * bColumn) : ref b;
        ref T column3 = ref TColumns.Value > 3 ? ref Unsafe.Add(ref b, 3 * bColumn) : ref b;
        ref T column4 = ref TColumns.Value > 4 ? ref Unsafe.Add(ref b, 4 * bColumn) : ref b;
        ref T column5 = ref TColumns.Value > 5 ? ref Unsafe.Add(ref b, 5 * bColumn) : ref b;
        ref T rows = ref a;
        nint offset = 0;
        for (int k = 0; k < depth; k++)
        {
            TVec b0 = TVec.Create(Unsafe.Add(ref column0, offset));
            TVec b1 = TColumns.Value > 1 ? TVec.Create(Unsafe.Add(ref column1, offset)) : default;
            TVec b2 = TColumns.Value > 2 ? TVec.Create(Unsafe.Add(ref column2, offset)) : default;
            TVec b3 = TColumns.Value > 3 ? TVec.Create(Unsafe.Add(ref column3, offset)) : default;
            TVec b4 = TColumns.Value > 4 ? TVec.Create(Unsafe.Add(ref column4, offset)) : default;
            TVec b5 = TColumns.Value > 5 ? TVec.Create(Unsafe.Add(ref column5, offset)) : default;
            Row<TVec, T, TColumns>(TVec.Load(in rows), b0, b1, b2, b3, b4, b5, ref c00, ref c01, ref c02, ref c03, ref c04, ref c05);
            if (TRows.Value > 1)
            {
                Row<TVec, T, TColumns>(TVec.Load(in Unsafe.Add(ref rows, TVec.Count)), b0, b1, b2, b3, b4, b5, ref c10, ref c11, ref c12, ref c13, ref c14, ref c15);
            }

            if (TRows.Value > 2)
            {
                Row<TVec, T, TColumns>(TVec.Load(in Unsafe.Add(ref rows, 2 * TVec.Count)), b0, b1, b2, b3, b4, b5, ref c20, ref c21, ref c22, ref c23, ref c24, ref c25);
            }

            if (TRows.Value > 3)
            {
                Row<TVec, T, TColumns>(TVec.Load(in Unsafe.Add(ref rows, 3 * TVec.Count)), b0, b1, b2, b3, b4, b5, ref c30, ref c31, ref c32, ref c33, ref c34, ref c35);
            }

            rows = ref Unsafe.Add(ref rows, aStep);
            offset += bStep;
        }

        StoreColumn<TVec, T, TRows>(c00, c10, c20, c30, ref c, accumulate);
        if (TColumns.Value > 1)
        {
            StoreColumn<TVec, T, TRows>(c01, c11, c21, c31, ref Unsafe.Add(ref c, cColumn), accumulate);
        }

        if (TColumns.Value > 2)
        {
            StoreColumn<TVec, T, TRows>(c02, c12, c22, c32, ref Unsafe.Add(ref c, 2 * cColumn), accumulate);
        }

        if (TColumns.Value > 3)
        {
            StoreColumn<TVec, T, TRows>(c03, c13, c23, c33, ref Unsafe.Add(ref c, 3 * cColumn), accumulate);
        }

        if (TColumns.Value > 4)
        {
            StoreColumn<TVec, T, TRows>(c04, c14, c24, c34, ref Unsafe.Add(ref c, 4 * cColumn), accumulate);
        }

        if (TColumns.Value > 5)
        {
            StoreColumn<TVec, T, TRows>(c05, c15, c25, c35, ref Unsafe.Add(ref c, 5 * cColumn), accumulate);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Row<TVec, T, TColumns>(
        TVec a, TVec b0, TVec b1, TVec b2, TVec b3, TVec b4, TVec b5, ref TVec c0, ref TVec c1, ref TVec c2, ref TVec c3, ref TVec c4, ref TVec c5)
        where TVec : struct, ISimd<TVec, T>
        where T : unmanaged, IFloatingPointIeee754<T>
        where TColumns : struct, IConstant
    {
        c0 = TVec.MultiplyAdd(a, b0, c0);
        if (TColumns.Value > 1)
        {
            c1 = TVec.MultiplyAdd(a, b1, c1);
        }

        if (TColumns.Value > 2)
        {
            c2 = TVec.MultiplyAdd(a, b2, c2);
        }

        if (TColumns.Value > 3)
        {
            c3 = TVec.MultiplyAdd(a, b3, c3);
        }

        if (TColumns.Value > 4)
        {
            c4 = TVec.MultiplyAdd(a, b4, c4);
        }

        if (TColumns.Value > 5)
        {
            c5 = TVec.MultiplyAdd(a, b5, c5);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreColumn<TVec, T, TRows>(TVec v0, TVec v1, TVec v2, TVec v3, ref T target, bool accumulate)
        where TVec : struct, ISimd<TVec, T>
        where T : unmanaged, IFloatingPointIeee754<T>
        where TRows : struct, IConstant
    {
        Store<TVec, T>(v0, ref target, accumulate);
        if (TRows.Value > 1)
        {
            Store<TVec, T>(v1, ref Unsafe.Add(ref target, TVec.Count), accumulate);
        }

        if (TRows.Value > 2)
        {
            Store<TVec, T>(v2, ref Unsafe.Add(ref target, 2 * TVec.Count), accumulate);
        }

        if (TRows.Value > 3)
        {
            Store<TVec, T>(v3, ref Unsafe.Add(ref target, 3 * TVec.Count), accumulate);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Store<TVec, T>(TVec value, ref T target, bool accumulate)
        where TVec : struct, ISimd<TVec, T>
        where T : unmanaged, IFloatingPointIeee754<T>
        => (accumulate ? TVec.Load(in target) + value : value).Store(ref target);
}
