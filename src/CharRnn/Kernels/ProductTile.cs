using System.Numerics;
using System.Runtime.CompilerServices;

namespace CharRnn.Kernels;

/// <summary>The inner loop of the matrix product: a tile of C that stays in registers for all k.</summary>
/// <remarks>
/// A tile has up to four vectors of rows and three columns, or six columns if the vectors have 512 bits or there are at most two. For each k, the
/// loop loads the tile's rows of A, broadcasts one number of each column of B, and performs one multiply-add per accumulator.
/// With four by three accumulators, the rest fits into the sixteen registers of AVX2. AVX-512 has thirty-two, and six columns
/// halve the reads of A. Both sizes hide the latency of the multiply-add.
/// </remarks>
internal static class ProductTile
{
    /// <summary>The number of columns of the widest tile.</summary>
    internal static int WidestOf<TVec, TRows>()
        where TVec : struct
        where TRows : struct, IConstant
        => Unsafe.SizeOf<TVec>() == 64 || TRows.Value <= 2 ? 6 : 3;

    /// <summary>
    /// C = A·B or C += A·B for <paramref name="tileCount"/> tiles of <paramref name="width"/> columns. Strides are those of
    /// <see cref="MatrixProduct"/>.
    /// </summary>
    internal static void Multiply<TVec, T, TRows>(
        int width, ref T a, nint aStep, ref T b, nint bStep, nint bColumn, ref T c, nint cColumn, int depth, bool accumulate, int tileCount)
        where TVec : struct, ISimd<TVec, T>
        where T : unmanaged, IFloatingPointIeee754<T>
        where TRows : struct, IConstant
    {
        switch (width)
        {
            case 1: Multiply<TVec, T, TRows, One>(ref a, aStep, ref b, bStep, bColumn, ref c, cColumn, depth, accumulate, tileCount); break;
            case 2: Multiply<TVec, T, TRows, Two>(ref a, aStep, ref b, bStep, bColumn, ref c, cColumn, depth, accumulate, tileCount); break;
            case 3: Multiply<TVec, T, TRows, Three>(ref a, aStep, ref b, bStep, bColumn, ref c, cColumn, depth, accumulate, tileCount); break;
            case 4: Multiply<TVec, T, TRows, Four>(ref a, aStep, ref b, bStep, bColumn, ref c, cColumn, depth, accumulate, tileCount); break;
            case 5: Multiply<TVec, T, TRows, Five>(ref a, aStep, ref b, bStep, bColumn, ref c, cColumn, depth, accumulate, tileCount); break;
            default: Multiply<TVec, T, TRows, Six>(ref a, aStep, ref b, bStep, bColumn, ref c, cColumn, depth, accumulate, tileCount); break;
        }
    }

