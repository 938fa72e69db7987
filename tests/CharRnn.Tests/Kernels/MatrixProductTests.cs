using System.Numerics;
using CharRnn.Kernels;

namespace CharRnn.Tests.Kernels;

public abstract class MatrixProductTests<T, TWidth>(ReferenceProducts<T> products) : KernelTests<T, TWidth>, IClassFixture<ReferenceProducts<T>>
    where T : unmanaged, IFloatingPointIeee754<T>
    where TWidth : IVectorWidth
{
    // Around vectors (1 to 16), units of 64 bytes (8 or 16), panels of two and of four units, and several panels.
    private static readonly int[] _rows =
        [1, 2, 3, 4, 5, 7, 8, 9, 12, 15, 16, 17, 23, 24, 25, 31, 32, 33, 40, 47, 48, 49, 63, 64, 65, 72, 79, 80, 81, 95, 96, 97, 100, 127, 128, 129, 145, 192, 193];

    // Around the depth of a block, 96, of a last block, 128, and of both.
    private static readonly int[] _depths = [1, 2, 3, 8, 17, 96, 127, 128, 129, 224, 225];

    // Around tiles of three and of six columns, and around a block of columns, 192.
    private static readonly int[] _columns = [1, 2, 3, 4, 5, 6, 7, 11, 13, 25, 191, 194];

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Multiply_any_shape_gives_the_product(bool accumulate, bool transposed)
    {
        for (int r = 0; r < _rows.Length; r++)
        {
            for (int n = 0; n < _columns.Length; n++)
            {
                // Each pair of rows and columns once; the depths take turns.
                Check(_rows[r], _depths[(r + n) % _depths.Length], _columns[n], accumulate, transposed);
            }
        }
    }

    /// <summary>Every tile of every width: panels of this machine may be lower than four vectors of 512 bits, those for vectors are not.</summary>
    [Theory]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public void Multiply_panels_of_up_to_six_units_gives_the_product(bool accumulate, bool transposed)
    {
        int unit = PackedMatrix<T>.Unit;
        for (int units = 1; units <= PackedMatrix<T>.UnitsPerVectorPanel; units++)
        {
            foreach (int rows in (ReadOnlySpan<int>)[units * unit, (units * unit) - 1])
            {
                foreach (int columns in _columns)
                {
                    Check(rows, depth: 17, columns, accumulate, transposed, forVectors: true);
                }
            }
        }
    }

    [Fact]
    public void Multiply_padded_target_leaves_zeros_in_the_padding()
    {
        foreach (int rows in _rows)
        {
            const int Depth = 5, Columns = 4;
            int padded = PackedMatrix<T>.PaddedRows(rows);
            T[] a = WholeNumbers(rows * Depth, seed: 1), b = WholeNumbers(Depth * Columns, seed: 2);
            var c = new Guarded<T>(Reals(padded * Columns, seed: 3));
            Set.Multiply(Pack(a, rows, Depth), 0, Pack(a, rows, Depth).PanelCount, b, 1, Depth, c.Span, padded, padded, Columns, accumulate: false);
            var expected = new T[padded * Columns];
            AddProduct(a, rows, b, 1, Depth, Depth, expected, padded, Columns);
            Verify.Equal<T>(c.Span, expected, $"{rows} rows");
            c.Verify($"{rows} rows");
        }
    }

    [Fact]
    public void Multiply_some_panels_writes_their_rows_only()
    {
        const int Rows = 193, Depth = 7, Columns = 5;
        T[] a = WholeNumbers(Rows * Depth, seed: 1), b = WholeNumbers(Depth * Columns, seed: 2);
        PackedMatrix<T> packed = Pack(a, Rows, Depth);
        var product = new T[Rows * Columns];
        AddProduct(a, Rows, b, 1, Depth, Depth, product, Rows, Columns);
        for (int first = 0; first < packed.PanelCount; first++)
        {
            for (int end = first; end <= packed.PanelCount; end++)
            {
                T[] expected = Reals(Rows * Columns, seed: 3);
                var c = new Guarded<T>(expected);
                Set.Multiply(packed, first, end, b, 1, Depth, c.Span, Rows, Rows, Columns, accumulate: false);
                int start = packed.PanelRow(first), stop = end == packed.PanelCount ? Rows : packed.PanelRow(end);
                for (int j = 0; j < Columns; j++)
                {
                    product.AsSpan((j * Rows) + start, stop - start).CopyTo(expected.AsSpan((j * Rows) + start));
                }

                Verify.Equal<T>(c.Span, expected, $"panels {first} to {end}");
                c.Verify($"panels {first} to {end}");
            }
        }
    }

    [Fact]
    public void Multiply_no_columns_writes_nothing()
    {
        var c = new Guarded<T>(0);
        PackedMatrix<T> packed = Pack(WholeNumbers(193 * 130, seed: 1), 193, 130);
        Set.Multiply(packed, 0, packed.PanelCount, default, 1, 130, c.Span, 208, 208, 0, accumulate: true);
        c.Verify("no columns");
    }

    /// <summary>The condition under which threads may share a product.</summary>
    [Fact]
    public void Multiply_in_pieces_gives_the_same_bits_as_in_one()
    {
        const int Rows = 145, Depth = 300, Columns = 13;
        T[] a = Reals(Rows * Depth, seed: 1), b = Reals(Depth * Columns, seed: 2), start = Reals(Rows * Columns, seed: 3);
        PackedMatrix<T> packed = Pack(a, Rows, Depth);
        T[] whole = [.. start];
        Set.Multiply(packed, 0, packed.PanelCount, b, 1, Depth, whole, Rows, Rows, Columns, accumulate: true);

        T[] pieces = [.. start];
        for (int panel = 0; panel < packed.PanelCount; panel++)
        {
            for (int j = 0, width; j < Columns; j += width)
            {
                width = Math.Min(1 + (j % 4), Columns - j);
                Set.Multiply(packed, panel, panel + 1, b.AsSpan(j * Depth), 1, Depth, pieces.AsSpan(j * Rows), Rows, Rows, width, accumulate: true);
            }
        }

        Verify.SameBits<T>(pieces, whole, "pieces");
    }

    [Fact]
    public void Multiply_real_numbers_is_within_the_rounding_of_a_sum()
    {
        const int Rows = 65, Depth = 300, Columns = 7;
        T[] a = Reals(Rows * Depth, seed: 1), b = Reals(Depth * Columns, seed: 2);
        var expected = new double[Rows * Columns];
        for (int j = 0; j < Columns; j++)
        {
            for (int i = 0; i < Rows; i++)
            {
                for (int k = 0; k < Depth; k++)
                {
                    expected[(j * Rows) + i] += double.CreateTruncating(a[(k * Rows) + i]) * double.CreateTruncating(b[(j * Depth) + k]);
                }
            }
        }

        var c = new T[Rows * Columns];
        PackedMatrix<T> packed = Pack(a, Rows, Depth);
        Set.Multiply(packed, 0, packed.PanelCount, b, 1, Depth, c, Rows, Rows, Columns, accumulate: false);
        Verify.Close<T>(c, expected, Depth * Epsilon, "product");
    }

    private void Check(int rows, int depth, int columns, bool accumulate, bool transposed, bool forVectors = false)
    {
        // Columns of B and C stand further apart than they are long; what lies between must be neither used nor written.
        int bStep = transposed ? columns + 2 : 1, bColumn = transposed ? 1 : depth + 2, cColumn = rows + 3;
        T[] a = WholeNumbers(rows * depth, seed: rows), b = new T[(bStep * (depth - 1)) + (bColumn * (columns - 1)) + 1];
        Array.Fill(b, T.NaN);
        T[] values = WholeNumbers(depth * columns, seed: columns);
        for (int n = 0; n < values.Length; n++)
        {
            b[(n / columns * bStep) + (n % columns * bColumn)] = values[n];
        }

        T[] expected = Enumerable.Repeat(T.NaN, (cColumn * (columns - 1)) + rows).ToArray();
        for (int j = 0; j < columns; j++)
        {
            WholeNumbers(rows, seed: j).CopyTo(expected, j * cColumn);
        }

        PackedMatrix<T> packed = Pack(a, rows, depth, forVectors);
        var c = new Guarded<T>(expected);
        Set.Multiply(packed, 0, packed.PanelCount, Guarded<T>.Input(b), bStep, bColumn, c.Span, cColumn, rows, columns, accumulate);
        if (!accumulate)
        {
            for (int j = 0; j < columns; j++)
            {
                expected.AsSpan(j * cColumn, rows).Clear();
            }
        }

        // All numbers are small whole ones, so sums are exact in any order.
        T[] product = products.Get(rows, depth, columns, () => Product(a, rows, b, bStep, bColumn, depth, columns));
        for (int j = 0; j < columns; j++)
        {
            for (int i = 0; i < rows; i++)
            {
                expected[(j * cColumn) + i] += product[(j * rows) + i];
            }
        }

        string what = $"{rows} × {depth} × {columns}";
        Verify.Equal<T>(c.Span, expected, what);
        c.Verify(what);
    }

    private static PackedMatrix<T> Pack(T[] a, int rows, int depth, bool forVectors = false)
    {
        var packed = new PackedMatrix<T>(rows, depth, forVectors);
        packed.Pack(a, rows, depth);
        return packed;
    }

    private static T[] Product(T[] a, int rows, T[] b, int bStep, int bColumn, int depth, int columns)
    {
        var product = new T[rows * columns];
        AddProduct(a, rows, b, bStep, bColumn, depth, product, rows, columns);
        return product;
    }

    private static void AddProduct(T[] a, int rows, T[] b, int bStep, int bColumn, int depth, T[] c, int cColumn, int columns)
    {
        for (int j = 0; j < columns; j++)
        {
            Span<T> target = c.AsSpan(j * cColumn, rows);
            for (int k = 0; k < depth; k++)
            {
                T factor = b[(k * bStep) + (j * bColumn)];
                ReadOnlySpan<T> column = a.AsSpan(k * rows, rows);
                for (int i = 0; i < target.Length; i++)
                {
                    target[i] += column[i] * factor;
                }
            }
        }
    }
}

