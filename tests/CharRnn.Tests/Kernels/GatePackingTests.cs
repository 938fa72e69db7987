using CharRnn.Kernels;

namespace CharRnn.Tests.Kernels;

/// <summary>The order of interleaved units, for hidden sizes that fill the last unit and that do not.</summary>
public sealed class GatePackingTests
{
    [Theory]
    [InlineData(1, 0)]
    [InlineData(3, 2)]
    [InlineData(4, 0)]
    public void PackTransposed_any_hidden_size_writes_every_unit_and_no_padding(int gateCount, int firstGate)
    {
        int size = PackedMatrix<double>.Unit;
        for (int m = 1; m <= 3 * size; m++)
        {
            int stride = gateCount * m, rows = m + 1, height = m + 3;
            double[] source = [.. Enumerable.Range(0, stride * rows).Select(i => (double)i)];
            double[] target = new double[gateCount * PackedMatrix<double>.PaddedRows(m) * height], expected = new double[target.Length];
            Array.Fill(target, -1);
            Array.Fill(expected, -1);
            for (int gate = 0; gate < gateCount; gate++)
            {
                int place = (gate - firstGate + gateCount) % gateCount;
                for (int unit = 0; unit < m; unit++)
                {
                    int column = (unit / size * size * gateCount) + (place * size) + (unit % size);
                    for (int row = 0; row < rows; row++)
                    {
                        expected[(column * height) + row] = source[(row * stride) + (gate * m) + unit];
                    }
                }
            }

            GatePacking.PackTransposed<double>(source, stride, rows, new GateRows(m, gateCount, gateCount, FirstPart: 0, firstGate), target, height);

            target.Should().Equal(expected, $"m is {m}");
        }
    }
}
