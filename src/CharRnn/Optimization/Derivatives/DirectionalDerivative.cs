using System.Numerics;

namespace CharRnn.Optimization.Derivatives;

/// <summary>The derivative of the loss along a direction in the space of all parameters.</summary>
internal static class DirectionalDerivative
{
    internal static double Compute(GradientWindow window, RnnParameters<double> direction, NumericalGradientOptions options)
    {
        double step = options.StepOrDefault;
        if (options.Method == NumericalMethod.ComplexStep)
        {
            var pass = new ComplexForwardPass(window);
            for (int b = 0; b < direction.Blocks.Count; b++)
            {
                ReadOnlySpan<double> elements = direction.Blocks[b].Elements;
                for (int i = 0; i < elements.Length; i++)
                {
                    pass.SetImaginary(b, i, step * elements[i]);
                }
            }

            return pass.Loss().Imaginary / step;
        }

        // The distance from the parameters along the direction, as the single element of a single block. It is 0 at first.
        var quotients = new DifferenceQuotients(new LossAlongDirection(window, direction), step, options.Method == NumericalMethod.Ridders);
        Span<double> result = stackalloc double[1];
        quotients.Differentiate(0, [0], result, default);
        return result[0];
    }

    /// <summary>Fills a direction with independent normal numbers N(0, 1), including the biases.</summary>
    internal static void Randomize(RnnParameters<double> direction, Random random)
    {
        foreach (ParameterBlock<double> block in direction.Blocks)
        {
            foreach (ref double element in block.Values)
            {
                element = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            }
        }
    }

    /// <summary>The inner product of a gradient and a direction.</summary>
    internal static double Project<T>(RnnParameters<T> gradient, RnnParameters<double> direction)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double sum = 0;
        for (int b = 0; b < gradient.Blocks.Count; b++)
        {
            ReadOnlySpan<T> g = gradient.Blocks[b].Elements;
            ReadOnlySpan<double> v = direction.Blocks[b].Elements;
            for (int i = 0; i < g.Length; i++)
            {
                sum += double.CreateTruncating(g[i]) * v[i];
            }
        }

        return sum;
    }

    internal static double Norm<T>(RnnParameters<T> gradient)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double sum = 0;
        foreach (ParameterBlock<T> block in gradient.Blocks)
        {
            foreach (T value in block.Elements)
            {
                double element = double.CreateTruncating(value);
                sum += element * element;
            }
        }

        return Math.Sqrt(sum);
    }

    /// <summary>L(θ + s·v) as a function of s, which is initially 0.</summary>
    private sealed class LossAlongDirection(GradientWindow window, RnnParameters<double> direction) : PerturbedLoss
    {
        private readonly RnnParameters<double> _parameters = window.Parameters.Clone();
        private readonly RnnWorkspace<double> _workspace = window.CreateWorkspace();
        private readonly double[] _state = new double[window.State.Length];

        internal override double Select(int block, int index) => 0;

        internal override int TermCount => window.Inputs.Length;

        internal override void At(double value, Span<double> terms)
        {
            for (int b = 0; b < direction.Blocks.Count; b++)
            {
                ReadOnlySpan<double> start = window.Parameters.Blocks[b].Elements, along = direction.Blocks[b].Elements;
                Span<double> target = _parameters.Blocks[b].Elements;
                for (int i = 0; i < target.Length; i++)
                {
                    target[i] = start[i] + (value * along[i]);
                }
            }

            window.Losses(_parameters, _workspace, _state).CopyTo(terms);
        }

        internal override void Release()
        {
        }
    }
}
