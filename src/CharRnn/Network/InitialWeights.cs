using System.Numerics;

namespace CharRnn.Network;

/// <summary>The initial weights of a new network. The measurements behind them are in docs/cells.md.</summary>
internal static class InitialWeights
{
    /// <summary>In an LSTM, every n-th unit starts with a long memory; this constant is n.</summary>
    private const int UnitsPerLongMemory = 2;

    /// <summary>T: the longest memory, in steps, with which an LSTM unit starts.</summary>
    private const double LongestMemory = 100;

    /// <summary>All weights N(0, σ²), all biases 0.</summary>
    internal static void Fill<T>(RnnParameters<T> parameters, Random random, double standardDeviation)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        foreach (ParameterBlock<T> block in parameters.BlockSpan)
        {
            if (block.Entry.IsVector)
            {
                block.Clear();
            }
            else
            {
                FillNormal(block.Values, random, standardDeviation);
            }
        }
    }

    /// <summary>Scales each matrix by its number of inputs; the biases are 0 except those of an LSTM's gates.</summary>
    internal static void FillScaled<T>(RnnParameters<T> parameters, Random random)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        CellShape shape = CellShape.Of(parameters.Architecture.Cell);
        foreach (ParameterBlock<T> block in parameters.BlockSpan)
        {
            if (block.Entry.IsVector)
            {
                block.Clear();
            }
            else
            {
                FillNormal(block.Values, random, Deviation(shape, block.Entry));
            }
        }

        if (shape.MemoryGates is { } gates)
        {
            int m = parameters.Architecture.HiddenSize;
            foreach (RnnLayerParameters<T> layer in parameters.LayerSpan)
            {
                Span<T> biases = layer.B.Values;
                StartOpen(biases.Slice(gates.Input * m, m), biases.Slice(gates.Forget * m, m));
            }
        }
    }

    /// <summary>
    /// Initialises the biases of an LSTM's memory gates. Forget gates start at 1 (Jozefowicz et al. 2015). Those of every second unit are spread evenly from
    /// there to ln(T − 1), at which a cell keeps its content for about T steps, and the input gates of these units start at the negative value (Tallec and
    /// Ollivier 2018). Most units then learn immediately, and some can carry information over long distances from the first update on.
    /// </summary>
    private static void StartOpen<T>(Span<T> inputGates, Span<T> forgetGates)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        forgetGates.Fill(T.One);
        int count = forgetGates.Length / UnitsPerLongMemory;
        for (int n = 0; n < count; n++)
        {
            double bias = 1 + ((n + 0.5) / count * (Math.Log(LongestMemory - 1) - 1));
            forgetGates[n * UnitsPerLongMemory] = T.CreateTruncating(bias);
            inputGates[n * UnitsPerLongMemory] = T.CreateTruncating(-bias);
        }
    }

    /// <summary>The number of terms in a sum: U of the first layer contributes one for every K, because it reads one character at a time.</summary>
    private static double Deviation(CellShape shape, ParameterEntry entry) => entry switch
    {
        { Role: ParameterRole.OutputWeights } => 1 / Math.Sqrt(entry.ColumnCount),
        { HasColumnPerCharacter: true } when shape.InputDeviation is { } deviation => deviation,
        _ => 1 / Math.Sqrt(2.0 * entry.ColumnCount),
    };

    private static void FillNormal<T>(Span<T> values, Random random, double standardDeviation)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int i = 0; i < values.Length; i += 2)
        {
            // Box–Muller: two independent normal numbers from two uniform ones.
            double radius = standardDeviation * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
            (double sin, double cos) = Math.SinCos(2 * Math.PI * random.NextDouble());
            values[i] = T.CreateSaturating(radius * cos);
            if (i + 1 < values.Length)
            {
                values[i + 1] = T.CreateSaturating(radius * sin);
            }
        }
    }
}
