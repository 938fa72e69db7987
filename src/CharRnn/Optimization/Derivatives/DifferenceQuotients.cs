namespace CharRnn.Optimization.Derivatives;

/// <summary>Differences of the loss: the central difference, and Ridders' extrapolation of several.</summary>
/// <remarks>
/// The loss is a sum over the positions of a window, and what is added up are the <em>differences</em> of its terms, Σ(l⁺ − l⁻), not
/// the two sums Σl⁺ − Σl⁻. A sum rounds to its own last bit, which grows with the window; a difference of two terms that are close is
/// exact, and only the terms' own rounding is left.
/// </remarks>
internal sealed class DifferenceQuotients(PerturbedLoss loss, double step, bool extrapolate) : GradientWorker
{
    /// <summary>Steps that are tried: the smallest is 1/512 of the first.</summary>
    private const int Levels = 10;

    /// <summary>How much worse than the best estimate so far the newest may be before the search ends.</summary>
    private const double Safety = 2;

    /// <summary>Rows of the triangle before the search may end: two early rows can agree by chance.</summary>
    private const int LeastLevels = 4;

    /// <summary>ε of double, 2⁻⁵².</summary>
    private const double Epsilon = 2.220446049250313e-16;

    private readonly double[] _current = new double[Levels];
    private readonly double[] _previous = new double[Levels];

    private readonly double[] _above = new double[loss.TermCount];
    private readonly double[] _below = new double[loss.TermCount];

    // What rounding may have done to the last central difference.
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

    /// <summary>(L(θ + s) − L(θ − s)) / 2s, where 2s is the distance of the two numbers actually used.</summary>
    private double Central(double value, double s)
    {
        double above = loss.Round(value + s), below = loss.Round(value - s), difference = 0, squares = 0;
        loss.At(above, _above);
        loss.At(below, _below);
        for (int n = 0; n < _above.Length; n++)
        {
            difference += _above[n] - _below[n];

            // A term is the logarithm of a sum: near 0 its error is that of a number near 1.
            double size = Math.Max(1, Math.Abs(_above[n]));
            squares += size * size;
        }

        // The terms' errors are independent, so that their squares add up.
        _rounding = Epsilon * Math.Sqrt(squares) / s;
        return difference / (above - below);
    }

    /// <summary>
    /// Column 0 of a triangle holds central differences D(s), D(s/2), …, whose errors are series in s², s⁴, ….
    /// Column j combines neighbours so that the terms up to s²ʲ cancel:
    /// (4ʲ·D[row, j−1] − D[row−1, j−1]) / (4ʲ − 1). The estimated error is the disagreement of neighbours plus the
    /// rounding error of the smallest step: losses are multiples of their last bit, so neighbours may agree exactly.
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
