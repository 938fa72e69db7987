using System.Numerics;
using CharRnn.Kernels;

namespace CharRnn.Tests.Kernels;

public abstract class PackedMatrixTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly int[] _columns = [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 33];

    [Fact]
    public void Panels_any_row_count_cover_the_padded_rows_evenly()
    {
        int unit = PackedMatrix<T>.Unit;
        for (int rows = 1; rows <= 20 * unit; rows++)
        {
            var packed = new PackedMatrix<T>(rows, 1);
            int[] heights = [.. Enumerable.Range(0, packed.PanelCount).Select(packed.PanelHeight)];
            Assert.Equal((rows + unit - 1) / unit * unit, heights.Sum());
            Assert.All(heights, height => Assert.True(height % unit == 0 && height <= PackedMatrix<T>.UnitsPerPanel * unit));
            Assert.True(heights.Max() - heights.Min() <= unit, "as even as they come");
            Assert.Equal(heights.Select((_, i) => heights[..i].Sum()), Enumerable.Range(0, packed.PanelCount).Select(packed.PanelRow));
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
    [InlineData(0)]
    [InlineData(3)]
    public void Pack_any_shape_lays_out_every_element(int padding)
    {
        foreach ((int rows, int columns) in Shapes())
        {
            int stride = rows + padding;
            T[] source = Source(rows, columns, stride);
            var packed = new PackedMatrix<T>(rows, columns + 2);
            packed.Pack(source, stride, columns);
            Check(packed, rows, columns, (i, k) => source[(k * stride) + i]);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void PackTransposed_any_shape_lays_out_every_element(int padding)
    {
        foreach ((int rows, int columns) in Shapes())
        {
            int stride = columns + padding;
            T[] source = Source(columns, rows, stride);
            var packed = new PackedMatrix<T>(rows, columns + 2);
            packed.PackTransposed(source, stride, columns);
            Check(packed, rows, columns, (i, k) => source[(i * stride) + k]);
        }
    }

    [Fact]
    public void Pack_again_with_other_numbers_of_columns_keeps_the_padding_zero()
    {
        const int Rows = 70;
        var packed = new PackedMatrix<T>(Rows, 19);
        foreach (int columns in (ReadOnlySpan<int>)[19, 4, 11, 1, 19])
        {
            T[] source = Source(Rows, columns, Rows);
            packed.Pack(source, Rows, columns);
            Check(packed, Rows, columns, (i, k) => source[(k * Rows) + i]);
            source = Source(columns, Rows, columns);
            packed.PackTransposed(source, columns, columns);
            Check(packed, Rows, columns, (i, k) => source[(i * columns) + k]);
        }
    }

    private static IEnumerable<(int Rows, int Columns)> Shapes()
        => from rows in Enumerable.Range(1, 70).Concat([79, 80, 81, 100, 127, 128, 129, 193]) from columns in _columns select (rows, columns);

    /// <summary>Numbers that tell every element from every other, and NaN where the matrix has no element.</summary>
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
            int height = packed.PanelHeight(panel), row = packed.PanelRow(panel);
            ReadOnlySpan<T> values = packed.Panel(panel);
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
}

public sealed class PackedMatrixTestsSingle : PackedMatrixTests<float>;

public sealed class PackedMatrixTestsDouble : PackedMatrixTests<double>;