    /// <summary>Accumulator c{r}{j} is for vector r of rows and column j.</summary>
    /// <remarks>
    /// Contains no calls: a call, even one that is never reached, makes the JIT keep all accumulators in memory. One call processes all tiles, so
    /// that the next tile starts while the sums of the previous one are still being added to C.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Multiply<TVec, T, TRows, TColumns>(
        ref T a, nint aStep, ref T b, nint bStep, nint bColumn, ref T c, nint cColumn, int depth, bool accumulate, int tileCount)
        where TVec : struct, ISimd<TVec, T>
        where T : unmanaged, IFloatingPointIeee754<T>
        where TRows : struct, IConstant
        where TColumns : struct, IConstant
    {
        bool isFar = cColumn * Unsafe.SizeOf<T>() >= Prefetching.PageSize;
        for (int tile = 0; tile < tileCount; tile++)
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
            if (isFar)
            {
                ref T column = ref c;
                for (int j = 0; j < TColumns.Value; j++)
                {
                    TileColumn.Prefetch<TVec, T, TRows>(ref column);
                    column = ref Unsafe.Add(ref column, cColumn);
                }
            }

            for (int k = 0; k < depth; k++)
            {
                if (TRows.Value <= 2)
                {
                    TVec vector0 = TVec.Load(in rows), vector1 = TRows.Value > 1 ? TVec.Load(in Unsafe.Add(ref rows, TVec.Count)) : default, factor;
                    factor = TVec.Create(Unsafe.Add(ref column0, offset));
                    TVec.AddProduct(ref c00, vector0, factor);
                    if (TRows.Value > 1)
                    {
                        TVec.AddProduct(ref c10, vector1, factor);
                    }

                    if (TColumns.Value > 1)
                    {
                        factor = TVec.Create(Unsafe.Add(ref column1, offset));
                        TVec.AddProduct(ref c01, vector0, factor);
                        if (TRows.Value > 1)
                        {
                            TVec.AddProduct(ref c11, vector1, factor);
                        }
                    }

                    if (TColumns.Value > 2)
                    {
                        factor = TVec.Create(Unsafe.Add(ref column2, offset));
                        TVec.AddProduct(ref c02, vector0, factor);
                        if (TRows.Value > 1)
                        {
                            TVec.AddProduct(ref c12, vector1, factor);
                        }
                    }

                    if (TColumns.Value > 3)
                    {
                        factor = TVec.Create(Unsafe.Add(ref column3, offset));
                        TVec.AddProduct(ref c03, vector0, factor);
                        if (TRows.Value > 1)
                        {
                            TVec.AddProduct(ref c13, vector1, factor);
                        }
                    }

                    if (TColumns.Value > 4)
                    {
                        factor = TVec.Create(Unsafe.Add(ref column4, offset));
                        TVec.AddProduct(ref c04, vector0, factor);
                        if (TRows.Value > 1)
                        {
                            TVec.AddProduct(ref c14, vector1, factor);
                        }
                    }

                    if (TColumns.Value > 5)
                    {
                        factor = TVec.Create(Unsafe.Add(ref column5, offset));
                        TVec.AddProduct(ref c05, vector0, factor);
                        if (TRows.Value > 1)
                        {
                            TVec.AddProduct(ref c15, vector1, factor);
                        }
                    }
                }
                else
                {
                    TVec b0 = TVec.Create(Unsafe.Add(ref column0, offset));
                    TVec b1 = TColumns.Value > 1 ? TVec.Create(Unsafe.Add(ref column1, offset)) : default;
                    TVec b2 = TColumns.Value > 2 ? TVec.Create(Unsafe.Add(ref column2, offset)) : default;
                    TVec b3 = TColumns.Value > 3 ? TVec.Create(Unsafe.Add(ref column3, offset)) : default;
                    TVec b4 = TColumns.Value > 4 ? TVec.Create(Unsafe.Add(ref column4, offset)) : default;
                    TVec b5 = TColumns.Value > 5 ? TVec.Create(Unsafe.Add(ref column5, offset)) : default;
                    TVec vector;
                    vector = TVec.Load(in rows);
                    TVec.AddProduct(ref c00, vector, b0);
                    if (TColumns.Value > 1)
                    {
                        TVec.AddProduct(ref c01, vector, b1);
                    }

                    if (TColumns.Value > 2)
                    {
                        TVec.AddProduct(ref c02, vector, b2);
                    }

                    if (TColumns.Value > 3)
                    {
                        TVec.AddProduct(ref c03, vector, b3);
                    }

                    if (TColumns.Value > 4)
                    {
                        TVec.AddProduct(ref c04, vector, b4);
                    }

                    if (TColumns.Value > 5)
                    {
                        TVec.AddProduct(ref c05, vector, b5);
                    }

                    if (TRows.Value > 1)
                    {
                        vector = TVec.Load(in Unsafe.Add(ref rows, TVec.Count));
                        TVec.AddProduct(ref c10, vector, b0);
                        if (TColumns.Value > 1)
                        {
                            TVec.AddProduct(ref c11, vector, b1);
                        }

                        if (TColumns.Value > 2)
                        {
                            TVec.AddProduct(ref c12, vector, b2);
                        }

                        if (TColumns.Value > 3)
                        {
                            TVec.AddProduct(ref c13, vector, b3);
                        }

                        if (TColumns.Value > 4)
                        {
                            TVec.AddProduct(ref c14, vector, b4);
                        }

                        if (TColumns.Value > 5)
                        {
                            TVec.AddProduct(ref c15, vector, b5);
                        }
                    }

                    if (TRows.Value > 2)
                    {
                        vector = TVec.Load(in Unsafe.Add(ref rows, 2 * TVec.Count));
                        TVec.AddProduct(ref c20, vector, b0);
                        if (TColumns.Value > 1)
                        {
                            TVec.AddProduct(ref c21, vector, b1);
                        }

                        if (TColumns.Value > 2)
                        {
                            TVec.AddProduct(ref c22, vector, b2);
                        }

                        if (TColumns.Value > 3)
                        {
                            TVec.AddProduct(ref c23, vector, b3);
                        }

                        if (TColumns.Value > 4)
                        {
                            TVec.AddProduct(ref c24, vector, b4);
                        }

                        if (TColumns.Value > 5)
                        {
                            TVec.AddProduct(ref c25, vector, b5);
                        }
                    }

                    if (TRows.Value > 3)
                    {
                        vector = TVec.Load(in Unsafe.Add(ref rows, 3 * TVec.Count));
                        TVec.AddProduct(ref c30, vector, b0);
                        if (TColumns.Value > 1)
                        {
                            TVec.AddProduct(ref c31, vector, b1);
                        }

                        if (TColumns.Value > 2)
                        {
                            TVec.AddProduct(ref c32, vector, b2);
                        }

                        if (TColumns.Value > 3)
                        {
                            TVec.AddProduct(ref c33, vector, b3);
                        }

                        if (TColumns.Value > 4)
                        {
                            TVec.AddProduct(ref c34, vector, b4);
                        }

                        if (TColumns.Value > 5)
                        {
                            TVec.AddProduct(ref c35, vector, b5);
                        }
                    }
                }

                rows = ref Unsafe.Add(ref rows, aStep);
                offset += bStep;
            }

            TileColumn.Store<TVec, T, TRows>(c00, c10, c20, c30, ref c, accumulate);
            if (TColumns.Value > 1)
            {
                TileColumn.Store<TVec, T, TRows>(c01, c11, c21, c31, ref Unsafe.Add(ref c, cColumn), accumulate);
            }

            if (TColumns.Value > 2)
            {
                TileColumn.Store<TVec, T, TRows>(c02, c12, c22, c32, ref Unsafe.Add(ref c, 2 * cColumn), accumulate);
            }

            if (TColumns.Value > 3)
            {
                TileColumn.Store<TVec, T, TRows>(c03, c13, c23, c33, ref Unsafe.Add(ref c, 3 * cColumn), accumulate);
            }

            if (TColumns.Value > 4)
            {
                TileColumn.Store<TVec, T, TRows>(c04, c14, c24, c34, ref Unsafe.Add(ref c, 4 * cColumn), accumulate);
            }

            if (TColumns.Value > 5)
            {
                TileColumn.Store<TVec, T, TRows>(c05, c15, c25, c35, ref Unsafe.Add(ref c, 5 * cColumn), accumulate);
            }

            b = ref Unsafe.Add(ref b, TColumns.Value * bColumn);
            c = ref Unsafe.Add(ref c, TColumns.Value * cColumn);
        }
    }
}
