using System.Numerics;
using System.Runtime.Intrinsics;
using CharRnn.Kernels;

namespace CharRnn.Tests.Kernels;

public abstract class PackedMatrixTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly int[] _columns = [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 33];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Panels_any_row_count_cover_the_padded_rows_evenly(bool forVectors)
    {
        int unit = PackedMatrix<T>.Unit, most = forVectors ? PackedMatrix<T>.UnitsPerVectorPanel : PackedMatrix<T>.UnitsPerPanel;
        for (int rows = 1; rows <= 20 * unit; rows++)
        {
            var packed = new PackedMatrix<T>(rows, 1, forVectors);
            int[] heights = [.. Enumerable.Range(0, packed.PanelCount).Select(packed.PanelHeight)];
            Assert.Equal(packed.TailHeight > 0 ? rows / unit * unit : PackedMatrix<T>.PaddedRows(rows), heights.Sum());
            Assert.All(heights, height => Assert.True(height % unit == 0 && height <= most * unit));
            Assert.True(heights.Max() - heights.Min() <= unit, "as even as they come");
            Assert.Equal(heights.Select((_, i) => heights[..i].Sum()), Enumerable.Range(0, packed.PanelCount).Select(packed.PanelRow));
        }
    }

    /// <summary>For threads that share the panels.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(int.MaxValue)]
    public void Panels_for_several_shares_are_a_multiple_of_them_as_far_as_there_are_units(int shares)
    {
        int unit = PackedMatrix<T>.Unit;
        foreach (bool forVectors in (ReadOnlySpan<bool>)[false, true])
        {
            for (int rows = 1; rows <= 20 * unit; rows++)
            {
                var alone = new PackedMatrix<T>(rows, 1, forVectors);
                var packed = new PackedMatrix<T>(rows, 1, forVectors, shares);
                int units = alone.PanelRow(alone.PanelCount) / unit;
                Assert.True(packed.PanelCount == units || packed.PanelCount % shares == 0);
                Assert.InRange(packed.PanelCount, alone.PanelCount, Math.Min(units, alone.PanelCount + (long)shares - 1));
                Assert.Equal((alone.TailHeight, units * unit), (packed.TailHeight, packed.PanelRow(packed.PanelCount)));
            }
        }
    }

    /// <summary>The part with the last panel also has the tail and the padding.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void PanelRows_of_panels_in_two_pieces_cover_the_padded_rows(bool forVectors)
    {
        foreach (int rows in (int[])[1, 15, 16, 17, 100, 257, 1000])
        {
            var packed = new PackedMatrix<T>(rows, 1, forVectors, shares: 3);
            for (int middle = 1; middle < packed.PanelCount; middle++)
            {
                (int Row, int Count) first = packed.PanelRows(0, middle), second = packed.PanelRows(middle, packed.PanelCount);
                Assert.Equal((0, packed.PanelRow(middle)), first);
                Assert.Equal((packed.PanelRow(middle), PackedMatrix<T>.PaddedRows(rows) - packed.PanelRow(middle)), second);
            }

            Assert.Equal((0, PackedMatrix<T>.PaddedRows(rows)), packed.PanelRows(0, packed.PanelCount));
        }
    }

    /// <summary>Float: 16 rows in a unit, tails of 4 and 8; double: 8, 2 and 4.</summary>
    [Fact]
    public void Tail_is_as_short_as_vectors_of_this_machine_allow()
    {
        int unit = PackedMatrix<T>.Unit;
        for (int rows = 1; rows <= 5 * unit; rows++)
        {
            int rest = rows % unit;
            int expected = rows < unit || rest == 0 ? 0
                : rest <= unit / 4 && Vector128.IsHardwareAccelerated ? unit / 4
                : rest <= unit / 2 && Vector256.IsHardwareAccelerated ? unit / 2
                : 0;
            Assert.Equal(expected, new PackedMatrix<T>(rows, 1, forVectors: true).TailHeight);
            Assert.Equal(0, new PackedMatrix<T>(rows, 1).TailHeight);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void PanelOf_any_row_is_the_panel_that_is_packed_for_it(bool forVectors)
    {
        foreach (int rows in (ReadOnlySpan<int>)[1, 17, 100, 228, 300])
        {
            var packed = new PackedMatrix<T>(rows, 1, forVectors);
            for (int row = 0; row < rows; row++)
            {
                int panel = packed.PanelOf(row);
                Assert.InRange(row, packed.PanelRow(panel), panel == packed.PanelCount - 1 ? rows : packed.PanelRow(panel + 1) - 1);
            }
        }
    }

    [Fact]
    public void ColumnStride_any_row_count_is_an_odd_number_of_cache_lines()
    {
        int unit = PackedMatrix<T>.Unit;
        for (int rows = 1; rows <= 20 * unit; rows++)
        {
            int stride = PackedMatrix<T>.ColumnStride(rows);
            Assert.InRange(stride, rows, PackedMatrix<T>.PaddedRows(rows) + unit);
            Assert.Equal(unit, stride % (2 * unit));
        }
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(3, false)]
    [InlineData(0, true)]
    [InlineData(3, true)]
    public void Pack_any_shape_lays_out_every_element(int padding, bool forVectors)
    {
        foreach ((int rows, int columns) in Shapes())
        {
            int stride = rows + padding;
            T[] source = Source(rows, columns, stride);
            var packed = new PackedMatrix<T>(rows, columns + 2, forVectors);
            packed.Pack(source, stride, columns);
            Check(packed, rows, columns, (i, k) => source[(k * stride) + i]);
        }
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(3, false)]
    [InlineData(0, true)]
    [InlineData(3, true)]
    public void PackTransposed_any_shape_lays_out_every_element(int padding, bool forVectors)
    {
        foreach ((int rows, int columns) in Shapes())
        {
            int stride = columns + padding;
            T[] source = Source(columns, rows, stride);
            var packed = new PackedMatrix<T>(rows, columns + 2, forVectors);
            packed.PackTransposed(source, stride, columns);
            Check(packed, rows, columns, (i, k) => source[(i * stride) + k]);
        }
    }

    [Theory]
    [InlineData(70, false)]
    [InlineData(67, true)]
    [InlineData(70, true)]
    public void Pack_again_with_other_numbers_of_columns_keeps_the_padding_zero(int rows, bool forVectors)
    {
        var packed = new PackedMatrix<T>(rows, 19, forVectors);
        foreach (int columns in (ReadOnlySpan<int>)[19, 4, 11, 1, 19])
        {
            T[] source = Source(rows, columns, rows);
            packed.Pack(source, rows, columns);
            Check(packed, rows, columns, (i, k) => source[(k * rows) + i]);
            source = Source(columns, rows, columns);
            packed.PackTransposed(source, columns, columns);
            Check(packed, rows, columns, (i, k) => source[(i * columns) + k]);
        }
    }

    private static IEnumerable<(int Rows, int Columns)> Shapes()
        => from rows in Enumerable.Range(1, 70).Concat([79, 80, 81, 100, 127, 128, 129, 193]) from columns in _columns select (rows, columns);

    /// <summary>A different number for every element, and NaN where the matrix has no element.</summary>
    private static T[] Source(int rows, int columns, int stride)
    {
        T[] source = Enumerable.Repeat(T.NaN, (stride * (columns - 1)) + rows).ToArray();
        for (int k = 0; k < columns; k++)
        {
            for (int i = 0; i < rows; i++)
            {
                source[(k * stride) + i] = T.CreateTruncating(1 + i + (1000 * k));
            }
        }

        return source;
    }

    private static void Check(PackedMatrix<T> packed, int rows, int columns, Func<int, int, T> element)
    {
        Assert.Equal(columns, packed.ColumnCount);
        for (int panel = 0; panel < packed.PanelCount; panel++)
        {
            Check(packed.Panel(panel), packed.PanelRow(panel), packed.PanelHeight(panel), rows, columns, element);
        }

        if (packed.TailHeight > 0)
        {
            Check(packed.Tail(), packed.PanelRow(packed.PanelCount), packed.TailHeight, rows, columns, element);
        }
    }

    private static void Check(ReadOnlySpan<T> values, int row, int height, int rows, int columns, Func<int, int, T> element)
    {
        Assert.Equal(height * columns, values.Length);
        for (int n = 0; n < values.Length; n++)
        {
            int i = row + (n % height), k = n / height;
            T expected = i < rows ? element(i, k) : T.Zero;
            if (values[n] != expected)
            {
                Assert.Fail($"{rows} × {columns}: element ({i}, {k}) is {values[n]}, not {expected}.");
            }
        }
    }
}

public sealed class PackedMatrixTestsSingle : PackedMatrixTests<float>;

public sealed class PackedMatrixTestsDouble : PackedMatrixTests<double>;
