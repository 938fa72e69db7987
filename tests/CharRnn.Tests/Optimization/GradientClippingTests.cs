using System.Numerics;
using CharRnn.Optimization;

namespace CharRnn.Tests.Optimization;

public abstract class GradientClippingTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [Fact]
    public void ClipElements_brings_every_element_of_every_block_within_the_limit()
    {
        RnnParameters<T> gradients = new(Networks.Architecture(7, 5));
        foreach (ParameterBlock<T> block in gradients.Blocks)
        {
            for (int i = 0; i < block.Values.Length; i++)
            {
                block.Values[i] = T.CreateChecked((i % 9) - 4);
            }
        }

        GradientClipping.ClipElements(gradients, T.CreateChecked(2));

        foreach (ParameterBlock<T> block in gradients.Blocks)
        {
            for (int i = 0; i < block.Values.Length; i++)
            {
                block.Values[i].Should().Be(T.CreateChecked(Math.Clamp((i % 9) - 4, -2, 2)), "{0}[{1}]", block.Name, i);
            }
        }
    }

    [Fact]
    public void ClipElements_clips_infinity_and_keeps_NaN()
    {
        // Every place that a vector or the rest after the vectors can hold.
        for (int place = 0; place < 35; place++)
        {
            RnnParameters<T> gradients = new(Networks.Architecture(7, 5));
            Span<T> values = gradients.Blocks[0].Values;
            values[place] = T.NaN;
            values[(place + 1) % 35] = T.PositiveInfinity;
            values[(place + 2) % 35] = T.NegativeInfinity;

            GradientClipping.ClipElements(gradients, T.CreateChecked(5));

            T.IsNaN(values[place]).Should().BeTrue();
            values[(place + 1) % 35].Should().Be(T.CreateChecked(5));
            values[(place + 2) % 35].Should().Be(T.CreateChecked(-5));
        }
    }

    [Fact]
    public void ClipElements_with_an_infinite_limit_changes_nothing()
    {
        RnnParameters<T> gradients = Networks.Random<T>(7, 5, seed: 1, standardDeviation: 1e6), before = gradients.Clone();

        GradientClipping.ClipElements(gradients, T.PositiveInfinity);

        Numbers.ShouldBeSame(gradients, before, "the gradient");
    }

    [Fact]
    public void ClipGlobalNorm_shortens_all_blocks_as_one_vector()
    {
        // 1² + 2² + 4² + 6² + 8² = 11²
        RnnParameters<T> gradients = OneNumberPerBlock(1, -2, 4, -6, 8);

        T norm = GradientClipping.ClipGlobalNorm(gradients, T.CreateTruncating(5.5));

        norm.Should().Be(T.CreateChecked(11));
        ShouldHold(gradients, 0.5, -1, 2, -3, 4);
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(double.PositiveInfinity)]
    public void ClipGlobalNorm_leaves_a_vector_that_is_short_enough(double limit)
    {
        RnnParameters<T> gradients = OneNumberPerBlock(1, -2, 4, -6, 8);

        GradientClipping.ClipGlobalNorm(gradients, T.CreateTruncating(limit)).Should().Be(T.CreateChecked(11));

        ShouldHold(gradients, 1, -2, 4, -6, 8);
    }

    [Fact]
    public void ClipGlobalNorm_shortens_a_vector_whose_square_overflows()
    {
        // Clipping exists for exploding gradients.
        double huge = Numbers.Choose<T>(1e200, 1e30);
        RnnParameters<T> gradients = OneNumberPerBlock(1 * huge, -2 * huge, 4 * huge, -6 * huge, 8 * huge);

        double norm = Numbers.ToDouble(GradientClipping.ClipGlobalNorm(gradients, T.CreateChecked(11)));

        (norm / huge).Should().BeApproximately(11, 11 * Numbers.Tolerance<T>());
        ShouldHold(gradients, 1, -2, 4, -6, 8);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void ClipGlobalNorm_leaves_a_damaged_gradient_to_the_health_guard(double damage)
    {
        RnnParameters<T> gradients = OneNumberPerBlock(1, 2, damage, 6, 8);

        T norm = GradientClipping.ClipGlobalNorm(gradients, T.One);

        T.IsFinite(norm).Should().BeFalse();
        gradients.HiddenBias[1].Should().Be(T.CreateChecked(6));
    }

    [Fact]
    public void Clipping_allocates_nothing()
    {
        RnnParameters<T> gradients = Networks.Random<T>(20, 30, seed: 1);

        Allocations.Of(() =>
        {
            GradientClipping.ClipElements(gradients, T.CreateTruncating(0.01));
            GradientClipping.ClipGlobalNorm(gradients, T.CreateTruncating(0.01));
        }).Should().Be(0);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.NegativeInfinity)]
    public void A_limit_that_is_none_is_refused(double given)
    {
        var gradients = new RnnParameters<T>(Networks.Architecture(2, 2));
        T value = T.CreateTruncating(given);

        FluentActions.Invoking(() => GradientClipping.ClipElements(gradients, value)).Should().Throw<ArgumentOutOfRangeException>().WithParameterName("limit");
        FluentActions.Invoking(() => GradientClipping.ClipGlobalNorm(gradients, value)).Should().Throw<ArgumentOutOfRangeException>().WithParameterName("limit");
    }

    [Fact]
    public void Missing_gradients_are_refused()
    {
        FluentActions.Invoking(() => GradientClipping.ClipElements<T>(null!, T.One)).Should().Throw<ArgumentNullException>().WithParameterName("gradients");
        FluentActions.Invoking(() => GradientClipping.ClipGlobalNorm<T>(null!, T.One)).Should().Throw<ArgumentNullException>().WithParameterName("gradients");
    }

    private static RnnParameters<T> OneNumberPerBlock(params double[] numbers)
    {
        var parameters = new RnnParameters<T>(Networks.Architecture(4, 3));
        for (int i = 0; i < numbers.Length; i++)
        {
            parameters.Blocks[i].Values[1] = T.CreateTruncating(numbers[i]);
        }

        return parameters;
    }

    private static void ShouldHold(RnnParameters<T> gradients, params double[] expected)
        => Numbers.ShouldBeClose<T>([.. gradients.Blocks.Select(block => block.Values[1])], expected, 10 * Numbers.Tolerance<T>(), "element");
}

public sealed class GradientClippingTestsDouble : GradientClippingTests<double>;

public sealed class GradientClippingTestsSingle : GradientClippingTests<float>;
