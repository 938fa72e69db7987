using CharRnn.Network;

namespace CharRnn.Tests.Network;

/// <summary>Names, order and shapes of the arrays of every cell and depth, and what depends on nothing else.</summary>
public class ParameterLayoutTests
{
    private const int K = 7;
    private const int M = 3;

    [Theory]
    [InlineData(RnnCell.Tanh, 1, "U:3x7 W:3x3 V:7x3 b:3 c:7")]
    [InlineData(RnnCell.Tanh, 2, "U:3x7 W:3x3 U2:3x3 W2:3x3 V:7x3 b:3 b2:3 c:7")]
    [InlineData(RnnCell.Gru, 1, "U:9x7 W:9x3 V:7x3 b:9 d:3 c:7")]
    [InlineData(RnnCell.Gru, 2, "U:9x7 W:9x3 U2:9x3 W2:9x3 V:7x3 b:9 d:3 b2:9 d2:3 c:7")]
    [InlineData(RnnCell.Lstm, 1, "U:12x7 W:12x3 V:7x3 b:12 c:7")]
    [InlineData(RnnCell.Lstm, 3, "U:12x7 W:12x3 U2:12x3 W2:12x3 U3:12x3 W3:12x3 V:7x3 b:12 b2:12 b3:12 c:7")]
    public void Blocks_have_names_and_shapes_in_this_order(RnnCell cell, int layers, string expected)
    {
        var parameters = new RnnParameters<double>(Networks.Architecture(K, M, cell, layers));

        string.Join(' ', parameters.Blocks.Select(block => $"{block.Name}:{block.RowCount}{(block.Entry.IsVector ? "" : $"x{block.ColumnCount}")}")).Should().Be(expected);
    }

    [Theory]
    [MemberData(nameof(Networks.CellsAndDepths), MemberType = typeof(Networks))]
    public void ParameterCount_is_the_length_of_all_blocks(RnnCell cell, int layers)
    {
        RnnArchitecture architecture = Networks.Architecture(K, M, cell, layers);

        architecture.ParameterCount.Should().Be(new RnnParameters<float>(architecture).Blocks.Sum(block => (long)block.Values.Length));
    }

    [Theory]
    [InlineData(RnnCell.Tanh, 1, 3)]
    [InlineData(RnnCell.Tanh, 3, 9)]
    [InlineData(RnnCell.Gru, 2, 6)]
    [InlineData(RnnCell.Lstm, 1, 6)]
    [InlineData(RnnCell.Lstm, 2, 12)]
    public void StateSize_counts_h_and_c_of_every_layer(RnnCell cell, int layers, int expected)
        => Networks.Architecture(K, M, cell, layers).StateSize.Should().Be(expected);

    [Theory]
    [MemberData(nameof(Networks.CellsAndDepths), MemberType = typeof(Networks))]
    public void Layers_are_views_of_the_blocks(RnnCell cell, int layers)
    {
        var parameters = new RnnParameters<double>(Networks.Architecture(K, M, cell, layers));
        parameters.Layers.Should().HaveCount(layers);
        for (int l = 0; l < layers; l++)
        {
            RnnLayerParameters<double> layer = parameters.Layers[l];
            string number = l == 0 ? "" : $"{l + 1}";
            layer.InputWeights[1, 2] = 1;
            layer.RecurrentWeights[2, 1] = 2;
            layer.Bias[1] = 3;
            Block("U" + number)[1 + (2 * layer.InputWeights.RowCount)].Should().Be(1);
            Block("W" + number)[2 + layer.RecurrentWeights.RowCount].Should().Be(2);
            Block("b" + number)[1].Should().Be(3);
            (layer.RecurrentBias is not null).Should().Be(cell == RnnCell.Gru);
            if (layer.RecurrentBias is { } d)
            {
                d[2] = 4;
                Block("d" + number)[2].Should().Be(4);
            }
        }

        parameters.InputWeights[1, 2].Should().Be(1);
        parameters.RecurrentWeights[2, 1].Should().Be(2);
        parameters.HiddenBias[1].Should().Be(3);

        Span<double> Block(string name) => parameters.Blocks.Single(block => block.Name == name).Values;
    }

