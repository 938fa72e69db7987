using System.Numerics;
using CharRnn.Kernels;

namespace CharRnn.Tests.Kernels;

public abstract class MatrixVectorTests<T, TWidth> : KernelTests<T, TWidth>
    where T : unmanaged, IFloatingPointIeee754<T>
    where TWidth : IVectorWidth
{
    private static readonly int[] _depths = [1, 2, 3, 4, 5, 16, 33];

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void MultiplyVector_any_shape_adds_the_product(bool forVectors, bool backwards)
    {
        foreach (int rows in Enumerable.Range(1, 140).Append(193).Append(257))
        {
            int depth = _depths[rows % _depths.Length], padded = PackedMatrix<T>.PaddedRows(rows);
            T[] a = WholeNumbers(rows * depth, seed: rows), x = WholeNumbers(depth, seed: 1), expected = WholeNumbers(padded, seed: 2);
            var packed = new PackedMatrix<T>(rows, depth, forVectors);
            packed.Pack(a, rows, depth);
            var y = new Guarded<T>(expected);
            Set.MultiplyVector(packed, Guarded<T>.Input(x), y.Span, backwards);
            AddProduct(a, x, expected.AsSpan(0, rows));
            Verify.Equal<T>(y.Span, expected, $"{rows} × {depth}");
            y.Verify($"{rows} × {depth}");
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void MultiplyVector_of_some_panels_changes_their_rows_alone(bool backwards)
    {
        const int Depth = 9;
        foreach (int rows in (ReadOnlySpan<int>)[300, 301, 306, 312])
        {
            T[] a = WholeNumbers(rows * Depth, seed: rows), x = WholeNumbers(Depth, seed: 1), product = new T[rows];
            AddProduct(a, x, product);
            var packed = new PackedMatrix<T>(rows, Depth, forVectors: true);
            packed.Pack(a, rows, Depth);
            for (int first = 0; first <= packed.PanelCount; first++)
            {
                for (int end = first; end <= packed.PanelCount; end++)
                {
                    var y = new T[PackedMatrix<T>.PaddedRows(rows)];
                    Set.MultiplyVector(packed, first, end, x, y, backwards);
                    int start = packed.PanelRow(first), stop = end == packed.PanelCount ? rows : packed.PanelRow(end);
                    T[] expected = [.. product.Select((value, i) => i >= start && i < stop && first < end ? value : T.Zero)];
                    Verify.Equal<T>(y.AsSpan(0, rows), expected, $"{rows} rows, panels {first} to {end}");
                }
            }
        }
    }

    [Fact]
    public void MultiplyVector_fewer_columns_than_capacity_uses_those_packed_last()
    {
        const int Rows = 37, Depth = 5;
        T[] a = WholeNumbers(Rows * Depth, seed: 1), x = WholeNumbers(Depth, seed: 2);
        var packed = new PackedMatrix<T>(Rows, 11);
        packed.Pack(WholeNumbers(Rows * 11, seed: 3), Rows, 11);
        packed.Pack(a, Rows, Depth);
        var y = new T[PackedMatrix<T>.PaddedRows(Rows)];
        Set.MultiplyVector(packed, x, y, backwards: false);
        var expected = new T[Rows];
        AddProduct(a, x, expected);
        Verify.Equal<T>(y.AsSpan(0, Rows), expected, "product");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Affine_any_row_count_is_product_plus_bias_and_column(bool withColumn)
    {
        for (int rows = 1; rows <= 140; rows++)
        {
            foreach (int depth in _depths)
            {
                T[] a = WholeNumbers(rows * depth, seed: rows), x = WholeNumbers(depth, seed: 1), bias = WholeNumbers(rows, seed: 2);
                T[] column = withColumn ? WholeNumbers(rows, seed: 3) : [];
                var y = new Guarded<T>(Reals(rows, seed: 4));
                Set.Affine(
                    Guarded<T>.Input(a), Guarded<T>.Input(x), Guarded<T>.Input(bias), withColumn ? Guarded<T>.Input(column) : default, y.Span);
                T[] expected = [.. bias.Select((b, i) => withColumn ? b + column[i] : b)];
                AddProduct(a, x, expected);
                Verify.Equal<T>(y.Span, expected, $"{rows} × {depth}");
                y.Verify($"{rows} × {depth}");
            }
        }
    }

    [Fact]
    public void Products_of_real_numbers_are_within_the_rounding_of_a_sum()
    {
        const int Rows = 100, Depth = 301;
        T[] a = Reals(Rows * Depth, seed: 1), x = Reals(Depth, seed: 2), bias = Reals(Rows, seed: 3);
        double[] expected = [.. bias.Select(double.CreateTruncating)];
        for (int i = 0; i < Rows; i++)
        {
            for (int k = 0; k < Depth; k++)
            {
                expected[i] += double.CreateTruncating(a[(k * Rows) + i]) * double.CreateTruncating(x[k]);
            }
        }

        var y = new T[Rows];
        Set.Affine(a, x, bias, default, y);
        Verify.Close<T>(y, expected, Depth * Epsilon, "affine");

        var packed = new PackedMatrix<T>(Rows, Depth);
        packed.Pack(a, Rows, Depth);
        var padded = new T[PackedMatrix<T>.PaddedRows(Rows)];
        bias.CopyTo(padded, 0);
        Set.MultiplyVector(packed, x, padded, backwards: true);
        Verify.Close<T>(padded.AsSpan(0, Rows), expected, Depth * Epsilon, "packed");
    }

    private static void AddProduct(T[] a, T[] x, Span<T> y)
    {
        for (int k = 0; k < x.Length; k++)
        {
            for (int i = 0; i < y.Length; i++)
            {
                y[i] += a[(k * y.Length) + i] * x[k];
            }
        }
    }
}

public sealed class MatrixVectorTestsSingle512 : MatrixVectorTests<float, Bits512>;

public sealed class MatrixVectorTestsSingle256 : MatrixVectorTests<float, Bits256>;

public sealed class MatrixVectorTestsSingle128 : MatrixVectorTests<float, Bits128>;

public sealed class MatrixVectorTestsSingleScalar : MatrixVectorTests<float, Scalar>;

public sealed class MatrixVectorTestsDouble512 : MatrixVectorTests<double, Bits512>;

public sealed class MatrixVectorTestsDouble256 : MatrixVectorTests<double, Bits256>;

public sealed class MatrixVectorTestsDouble128 : MatrixVectorTests<double, Bits128>;

public sealed class MatrixVectorTestsDoubleScalar : MatrixVectorTests<double, Scalar>;
