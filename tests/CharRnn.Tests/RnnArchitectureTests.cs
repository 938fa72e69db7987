using System.Globalization;

namespace CharRnn.Tests;

public class RnnArchitectureTests
{
    [Fact]
    public void ParameterCount_counts_every_number_of_the_five_blocks()
    {
        // The published experiment: 2·80·100 + 100² + 100 + 80.
        Networks.Architecture(80, 100).ParameterCount.Should().Be(26_180);
        new RnnParameters<float>(Networks.Architecture(7, 3)).Blocks.Sum(block => block.Values.Length)
            .Should().Be((int)Networks.Architecture(7, 3).ParameterCount);
    }

    [Fact]
    public void ParameterCount_of_a_huge_network_does_not_overflow()
        => Networks.Architecture(1_000_000, 1_000_000).ParameterCount.Should().Be(3_000_002_000_000);

    [Fact]
    public void Default_is_one_tanh_layer()
    {
        Networks.Architecture(5, 7).Cell.Should().Be(RnnCell.Tanh);
        Networks.Architecture(5, 7).LayerCount.Should().Be(1);
        Networks.Architecture(5, 7).Should().Be(Networks.Architecture(5, 7, RnnCell.Tanh, 1)).And.NotBe(Networks.Architecture(5, 7, RnnCell.Gru, 1));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(101)]
    [InlineData(int.MaxValue)]
    public void A_number_of_layers_out_of_range_is_refused(int layers)
    {
        Action act = () => _ = Networks.Architecture(2, 2, RnnCell.Tanh, layers);

        act.Should().Throw<ArgumentOutOfRangeException>().WithParameterName("LayerCount").Which.ActualValue.Should().Be(layers);
    }

    [Fact]
    public void An_unknown_cell_is_refused_with_the_known_ones()
    {
        Action act = () => _ = Networks.Architecture(2, 2, (RnnCell)3, 1);

        act.Should().Throw<ArgumentOutOfRangeException>().WithParameterName("Cell").WithMessage("*Tanh, Gru, Lstm*");
    }

    [Theory]
    [InlineData(RnnCell.Tanh, 2, "K = 80, m = 100, tanh, 2 layers")]
    [InlineData(RnnCell.Gru, 1, "K = 80, m = 100, GRU")]
    [InlineData(RnnCell.Lstm, 3, "K = 80, m = 100, LSTM, 3 layers")]
    public void ToString_names_cell_and_layers_unless_it_is_one_tanh_layer(RnnCell cell, int layers, string expected)
        => Networks.Architecture(80, 100, cell, layers).ToString().Should().Be(expected);

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    public void A_size_below_one_is_refused(int size)
    {
        Action vocabulary = () => _ = new RnnArchitecture { VocabularySize = size, HiddenSize = 1 };
        Action hidden = () => _ = new RnnArchitecture { VocabularySize = 1, HiddenSize = size };

        vocabulary.Should().Throw<ArgumentOutOfRangeException>().WithParameterName("VocabularySize").Which.ActualValue.Should().Be(size);
        hidden.Should().Throw<ArgumentOutOfRangeException>().WithParameterName("HiddenSize").Which.ActualValue.Should().Be(size);
    }

    [Fact]
    public void Architectures_of_the_same_sizes_are_equal()
    {
        Networks.Architecture(5, 7).Should().Be(Networks.Architecture(5, 7));
        Networks.Architecture(5, 7).Should().NotBe(Networks.Architecture(7, 5));
        (Networks.Architecture(5, 7) with { HiddenSize = 8 }).Should().Be(Networks.Architecture(5, 8));
    }

    [Fact]
    public void ToString_gives_the_sizes_in_every_culture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("ar-SA");
            Networks.Architecture(80, 100).ToString().Should().Be("K = 80, m = 100");
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
