using System.Numerics;
using CharRnn.Kernels;

namespace CharRnn.Tests.Kernels;

/// <summary>
/// Kernels in which no sum is split among the elements of a vector give the same bits at every width, and for an element
/// the same bits wherever in the array it stands.
/// </summary>
public abstract class SameBitsTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int Length = 125;

    /// <summary>Whole units of either type.</summary>
    private const int ColumnLength = 128;
    private static readonly PackedMatrix<T> _packed = Pack(Length, forVectors: false);

    public static TheoryData<string> Kernels => new(_cellKernels.Keys.Concat(_kernels.Keys));

    private static readonly Dictionary<string, Func<CellKernels<T>, T[]>> _cellKernels = new()
    {
        ["tanh"] = cells => Changed(Reals(Length, 1, 4), cells.Tanh),
        ["tanh of small numbers"] = cells => Changed(Reals(Length, 1, 1e-3), cells.Tanh),
        ["tanh backward"] = cells => Changed(Reals(Length, 1), dh => cells.TanhBackward(Reals(Length, 2), dh)),
        ["LSTM"] = cells => Changed(Reals(4 * ColumnLength, 1, 4), gates =>
        {
            T[] c = new T[ColumnLength], tanhC = new T[ColumnLength], h = new T[ColumnLength];
            cells.LstmForward(gates, Reals(ColumnLength, 2), c, tanhC, h);
            cells.LstmBackward(gates, c, tanhC, h, Reals(ColumnLength, 3));
        }),
        ["GRU"] = cells => Changed(Reals(4 * ColumnLength, 1, 4), gates =>
        {
            var h = new T[ColumnLength];
            cells.GruForward(gates, Reals(ColumnLength, 2), h);
            cells.GruBackward(gates, Reals(ColumnLength, 2), Reals(ColumnLength, 3), h);
        }),
    };

    private static readonly Dictionary<string, Func<KernelSet<T>, T[]>> _kernels = new()
    {
        ["scale"] = set => Changed(Reals(Length, 1), values => set.Scale(values, T.CreateTruncating(0.3))),
        ["clip"] = set => Changed(Reals(Length, 1), values => set.Clip(values, T.CreateTruncating(0.3))),
        ["AdaGrad"] = set => Changed(Reals(Length, 1), theta =>
            set.AdaGrad(theta, Reals(Length, 2), Changed(Reals(Length, 3), Absolute), new(T.CreateTruncating(0.1), T.CreateTruncating(1e-8)), GradientAdjustment<T>.None)),
        ["gather"] = set => Changed(new T[2 * Length], target => set.Gather(Reals(3 * Length, 1), Reals(Length, 2), [2, 0], target, Length)),
        ["scatter"] = set => Changed(Reals(3 * Length, 1), dU => set.ScatterAdd(Reals(3 * Length, 2), Length, [2, 0, 2], dU, Length, 0, Length)),
        ["sum of columns"] = set => Changed(new T[Length], sums => set.SumColumns(Reals(7 * Length, 1), Length, 7, sums, accumulate: false)),
        ["affine"] = set => Changed(new T[Length], y => set.Affine(Reals(Length * 33, 1), Reals(33, 2), Reals(Length, 3), Reals(Length, 4), y)),
        ["matrix-vector product"] = set => Changed(Reals(128, 1), y => set.MultiplyVector(_packed, Reals(301, 2), y, backwards: false)),
        ["matrix-vector product, backwards"] = set => Changed(Reals(128, 1), y => set.MultiplyVector(_packed, Reals(301, 2), y, backwards: true)),
        ["matrix-vector product with a short tail"] = set => Changed(Reals(128, 1), y => set.MultiplyVector(Pack(Length - 9), Reals(301, 2), y, backwards: false)),
        ["matrix-vector product with a long tail"] = set => Changed(Reals(128, 1), y => set.MultiplyVector(Pack(Length - 5), Reals(301, 2), y, backwards: true)),
        ["matrix product"] = set => Changed(Reals(7 * Length, 1), c => set.Multiply(_packed, 0, _packed.PanelCount, Reals(301 * 7, 2), 1, 301, c, Length, Length, 7, accumulate: true)),
    };

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Kernel_at_every_width_gives_the_same_bits(string name)
    {
        T[] expected = Run<Scalar>(name);
        Verify.SameBits<T>(Run<Bits128>(name), expected, "128 bits");
        Verify.SameBits<T>(Run<Bits256>(name), expected, "256 bits");
        Verify.SameBits<T>(Run<Bits512>(name), expected, "512 bits");
        Verify.SameBits<T>(Run(name), expected, "this machine");
    }

    /// <summary>The methods start in the JIT's first tier and are compiled again after some calls; the results must not change.</summary>
    [Theory]
    [MemberData(nameof(Kernels))]
    public void Kernel_called_many_times_gives_the_same_bits(string name)
    {
        T[] expected = Run(name);
        for (int i = 0; i < 100; i++)
        {
            Verify.SameBits<T>(Run(name), expected, $"call {i}");
        }
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(1e-4)]
    [InlineData(-7)]
    public void Tanh_of_one_number_does_not_depend_on_its_place(double x)
    {
        foreach (CellKernels<T> cells in (CellKernels<T>[])[new CellKernels<T, Simd512<T>>(), new CellKernels<T, Simd256<T>>(), new CellKernels<T, Simd128<T>>()])
        {
            T[] values = Enumerable.Repeat(T.CreateTruncating(x), 31).ToArray();
            cells.Tanh(values);
            Assert.Single(values.Distinct());
        }
    }

    private static T[] Run<TWidth>(string name)
        where TWidth : IVectorWidth
        => Run(name, TWidth.Cells<T>(), TWidth.Kernels<T>());

    /// <summary>At the width that the library chooses on this machine.</summary>
    private static T[] Run(string name) => Run(name, WidestVectors.Choose<T, CellKernels<T>, CellKernelsMaker<T>>(default), KernelSet<T>.Best);

    private static T[] Run(string name, CellKernels<T> cells, KernelSet<T> set)
        => _cellKernels.TryGetValue(name, out Func<CellKernels<T>, T[]>? run) ? run(cells) : _kernels[name](set);

    private static T[] Reals(int length, int seed, double scale = 1)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, length).Select(_ => T.CreateTruncating(scale * ((2 * random.NextDouble()) - 1)))];
    }

    private static PackedMatrix<T> Pack(int rows, bool forVectors = true)
    {
        var packed = new PackedMatrix<T>(rows, 301, forVectors);
        packed.Pack(Reals(rows * 301, 5), rows, 301);
        return packed;
    }

    private static T[] Changed(T[] values, SpanChange change)
    {
        change(values);
        return values;
    }

    private static void Absolute(Span<T> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = T.Abs(values[i]);
        }
    }

    private delegate void SpanChange(Span<T> values);
}

public sealed class SameBitsTestsSingle : SameBitsTests<float>;

public sealed class SameBitsTestsDouble : SameBitsTests<double>;