public sealed class MatrixProductTestsSingle512(ReferenceProducts<float> products) : MatrixProductTests<float, Bits512>(products);

public sealed class MatrixProductTestsSingle256(ReferenceProducts<float> products) : MatrixProductTests<float, Bits256>(products);

public sealed class MatrixProductTestsSingle128(ReferenceProducts<float> products) : MatrixProductTests<float, Bits128>(products);

public sealed class MatrixProductTestsSingleScalar(ReferenceProducts<float> products) : MatrixProductTests<float, Scalar>(products);

public sealed class MatrixProductTestsDouble512(ReferenceProducts<double> products) : MatrixProductTests<double, Bits512>(products);

public sealed class MatrixProductTestsDouble256(ReferenceProducts<double> products) : MatrixProductTests<double, Bits256>(products);

public sealed class MatrixProductTestsDouble128(ReferenceProducts<double> products) : MatrixProductTests<double, Bits128>(products);

public sealed class MatrixProductTestsDoubleScalar(ReferenceProducts<double> products) : MatrixProductTests<double, Scalar>(products);

/// <summary>The expected products of one test class, each computed only once, because the plain loop takes longer than the kernels.</summary>
public sealed class ReferenceProducts<T>
{
    private readonly Dictionary<(int Rows, int Depth, int Columns), T[]> _products = [];

    internal T[] Get(int rows, int depth, int columns, Func<T[]> compute)
        => _products.TryGetValue((rows, depth, columns), out T[]? known) ? known : _products[(rows, depth, columns)] = compute();
}
