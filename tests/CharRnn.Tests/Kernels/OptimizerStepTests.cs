using System.Numerics;
using CharRnn.Kernels;

namespace CharRnn.Tests.Kernels;

public sealed class OptimizerStepTestsDouble : OptimizerStepTests<double>
{
    protected override double Tolerance => 1e-14;
}

public sealed class OptimizerStepTestsSingle : OptimizerStepTests<float>
{
    protected override double Tolerance => 2e-6;
}

/// <summary>The kernels of the optimisers at every vector width and around every remainder, against a loop in double.</summary>
public abstract class OptimizerStepTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly int[] _lengths = [0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 100];

    protected abstract double Tolerance { get; }

    private static IEnumerable<KernelSet<T>> Widths =>
        [new KernelSet<T, SimdScalar<T>>(), new KernelSet<T, Simd128<T>>(), new KernelSet<T, Simd256<T>>(), new KernelSet<T, Simd512<T>>()];

    [Fact]
    public void Sgd_equals_the_loop()
        => Compare(
            (kernels, theta, g, _, _) => kernels.Sgd(theta, g, new(T.CreateChecked(0.25)), GradientAdjustment<T>.None),
            (ref double theta, double g, ref double _, ref double _) => theta -= 0.25 * g);

    [Fact]
    public void Momentum_equals_the_loop()
        => Compare(
            (kernels, theta, g, v, _) => kernels.Momentum(theta, g, v, new(T.CreateChecked(0.25), T.CreateChecked(0.875)), GradientAdjustment<T>.None),
            (ref double theta, double g, ref double v, ref double _) =>
            {
                v = (0.875 * v) + g;
                theta -= 0.25 * v;
            });

    [Theory]
    [InlineData(0.5, 0)]
    [InlineData(0, 0.5)]
    public void RmsProp_equals_the_loop(double inside, double outside)
        => Compare(
            (kernels, theta, g, sums, _) => kernels.RmsProp(theta, g, sums, new(
                T.CreateChecked(0.25), T.CreateChecked(0.75), T.CreateChecked(0.25), T.CreateChecked(inside), T.CreateChecked(outside)), GradientAdjustment<T>.None),
            (ref double theta, double g, ref double sum, ref double _) =>
            {
                sum = (0.75 * sum) + (0.25 * g * g);
                theta -= 0.25 * g / (Math.Sqrt(sum + inside) + outside);
            });

    [Fact]
    public void Adam_equals_the_loop()
        => Compare(
            (kernels, theta, g, mean, square) => kernels.Adam(theta, g, mean, square, new(
                Rate: T.CreateChecked(0.5), Beta1: T.CreateChecked(0.75), Share1: T.CreateChecked(0.25), Beta2: T.CreateChecked(0.875),
                Share2: T.CreateChecked(0.125), RootScale: T.CreateChecked(1.5), Epsilon: T.CreateChecked(0.0625), Keep: T.CreateChecked(0.9375)), GradientAdjustment<T>.None),
            (ref double theta, double g, ref double mean, ref double square) =>
            {
                mean = (0.75 * mean) + (0.25 * g);
                square = (0.875 * square) + (0.125 * g * g);
                theta = (0.9375 * theta) - (0.5 * mean / ((1.5 * Math.Sqrt(square)) + 0.0625));
            });

    private delegate void Kernel(KernelSet<T> kernels, Span<T> theta, ReadOnlySpan<T> g, Span<T> first, Span<T> second);

    private delegate void Loop(ref double theta, double g, ref double first, ref double second);

    private void Compare(Kernel kernel, Loop loop)
    {
        foreach (KernelSet<T> kernels in Widths)
        {
            foreach (int length in _lengths)
            {
                // One guard element behind each array must stay as it is.
                var random = new Random(length);
                T[] theta = Numbers(-1), g = Numbers(-1), first = Numbers(0), second = Numbers(0);
                double[] wantedTheta = Widen(theta), wantedFirst = Widen(first), wantedSecond = Widen(second);
                for (int i = 0; i < length; i++)
                {
                    loop(ref wantedTheta[i], double.CreateChecked(g[i]), ref wantedFirst[i], ref wantedSecond[i]);
                }

                kernel(kernels, theta.AsSpan(0, length), g.AsSpan(0, length), first.AsSpan(0, length), second.AsSpan(0, length));
                string because = $"of width {kernels.VectorCount} and length {length}";
                Widen(theta).Should().Equal(wantedTheta, (a, b) => Math.Abs(a - b) <= Tolerance, because);
                Widen(first).Should().Equal(wantedFirst, (a, b) => Math.Abs(a - b) <= Tolerance, because);
                Widen(second).Should().Equal(wantedSecond, (a, b) => Math.Abs(a - b) <= Tolerance, because);

                T[] Numbers(double least)
                    => [.. Enumerable.Range(0, length + 1).Select(_ => T.CreateChecked(least + ((1 - least) * random.NextDouble())))];
            }
        }

        static double[] Widen(T[] values) => [.. values.Select(double.CreateChecked)];
    }
}
