using System.Numerics;
using CharRnn.Kernels;
using CharRnn.Network;

namespace CharRnn.Tests.Network;

/// <summary>V multiplied block by block gives the bits of V packed as a whole, whatever part of a block the vocabulary fills.</summary>
public abstract class OutputWeightBlocksTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int Columns = 7;

    public static TheoryData<int, int> Sizes
    {
        get
        {
            var sizes = new TheoryData<int, int>();
            foreach (int k in (int[])[1, 31, 32, 33, 128, 129, 255, 256, 257, 383, 384, 385, 416, 417, 513, 1024, 1100])
            {
                foreach (int m in (int[])[1, 20, 100, 300])
                {
                    sizes.Add(k, m);
                }
            }

            return sizes;
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Logits_have_the_bits_of_a_whole_product(int k, int m)
    {
        T[] v = Reals(k * m, 1);
        int stride = PackedMatrix<T>.ColumnStride(m), outputStride = PackedMatrix<T>.PaddedRows(k);
        T[] hidden = Reals(stride * Columns, 2), expected = Reals(outputStride * Columns, 3), actual = [.. expected];
        var whole = new PackedMatrix<T>(k, m, isHigh: true);
        for (int panel = 0; panel < whole.PanelCount; panel++)
        {
            whole.PackPanel(v, k, panel);
        }

        KernelSet<T>.Best.Multiply(whole, 0, whole.PanelCount, hidden, 1, stride, expected, outputStride, outputStride, Columns, accumulate: true);
        Blocks(k, m).Multiply(v, hidden, stride, actual, outputStride, Columns);

        actual.Should().Equal(expected);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Gradient_of_the_states_has_the_bits_of_a_whole_product(int k, int m)
    {
        T[] v = Reals(k * m, 1);
        int stride = PackedMatrix<T>.ColumnStride(m), outputStride = PackedMatrix<T>.PaddedRows(k);
        T[] dO = Reals(outputStride * Columns, 2), expected = Reals(stride * Columns, 3), actual = [.. expected];
        var whole = new PackedMatrix<T>(m, k);
        whole.PackTransposed(v, k, k);

        KernelSet<T>.Best.Multiply(whole, 0, whole.PanelCount, dO, 1, outputStride, expected, stride, stride, Columns, accumulate: false);
        Blocks(k, m).MultiplyTransposed(v, dO, outputStride, actual, stride, Columns);

        actual.Should().Equal(expected);
    }

    private static OutputWeightBlocks<T> Blocks(int k, int m) => new(new RnnArchitecture { VocabularySize = k, HiddenSize = m });

    private static T[] Reals(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => T.CreateChecked(random.NextDouble() - 0.5))];
    }
}

public sealed class OutputWeightBlocksTestsDouble : OutputWeightBlocksTests<double>;

public sealed class OutputWeightBlocksTestsSingle : OutputWeightBlocksTests<float>;
