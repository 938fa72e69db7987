using System.Numerics;
using CharRnn.Kernels;

namespace CharRnn.Tests.Kernels;

public abstract class AdaGradStepTests<T, TWidth> : KernelTests<T, TWidth>
    where T : unmanaged, IFloatingPointIeee754<T>
    where TWidth : IVectorWidth
{
    /// <summary>Gradients and accumulators are whole numbers, so that G + g² is exact and every later operation has one right result.</summary>
    [Fact]
    public void Apply_any_length_follows_the_formula_to_the_last_bit()
    {
        T eta = Number(0.1), epsilon = Number(0.25);
        foreach (int length in Lengths)
        {
            T[] theta = Reals(length, seed: 1), g = WholeNumbers(length, seed: 2), sums = [.. WholeNumbers(length, seed: 3).Select(T.Abs)];
            var parameters = new Guarded<T>(theta);
            var gradients = new Guarded<T>(g);
            var accumulators = new Guarded<T>(sums);
            Set.AdaGrad(parameters.Span, gradients.Span, accumulators.Span, new(eta, epsilon), GradientAdjustment<T>.None);
            for (int i = 0; i < length; i++)
            {
                sums[i] += g[i] * g[i];
                theta[i] -= eta * g[i] / T.Sqrt(sums[i] + epsilon);
            }

            Verify.SameBits<T>(parameters.Span, theta, $"parameters, length {length}");
            Verify.SameBits<T>(accumulators.Span, sums, $"accumulators, length {length}");
            Verify.SameBits<T>(gradients.Span, g, $"gradients, length {length}");
            parameters.Verify("parameters");
            accumulators.Verify("accumulators");
        }
    }

    [Fact]
    public void Apply_any_gradient_is_close_to_the_formula_in_double()
    {
        const int Length = 100;
        T eta = Number(0.1), epsilon = Number(1e-8);
        T[] theta = Reals(Length, seed: 4), g = Reals(Length, seed: 5, scale: 3), sums = [.. Reals(Length, seed: 6, scale: 2).Select(T.Abs)];
        double[] expectedTheta = new double[Length], expectedSums = new double[Length];
        for (int i = 0; i < Length; i++)
        {
            double gradient = double.CreateTruncating(g[i]);
            expectedSums[i] = double.CreateTruncating(sums[i]) + (gradient * gradient);
            double step = double.CreateTruncating(eta) * gradient / Math.Sqrt(expectedSums[i] + double.CreateTruncating(epsilon));
            expectedTheta[i] = double.CreateTruncating(theta[i]) - step;
        }

        Set.AdaGrad(theta, g, sums, new(eta, epsilon), GradientAdjustment<T>.None);
        Verify.Close<T>(theta, expectedTheta, 4 * Epsilon, "parameters");
        Verify.Close<T>(sums, expectedSums, 2 * Epsilon, "accumulators");
    }

    [Fact]
    public void Apply_zero_gradient_changes_nothing()
    {
        foreach (int length in Lengths)
        {
            T[] theta = Reals(length, seed: 7);
            var parameters = new Guarded<T>(theta);
            var accumulators = new Guarded<T>(length);
            Set.AdaGrad(parameters.Span, new T[length], accumulators.Span, new(Number(0.1), Number(1e-8)), GradientAdjustment<T>.None);
            Verify.SameBits<T>(parameters.Span, theta, $"length {length}");
            Verify.SameBits<T>(accumulators.Span, new T[length], $"length {length}");
        }
    }

    [Fact]
    public void Apply_NaN_gradient_damages_its_own_parameter_only()
    {
        const int Length = 37;
        for (int i = 0; i < Length; i++)
        {
            T[] theta = Reals(Length, seed: 8), g = Reals(Length, seed: 9), sums = new T[Length];
            g[i] = T.NaN;
            Set.AdaGrad(theta, g, sums, new(Number(0.1), Number(1e-8)), GradientAdjustment<T>.None);
            Assert.Equal([i], Enumerable.Range(0, Length).Where(n => T.IsNaN(theta[n])));
        }
    }
}

public sealed class AdaGradStepTestsSingle512 : AdaGradStepTests<float, Bits512>;

public sealed class AdaGradStepTestsSingle256 : AdaGradStepTests<float, Bits256>;

public sealed class AdaGradStepTestsSingle128 : AdaGradStepTests<float, Bits128>;

public sealed class AdaGradStepTestsSingleScalar : AdaGradStepTests<float, Scalar>;

public sealed class AdaGradStepTestsDouble512 : AdaGradStepTests<double, Bits512>;

public sealed class AdaGradStepTestsDouble256 : AdaGradStepTests<double, Bits256>;

public sealed class AdaGradStepTestsDouble128 : AdaGradStepTests<double, Bits128>;

public sealed class AdaGradStepTestsDoubleScalar : AdaGradStepTests<double, Scalar>;
