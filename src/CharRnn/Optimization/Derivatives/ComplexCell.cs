using System.Numerics;

namespace CharRnn.Optimization.Derivatives;

/// <summary>One step of one hidden unit of each cell, written like the equations in docs/cells.md. Meant to be read and to verify the gradients, not to be fast.</summary>
/// <remarks>
/// It uses complex arithmetic, so that a gradient check can differentiate the same lines by a complex step. It shares no code with the
/// passes of the network.
/// </remarks>
internal static class ComplexCell
{
    /// <summary>One step of one hidden unit.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="read">U x + b, one number for each gate: the contribution of the character or of the layer below.</param>
    /// <param name="recalled">W h₋, one number for each gate: the contribution of the previous step. Includes d if the cell has one.</param>
    /// <param name="state">h (then c, if the cell has one). In: before the step. Out: after it.</param>
    internal static void Step(RnnCell cell, ReadOnlySpan<Complex> read, ReadOnlySpan<Complex> recalled, Span<Complex> state)
    {
        switch (cell)
        {
            case RnnCell.Tanh:
                state[0] = Tanh(read[0] + recalled[0]);
                break;
            case RnnCell.Gru:
                state[0] = Gru(read, recalled, state[0]);
                break;
            case RnnCell.Lstm:
                (state[0], state[1]) = Lstm(read, recalled, state[1]);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(cell), cell, "The cell has no equations here.");
        }
    }

    /// <summary>Equation (2).</summary>
    private static Complex Tanh(Complex a) => Complex.Tanh(a);

    /// <summary>Equations (29) to (32): gates r, z, n.</summary>
    private static Complex Gru(ReadOnlySpan<Complex> read, ReadOnlySpan<Complex> recalled, Complex before)
    {
        Complex r = Sigmoid(read[0] + recalled[0]);
        Complex z = Sigmoid(read[1] + recalled[1]);
        Complex n = Complex.Tanh(read[2] + (r * recalled[2]));
        return ((1 - z) * n) + (z * before);
    }

    /// <summary>Equations (23) to (25): gates i, f, g, o.</summary>
    private static (Complex H, Complex C) Lstm(ReadOnlySpan<Complex> read, ReadOnlySpan<Complex> recalled, Complex before)
    {
        Complex i = Sigmoid(read[0] + recalled[0]);
        Complex f = Sigmoid(read[1] + recalled[1]);
        Complex g = Complex.Tanh(read[2] + recalled[2]);
        Complex o = Sigmoid(read[3] + recalled[3]);
        Complex c = (f * before) + (i * g);
        return (o * Complex.Tanh(c), c);
    }

    /// <summary>σ(x) = 1 / (1 + e^−x), written so that the exponent is never large and positive.</summary>
    private static Complex Sigmoid(Complex x)
    {
        if (x.Real >= 0)
        {
            return 1 / (1 + Complex.Exp(-x));
        }

        Complex power = Complex.Exp(x);
        return power / (1 + power);
    }
}
