using CharRnn.Network;

namespace CharRnn.Tests.Network;

/// <summary>The masks, and their use by the forward and the backward pass.</summary>
public class DropoutTests
{
    private const int M = 100;
    private const int Columns = 500;

    public static TheoryData<RnnCell, int> CellsAndDepths => Networks.CellsAndDepths;

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public void A_mask_drops_its_share_and_scales_the_rest(double rate)
    {
        double[] mask = Mask(new Dropout(rate, 1, 2));

        // Within five standard errors of a binomial share.
        double dropped = mask.Count(value => value == 0) / (double)mask.Length;
        dropped.Should().BeApproximately(rate, 5 * Math.Sqrt(rate * (1 - rate) / mask.Length));
        mask.Where(value => value != 0).Should().OnlyContain(value => value == 1 / (1 - rate));

        // Neighbours in a column, and in a row, are independent: the share of pairs dropped is the square.
        double pairs = rate * rate, error = 5 * Math.Sqrt(pairs * (1 - pairs) / mask.Length);
        (Enumerable.Range(0, mask.Length - 1).Count(i => mask[i] == 0 && mask[i + 1] == 0) / (double)mask.Length).Should().BeApproximately(pairs, error);
        (Enumerable.Range(0, mask.Length - M).Count(i => mask[i] == 0 && mask[i + M] == 0) / (double)(mask.Length - M)).Should().BeApproximately(pairs, error);
    }

    [Fact]
    public void Masks_depend_on_seed_update_layer_and_element_only()
    {
        double[] mask = Mask(new Dropout(0.5, 1, 2));
        Mask(new Dropout(0.5, 1, 2)).Should().Equal(mask);
        foreach (double[] other in new[] { Mask(new Dropout(0.5, 2, 2)), Mask(new Dropout(0.5, 1, 3)), Mask(new Dropout(0.5, 1, 2), layer: 1), Mask(new Dropout(0.5, 2, 1)) })
        {
            // Two independent masks agree in half of the places.
            (other.Zip(mask).Count(pair => pair.First == pair.Second) / (double)mask.Length).Should().BeApproximately(0.5, 0.02);
        }

        // A part of the columns on its own, as another thread computes it.
        var part = new double[M * 10];
        Array.Fill(part, 1);
        new Dropout(0.5, 1, 2).Apply<double>(part, part, M, M, 0, 70, 10);
        part.Should().Equal(mask.AsSpan(70 * M, 10 * M).ToArray());
    }

    /// <summary>
    /// A resumed run and a repeated one need the masks of the version that they began with. These are from a Python program that chains the numbers of SplitMix64
    /// (the first with seed 0 is E220A8397B1DCDAF) as the remarks of <see cref="Dropout"/> say; 1 is kept.
    /// </summary>
    [Theory]
    [InlineData(0.5, 1, 2, 0, 0, "11011000110010110001101111110001011000011")]
    [InlineData(0.5, 1, 2, 0, 3, "11000100101101010100011001011111011100011")]
    [InlineData(0.3, 0, 1, 1, 0, "01001011011100101111111100001011011110111")]
    [InlineData(0.3, ulong.MaxValue, 1L << 33, 2, 7, "11110010110110110011111011111011101101011")]
    [InlineData(0.05, 7, 0, 0, 1, "11111111111111101111111111011011111011111")]
    public void Masks_are_those_of_every_version(double rate, ulong seed, long update, int layer, int column, string expected)
    {
        double[] mask = new double[expected.Length];
        Array.Fill(mask, 1);
        new Dropout(rate, seed, update).Apply<double>(mask, mask, mask.Length, mask.Length, layer, column, 1);
        string.Concat(mask.Select(value => value == 0 ? '0' : '1')).Should().Be(expected);
    }

    [Fact]
    public void The_same_numbers_are_dropped_in_float()
    {
        var single = new float[M * Columns];
        Array.Fill(single, 1);
        new Dropout(0.3, 1, 2).Apply<float>(single, single, M, M, 0, 0, Columns);
        single.Select(value => value == 0).Should().Equal(Mask(new Dropout(0.3, 1, 2)).Select(value => value == 0));
    }

    [Theory]
    [MemberData(nameof(CellsAndDepths))]
    public void Backward_is_the_derivative_under_the_masks(RnnCell cell, int layers)
    {
        const int K = 9, Steps = 6, Batch = 2;
        RnnParameters<double> parameters = new(Networks.Architecture(K, 21, cell, layers));
        var random = new Random(7);
        parameters.Randomize(random, 0.4);
        var network = new Rnn<double>(parameters);
        var workspace = new RnnWorkspace<double>(parameters.Architecture, Steps, Batch, threadCount: 1);
        int[] inputs = [.. Enumerable.Range(0, Steps * Batch).Select(_ => random.Next(K))], targets = [.. inputs.Select(_ => random.Next(K))];
        double Loss() => network.ForwardInTraining(inputs, targets, restarts: default, new double[network.StateSize * Batch], workspace, new Dropout(0.4, 3, 11));

        double masked = Loss(), plain = network.Forward(inputs, targets, new double[network.StateSize * Batch], workspace);
        masked.Should().NotBeApproximately(plain, 1e-3);
        Loss();
        var gradients = new RnnParameters<double>(parameters.Architecture);
        network.Backward(workspace, gradients);
        foreach ((ParameterBlock<double> block, ParameterBlock<double> gradient) in parameters.Blocks.Zip(gradients.Blocks))
        {
            // Along a random direction of each block; ε·L/step is about 1e-11, and the third derivative's share is smaller.
            double[] direction = [.. Enumerable.Range(0, block.Values.Length).Select(_ => random.NextDouble() - 0.5)];
            double analytic = direction.Zip(gradient.Values.ToArray(), (d, g) => d * g).Sum();
            double numerical = (Along(block, direction, 1e-5, Loss) - Along(block, direction, -1e-5, Loss)) / 2e-5;
            analytic.Should().BeApproximately(numerical, 1e-7 * Math.Max(1, Math.Abs(numerical)), block.Name);
        }
    }

    [Fact]
    public void A_pass_without_dropout_has_the_bits_of_one_that_never_knew_it()
    {
        RnnParameters<double> parameters = new(Networks.Architecture(5, 20, RnnCell.Lstm, 2));
        parameters.Randomize(new Random(7), 0.4);
        var network = new Rnn<double>(parameters);
        var workspace = new RnnWorkspace<double>(parameters.Architecture, 3);
        int[] inputs = [1, 2, 3], targets = [2, 3, 4];
        double before = network.Forward(inputs, targets, new double[network.StateSize], workspace);
        network.ForwardInTraining(inputs, targets, restarts: default, new double[network.StateSize], workspace, new Dropout(0.5, 1, 1)).Should().NotBe(before);
        network.Forward(inputs, targets, new double[network.StateSize], workspace).Should().Be(before);
        network.ForwardInTraining(inputs, targets, restarts: default, new double[network.StateSize], workspace, new Dropout(0, 1, 1)).Should().Be(before);
    }

    private static double Along(ParameterBlock<double> block, double[] direction, double step, Func<double> loss)
    {
        double[] before = block.Values.ToArray();
        for (int i = 0; i < before.Length; i++)
        {
            block.Values[i] += step * direction[i];
        }

        double result = loss();
        before.CopyTo(block.Values);
        return result;
    }

    private static double[] Mask(Dropout dropout, int layer = 0)
    {
        var ones = new double[M * Columns];
        Array.Fill(ones, 1);
        dropout.Apply<double>(ones, ones, M, M, layer, 0, Columns);
        return ones;
    }
}
