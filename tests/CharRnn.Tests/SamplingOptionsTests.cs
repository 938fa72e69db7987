namespace CharRnn.Tests;

public class SamplingOptionsTests
{
    [Fact]
    public void Defaults_sample_from_the_networks_own_probabilities()
    {
        var options = new SamplingOptions();

        options.Temperature.Should().Be(1);
        options.TopK.Should().Be(0);
        options.TopP.Should().Be(1);
        options.Prompt.Should().BeEmpty();
        options.StopText.Should().BeEmpty();
    }

    [Theory]
    [InlineData(-0.001)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void Temperature_out_of_range_is_refused(double value)
    {
        Action act = () => _ = new SamplingOptions { Temperature = value };

        act.Should().Throw<ArgumentOutOfRangeException>().WithParameterName("Temperature").Which.ActualValue.Should().Be(value);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-0.5)]
    [InlineData(1.0000001)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void TopP_out_of_range_is_refused(double value)
    {
        Action act = () => _ = new SamplingOptions { TopP = value };

        act.Should().Throw<ArgumentOutOfRangeException>().WithParameterName("TopP").Which.ActualValue.Should().Be(value);
    }

    [Fact]
    public void A_negative_TopK_is_refused()
    {
        Action act = () => _ = new SamplingOptions { TopK = -1 };

        act.Should().Throw<ArgumentOutOfRangeException>().WithParameterName("TopK").Which.ActualValue.Should().Be(-1);
    }

    [Fact]
    public void Texts_that_are_null_are_refused()
    {
        Action prompt = () => _ = new SamplingOptions { Prompt = null! };
        Action stopText = () => _ = new SamplingOptions { StopText = null! };

        prompt.Should().Throw<ArgumentNullException>().WithParameterName("Prompt");
        stopText.Should().Throw<ArgumentNullException>().WithParameterName("StopText");
    }

    [Fact]
    public void With_checks_as_the_initialiser_does()
    {
        var options = new SamplingOptions { Temperature = 0.5 };
        Action act = () => _ = options with { TopP = 2 };

        act.Should().Throw<ArgumentOutOfRangeException>().WithParameterName("TopP");
        (options with { TopK = 3 }).Should().Be(new SamplingOptions { Temperature = 0.5, TopK = 3 });
    }
}
