using System.Numerics;

namespace CharRnn.Tests.Kernels;

public abstract class ColumnsTests<T, TWidth> : KernelTests<T, TWidth>
    where T : unmanaged, IFloatingPointIeee754<T>
    where TWidth : IVectorWidth
{
    private const int K = 5;
    private static readonly int[] _x = [3, 0, 4, 4, 1, 3, 4];
    private static readonly int[] _paddings = [0, 1, 5];

    [Fact]
    public void Gather_any_height_is_bias_plus_the_column_of_the_character()
    {
        foreach ((int m, int stride) in Shapes())
        {
            T[] u = WholeNumbers(m * K, seed: 1), bias = WholeNumbers(m, seed: 2), before = WholeNumbers(stride * _x.Length, seed: 3);
            var target = new Guarded<T>(before);
            Set.Gather(Guarded<T>.Input(u), Guarded<T>.Input(bias), _x, target.Span, stride);
            for (int n = 0; n < _x.Length; n++)
            {
                for (int i = 0; i < m; i++)
                {
                    before[(n * stride) + i] = bias[i] + u[(_x[n] * m) + i];
                }
            }

            Verify.Equal<T>(target.Span, before, $"m {m}, stride {stride}");
            target.Verify($"m {m}, stride {stride}");
        }
    }

    [Fact]
    public void Gather_some_rows_leaves_the_others_alone()
    {
        foreach ((int m, int stride) in Shapes())
        {
            // The last of them asks for more rows than there are, as a part of padded rows does.
            foreach ((int firstRow, int rowCount) in (ReadOnlySpan<(int, int)>)[(m / 3, m / 2), (m / 2, 0), (m / 2, m)])
            {
                T[] u = WholeNumbers(m * K, seed: 1), bias = WholeNumbers(m, seed: 2), expected = WholeNumbers(stride * _x.Length, seed: 3);
                var target = new Guarded<T>(expected);
                Set.Gather(Guarded<T>.Input(u), Guarded<T>.Input(bias), _x, target.Span, stride, firstRow, rowCount);
                for (int n = 0; n < _x.Length; n++)
                {
                    for (int i = firstRow; i < Math.Min(m, firstRow + rowCount); i++)
                    {
                        expected[(n * stride) + i] = bias[i] + u[(_x[n] * m) + i];
                    }
                }

                Verify.Equal<T>(target.Span, expected, $"m {m}, rows {firstRow} + {rowCount}");
                target.Verify($"m {m}, rows {firstRow} + {rowCount}");
            }
        }
    }

    [Fact]
    public void ScatterAdd_some_rows_adds_every_column_to_that_of_its_character()
    {
        foreach ((int m, int stride) in Shapes())
        {
            foreach ((int firstRow, int rowCount) in (ReadOnlySpan<(int, int)>)[(0, m), (m / 3, m - (m / 3)), (m / 2, 0), (0, (m + 1) / 2)])
            {
                T[] dA = WholeNumbers(stride * _x.Length, seed: 4), expected = WholeNumbers(m * K, seed: 5);
                var dU = new Guarded<T>(expected);
                Set.ScatterAdd(Guarded<T>.Input(dA), stride, _x, dU.Span, m, firstRow, rowCount);
                for (int n = 0; n < _x.Length; n++)
                {
                    for (int i = firstRow; i < firstRow + rowCount; i++)
                    {
                        expected[(_x[n] * m) + i] += dA[(n * stride) + i];
                    }
                }

                Verify.Equal<T>(dU.Span, expected, $"m {m}, rows {firstRow} + {rowCount}");
                dU.Verify($"m {m}, rows {firstRow} + {rowCount}");
            }
        }
    }

    [Fact]
    public void SumColumns_any_number_of_columns_sums_every_row()
    {
        foreach ((int m, int stride) in Shapes())
        {
            for (int columnCount = 1; columnCount <= 6; columnCount++)
            {
                // As the engine calls it: the array starts at the first row wanted and ends with the last column.
                T[] columns = WholeNumbers((stride * (columnCount - 1)) + m, seed: columnCount);
                var sums = new Guarded<T>(Reals(m, seed: 6));
                Set.SumColumns(Guarded<T>.Input(columns), stride, columnCount, sums.Span, accumulate: false);
                var expected = new T[m];
                for (int n = 0; n < columnCount; n++)
                {
                    for (int i = 0; i < m; i++)
                    {
                        expected[i] += columns[(n * stride) + i];
                    }
                }

                Verify.Equal<T>(sums.Span, expected, $"m {m}, {columnCount} columns");
                sums.Verify($"m {m}, {columnCount} columns");
            }
        }
    }

    [Fact]
    public void SumColumns_block_by_block_is_the_sum_of_all_to_the_last_bit()
    {
        foreach ((int m, int stride) in Shapes())
        {
            const int ColumnCount = 7, First = 3;
            T[] columns = Reals(stride * ColumnCount, seed: 8);
            T[] atOnce = new T[m], inBlocks = new T[m];
            Set.SumColumns(columns, stride, ColumnCount, atOnce, accumulate: false);
            Set.SumColumns(columns, stride, First, inBlocks, accumulate: false);
            Set.SumColumns(columns.AsSpan(First * stride), stride, ColumnCount - First, inBlocks, accumulate: true);
            Assert.Equal(atOnce, inBlocks);
        }
    }

    private static IEnumerable<(int M, int Stride)> Shapes()
        => from m in Lengths where m > 0 from padding in _paddings select (m, m + padding);
}

public sealed class ColumnsTestsSingle512 : ColumnsTests<float, Bits512>;

public sealed class ColumnsTestsSingle256 : ColumnsTests<float, Bits256>;

public sealed class ColumnsTestsSingle128 : ColumnsTests<float, Bits128>;

public sealed class ColumnsTestsSingleScalar : ColumnsTests<float, Scalar>;

public sealed class ColumnsTestsDouble512 : ColumnsTests<double, Bits512>;

public sealed class ColumnsTestsDouble256 : ColumnsTests<double, Bits256>;

public sealed class ColumnsTestsDouble128 : ColumnsTests<double, Bits128>;

public sealed class ColumnsTestsDoubleScalar : ColumnsTests<double, Scalar>;
