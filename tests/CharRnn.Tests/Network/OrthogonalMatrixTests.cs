using CharRnn.Network;

namespace CharRnn.Tests.Network;

public sealed class OrthogonalMatrixTests
{
    [Theory]
    [InlineData(RnnCell.Tanh, 1, 1)]
    [InlineData(RnnCell.Tanh, 1, 37)]
    [InlineData(RnnCell.Gru, 2, 10)]
    [InlineData(RnnCell.Lstm, 3, 5)]
    public void Every_gate_of_every_W_becomes_orthogonal_and_nothing_else_changes(RnnCell cell, int layers, int m)
    {
        var architecture = Networks.Architecture(7, m, cell, layers);
        var parameters = new RnnParameters<double>(architecture);
        parameters.RandomizeScaled(new Random(1));
        RnnParameters<double> before = parameters.Clone();

        OrthogonalMatrix.MakeRecurrent(parameters);

        for (int i = 0; i < parameters.Blocks.Count; i++)
        {
            ParameterBlock<double> block = parameters.Blocks[i];
            if (block.Name[0] != 'W')
            {
                block.Values.SequenceEqual(before.Blocks[i].Values).Should().BeTrue(block.Name);
                continue;
            }

            for (int row = 0; row < block.RowCount; row += m)
            {
                var gate = block.AsMatrix().SubMatrix(row, m, 0, m);
                var product = gate.TransposeThisAndMultiply(gate);
                product.EnumerateIndexed().Should().OnlyContain(e => Math.Abs(e.Item3 - (e.Item1 == e.Item2 ? 1 : 0)) < 1e-12);
            }
        }
    }

    /// <summary>By hand: the columns (3, 4) and (5, 0) become (0.6, 0.8) and (0.8, −0.6).</summary>
    [Fact]
    public void Columns_are_orthonormalized_one_after_the_other()
    {
        var parameters = new RnnParameters<float>(Networks.Architecture(1, 2));
        new float[] { 3, 4, 5, 0 }.CopyTo(parameters.Blocks[1].Values);

        OrthogonalMatrix.MakeRecurrent(parameters);

        parameters.Blocks[1].Values.ToArray().Should().Equal(new[] { 0.6f, 0.8f, 0.8f, -0.6f }, (one, other) => Math.Abs(one - other) < 1e-6);
    }
}