    [Theory]
    [MemberData(nameof(Networks.CellsAndDepths), MemberType = typeof(Networks))]
    public void Randomize_draws_every_weight_and_clears_every_bias(RnnCell cell, int layers)
    {
        var parameters = new RnnParameters<double>(Networks.Architecture(40, 30, cell, layers));
        foreach (ParameterBlock<double> block in parameters.Blocks)
        {
            block.Values.Fill(9);
        }

        parameters.Randomize(new Random(1), 0.1);

        foreach (ParameterBlock<double> block in parameters.Blocks)
        {
            Deviation(block).Should().BeApproximately(block.Entry.IsVector ? 0 : 0.1, block.Entry.IsVector ? 0 : 0.02, block.Name);
        }
    }

    [Theory]
    [MemberData(nameof(Networks.CellsAndDepths), MemberType = typeof(Networks))]
    public void RandomizeScaled_scales_by_the_inputs_and_starts_forget_gates_open(RnnCell cell, int layers)
    {
        const int Vocabulary = 40, Hidden = 30;
        var parameters = new RnnParameters<double>(Networks.Architecture(Vocabulary, Hidden, cell, layers));
        foreach (ParameterBlock<double> block in parameters.Blocks)
        {
            block.Values.Fill(9);
        }

        parameters.RandomizeScaled(new Random(1));

        foreach (ParameterBlock<double> block in parameters.Blocks)
        {
            double expected = block.Entry.Role switch
            {
                ParameterRole.InputWeights when block.Entry.Layer == 0 => cell switch { RnnCell.Gru => 0.5, RnnCell.Lstm => 2, _ => 1 / Math.Sqrt(2 * Vocabulary) },
                ParameterRole.InputWeights or ParameterRole.RecurrentWeights => 1 / Math.Sqrt(2 * Hidden),
                ParameterRole.OutputWeights => 1 / Math.Sqrt(Hidden),
                _ => 0,
            };
            if (cell == RnnCell.Lstm && block.Entry.Role == ParameterRole.Bias)
            {
                ShouldRemember(block.Values, Hidden);
            }
            else
            {
                Deviation(block).Should().BeApproximately(expected, expected / 8, block.Name);
            }
        }
    }

    /// <summary>Gates i, f, g, o. Every second unit keeps 73 % to 99 % of c in a step and starts with its input closed as far; the others keep 73 %.</summary>
    private static void ShouldRemember(ReadOnlySpan<double> biases, int m)
    {
        double[] i = biases[..m].ToArray(), f = biases.Slice(m, m).ToArray(), longest = [.. f.Where((_, unit) => unit % 2 == 0)];
        biases[(2 * m)..].ToArray().Should().OnlyContain(bias => bias == 0);
        for (int unit = 0; unit < m; unit++)
        {
            i[unit].Should().Be(unit % 2 == 0 ? -f[unit] : 0);
            (unit % 2 == 0 || f[unit] == 1).Should().BeTrue();
        }

        longest.Should().BeInAscendingOrder().And.OnlyContain(bias => bias > 1 && bias < Math.Log(99));
        longest[^1].Should().BeGreaterThan(4.4, "its memory is near 100 steps");
    }

    [Theory]
    [InlineData(RnnCell.Gru, 27_000)]
    [InlineData(RnnCell.Lstm, 24_000)]
    [InlineData(RnnCell.Lstm, int.MaxValue)]
    public void Arrays_beyond_the_largest_are_refused(RnnCell cell, int m)
    {
        Action act = () => _ = new RnnParameters<float>(Networks.Architecture(2, m, cell, 1));

        act.Should().Throw<ArgumentException>().WithParameterName("architecture").WithMessage("*2147483591*");
    }

    private static double Deviation(ParameterBlock<double> block)
    {
        double sum = 0;
        foreach (double value in block.Values)
        {
            sum += value * value;
        }

        return Math.Sqrt(sum / block.Values.Length);
    }
}
