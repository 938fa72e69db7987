using System.Numerics;

namespace CharRnn.Network;

/// <summary>Makes the recurrent weights orthogonal, so that W neither shrinks nor stretches a hidden state.</summary>
/// <remarks>
/// Saxe, McClelland, Ganguli (2014), "Exact solutions to the nonlinear dynamics of learning in deep linear neural networks",
/// ICLR. The columns of independent normal numbers are orthonormalised one after the other (modified Gram–Schmidt). The result is uniformly
/// distributed over the orthogonal matrices up to sign.
/// </remarks>
internal static class OrthogonalMatrix
{
    /// <summary>Replaces the m×m block of each gate in every W by the orthogonal matrix that its columns span. About 2·m³ operations per gate.</summary>
    /// <param name="parameters">Parameters whose W holds independent normal numbers.</param>
    internal static void MakeRecurrent<T>(RnnParameters<T> parameters)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int m = parameters.Architecture.HiddenSize;
        foreach (ParameterBlock<T> block in parameters.BlockSpan)
        {
            for (int row = 0; block.Entry.Role == ParameterRole.RecurrentWeights && row < block.RowCount; row += m)
            {
                Orthonormalize(block.Values[row..], m, block.RowCount);
            }
        }
    }

    /// <summary>Gram–Schmidt in double precision: subtracts from each column its components along all earlier ones.</summary>
    private static void Orthonormalize<T>(Span<T> values, int m, int stride)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double[] columns = new double[m * m];
        for (int j = 0; j < m; j++)
        {
            for (int i = 0; i < m; i++)
            {
                columns[(j * m) + i] = double.CreateTruncating(values[(j * stride) + i]);
            }
        }

        for (int j = 0; j < m; j++)
        {
            Span<double> column = columns.AsSpan(j * m, m);
            Scale(column, 1 / Math.Sqrt(Dot(column, column)));
            for (int k = j + 1; k < m; k++)
            {
                Span<double> later = columns.AsSpan(k * m, m);
                AddScaled(later, column, -Dot(later, column));
            }

            for (int i = 0; i < m; i++)
            {
                values[(j * stride) + i] = T.CreateTruncating(column[i]);
            }
        }
    }

    private static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        // Four partial sums rather than as many as the processor's vectors have elements, so that the bits are the same on every machine.
        double s0 = 0, s1 = 0, s2 = 0, s3 = 0;
        int i = 0;
        for (; i + 4 <= x.Length; i += 4)
        {
            s0 += x[i] * y[i];
            s1 += x[i + 1] * y[i + 1];
            s2 += x[i + 2] * y[i + 2];
            s3 += x[i + 3] * y[i + 3];
        }

        for (; i < x.Length; i++)
        {
            s0 += x[i] * y[i];
        }

        return s0 + s1 + (s2 + s3);
    }

    private static void AddScaled(Span<double> x, ReadOnlySpan<double> y, double factor)
    {
        for (int i = 0; i < x.Length; i++)
        {
            x[i] += factor * y[i];
        }
    }

    private static void Scale(Span<double> x, double factor)
    {
        for (int i = 0; i < x.Length; i++)
        {
            x[i] *= factor;
        }
    }
}
