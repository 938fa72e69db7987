namespace CharRnn.Optimization.Derivatives;

/// <summary>Difference quotients of the loss: the central difference, and Ridders' extrapolation from several of them.</summary>
/// <remarks>
/// The loss is a sum over the positions of a window. This code adds the <em>differences</em> of its terms, Σ(l⁺ − l⁻), instead of
/// subtracting the sums, Σl⁺ − Σl⁻. The rounding error of a sum grows with the window. The difference of two terms that are close is
/// exact, so only the rounding errors of the terms themselves remain.
/// </remarks>
internal sealed class DifferenceQuotients(PerturbedLoss loss, double step, bool extrapolate) : GradientWorker
{
    /// <summary>The number of steps that are tried: the smallest is 1/512 of the first.</summary>
    private const int Levels = 10;

    /// <summary>The search ends when the newest estimate is worse than the best one by this factor.</summary>
    private const double Safety = 2;

    /// <summary>The minimum number of rows of the triangle, because two early rows can agree by chance.</summary>
    private const int LeastLevels = 4;

    /// <summary>ε of double, 2⁻⁵².</summary>
    private const double Epsilon = 2.220446049250313e-16;

    private readonly double[] _current = new double[Levels];
    private readonly double[] _previous = new double[Levels];

    private readonly double[] _above = new double[loss.TermCount];
    private readonly double[] _below = new double[loss.TermCount];

    // The possible rounding error of the last central difference.
    private double _rounding;

    internal override void Differentiate(int block, ReadOnlySpan<int> indexes, Span<double> gradients, Span<double> errors)
    {
        foreach (int index in indexes)
        {
            double value = loss.Select(block, index), error = 0;
            try
            {
                gradients[index] = loss.IsConstant ? 0 : extrapolate ? Extrapolate(value, out error) : Central(value, step);
            }
            finally
            {
                loss.Release();
            }

            if (!errors.IsEmpty)
            {
                errors[index] = error;
            }
        }
    }

    /// <summary>(L(θ + s) − L(θ − s)) / 2s, where 2s is the distance between the two values of θ after rounding.</summary>
    private double Central(double value, double s)
    {
        double above = loss.Round(value + s), below = loss.Round(value - s), difference = 0, squares = 0;
        loss.At(above, _above);
        loss.At(below, _below);
        for (int n = 0; n < _above.Length; n++)
        {
            difference += _above[n] - _below[n];

            // A term is the logarithm of a sum, so near 0 its error is that of a number near 1.
            double size = Math.Max(1, Math.Abs(_above[n]));
            squares += size * size;
        }

        // The errors of the terms are independent, so their squares add up.
        _rounding = Epsilon * Math.Sqrt(squares) / s;
        return difference / (above - below);
    }

    /// <summary>
    /// Column 0 of a triangle holds central differences D(s), D(s/2), …, whose errors are series in s², s⁴, ….
    /// Column j combines neighbours so that the terms up to s²ʲ cancel:
    /// (4ʲ·D[row, j−1] − D[row−1, j−1]) / (4ʲ − 1). The estimated error is the difference between neighbours plus the
    /// rounding error of the smallest step: losses are multiples of their last bit, so neighbours can agree exactly.
    /// </summary>
    private double Extrapolate(double value, out double error)
    {
        double s = step, best = Central(value, s);
        error = double.PositiveInfinity;
        _previous[0] = best;
        for (int row = 1; row < Levels; row++)
        {
            s /= 2;
            _current[0] = Central(value, s);
            double power = 1;
            for (int j = 1; j <= row; j++)
            {
                power *= 4;
                _current[j] = ((power * _current[j - 1]) - _previous[j - 1]) / (power - 1);
                double disagreement = Math.Max(Math.Abs(_current[j] - _current[j - 1]), Math.Abs(_current[j] - _previous[j - 1])) + _rounding;
                if (disagreement <= error)
                {
                    error = disagreement;
                    best = _current[j];
                }
            }

            // From here on smaller steps only add rounding errors.
            if (row >= LeastLevels && !(Math.Abs(_current[row] - _previous[row - 1]) < Safety * error))
            {
                break;
            }

            _current.CopyTo(_previous, 0);
        }

        return best;
    }
}
