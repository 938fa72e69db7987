using System.Numerics;
using CharRnn.Optimization;

namespace CharRnn.Tests.Optimization;

public sealed class InputRateFactorTestsDouble : InputRateFactorTests<double>;

public sealed class InputRateFactorTestsSingle : InputRateFactorTests<float>;

/// <summary>U of the first layer is updated as with another learning rate, all other parameters as without the factor.</summary>
public abstract class InputRateFactorTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>A power of two, so that products with it are not rounded.</summary>
    private const double Factor = 4;

    private static readonly LearningRateSchedule _schedule = LearningRateSchedule.Cosine(10) with { WarmUp = 3 };

    public static TheoryData<OptimizerOptions> Every =>
    [
        new OptimizerOptions { Kind = OptimizerKind.AdaGrad, LearningRate = 0.1, Schedule = _schedule },
        new OptimizerOptions { Kind = OptimizerKind.Sgd, LearningRate = 0.1, Schedule = _schedule },
        new OptimizerOptions { Kind = OptimizerKind.Sgd, LearningRate = 0.1, Momentum = 0.8, Schedule = _schedule },
        new OptimizerOptions { Kind = OptimizerKind.RmsProp, LearningRate = 0.01, Schedule = _schedule },
        new OptimizerOptions { Kind = OptimizerKind.Adam, LearningRate = 0.01, Schedule = _schedule },
        new OptimizerOptions { Kind = OptimizerKind.Adam, LearningRate = 0.01, WeightDecay = 0.5, Schedule = _schedule },
    ];

    [Fact]
    public void Every_rule_is_here()
        => ((IEnumerable<object[]>)Every).Select(row => ((OptimizerOptions)row[0]).Kind).Distinct().Should().BeEquivalentTo(Enum.GetValues<OptimizerKind>());

    [Theory]
    [MemberData(nameof(Every))]
    public void It_is_another_learning_rate_for_the_characters_weights_alone(OptimizerOptions options)
    {
        foreach (RnnCell cell in Enum.GetValues<RnnCell>())
        {
            RnnArchitecture architecture = Networks.Architecture(7, 5, cell, 2);
            RnnParameters<T> with = Trained(architecture, options with { InputRateFactor = Factor });
            RnnParameters<T> without = Trained(architecture, options);

            // The decay goes with η alone, so that it is less beside the larger rate.
            RnnParameters<T> faster = Trained(architecture, options with { LearningRate = options.LearningRate * Factor, WeightDecay = options.WeightDecay / Factor });
            for (int block = 0; block < with.Blocks.Count; block++)
            {
                string name = with.Blocks[block].Name;
                RnnParameters<T> same = name == "U" ? faster : without;
                with.Blocks[block].Values.ToArray().Should().Equal(same.Blocks[block].Values.ToArray(), $"{cell}, {name}");
            }

            with.Blocks[0].Values.ToArray().Should().NotEqual(without.Blocks[0].Values.ToArray());
        }
    }

    [Theory]
    [MemberData(nameof(Every))]
    public void Options_keep_it(OptimizerOptions options)
    {
        RnnArchitecture architecture = Networks.Architecture(7, 5);

        Optimizer.Create<T>(architecture, options with { InputRateFactor = Factor }).Options.InputRateFactor.Should().Be(Factor);
        Optimizer.Create<T>(architecture, options).Options.Should().Be(options with { InputRateFactor = null });
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_factor_that_is_not_a_positive_number_is_refused(double factor)
    {
        Optimizer<T> optimizer = Optimizer.Create<T>(Networks.Architecture(7, 5));

        optimizer.Invoking(one => one.InputRateFactor = factor).Should().Throw<ArgumentOutOfRangeException>().WithParameterName("InputRateFactor");
        optimizer.InputRateFactor.Should().Be(1);
        FluentActions.Invoking(() => new OptimizerOptions { InputRateFactor = factor }).Should().Throw<ArgumentOutOfRangeException>().WithParameterName("InputRateFactor");
    }

    private static RnnParameters<T> Trained(RnnArchitecture architecture, OptimizerOptions options)
    {
        var parameters = new RnnParameters<T>(architecture);
        parameters.Randomize(new Random(1), 0.5);
        Optimizer<T> optimizer = Optimizer.Create<T>(architecture, options);
        for (int step = 0; step < 6; step++)
        {
            var gradients = new RnnParameters<T>(architecture);
            gradients.Randomize(new Random(2 + step), 1);
            optimizer.Apply(parameters, gradients);
        }

        return parameters;
    }
}
