using System.Numerics;
using CharRnn.Optimization;
using CharRnn.Tests.Fixtures;

namespace CharRnn.Tests.Optimization;

/// <summary>What an optimiser shows of itself: its settings, and the state that it keeps between updates.</summary>
public abstract class OptimizerSettingsTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly RnnArchitecture _architecture = Networks.Architecture(7, 5);

    [Fact]
    public void An_optimizer_shows_the_settings_of_its_constructor()
    {
        new Adam<T>(_architecture, 0.5, beta1: 0.8, beta2: 0.7, epsilon: 1e-6, weightDecay: 0.25).Should().BeEquivalentTo(
            new { Architecture = _architecture, LearningRate = 0.5, Beta1 = 0.8, Beta2 = 0.7, Epsilon = 1e-6, WeightDecay = 0.25 });
        new RmsProp<T>(_architecture, 0.5, decay: 0.75, epsilon: 1e-6, initialAccumulator: 2, EpsilonPlacement.OutsideRoot).Should().BeEquivalentTo(
            new { Architecture = _architecture, LearningRate = 0.5, Decay = 0.75, Epsilon = 1e-6, InitialAccumulator = 2.0, EpsilonPlacement = EpsilonPlacement.OutsideRoot });
        new Sgd<T>(_architecture, 0.5, momentum: 0.75).Should().BeEquivalentTo(new { Architecture = _architecture, LearningRate = 0.5, Momentum = 0.75 });
    }

    /// <summary>Gradients of 2 and then 4; all numbers are exact in binary.</summary>
    [Fact]
    public void Moments_and_accumulator_are_fading_means()
    {
        var adam = new Adam<T>(_architecture, beta1: 0.5, beta2: 0.75);
        var rmsProp = new RmsProp<T>(_architecture, decay: 0.75, initialAccumulator: 8);
        foreach (int g in (int[])[2, 4])
        {
            adam.Apply(new RnnParameters<T>(_architecture), Filled(g));
            rmsProp.Apply(new RnnParameters<T>(_architecture), Filled(g));
        }

        OptimizersFixture.Flatten(adam.FirstMoment).Should().AllBeEquivalentTo(T.CreateChecked(((0.5 * 2) * 0.5) + (0.5 * 4)));
        OptimizersFixture.Flatten(adam.SecondMoment).Should().AllBeEquivalentTo(T.CreateChecked(((0.25 * 4) * 0.75) + (0.25 * 16)));
        OptimizersFixture.Flatten(rmsProp.Accumulator).Should().AllBeEquivalentTo(T.CreateChecked((((0.75 * 8) + (0.25 * 4)) * 0.75) + (0.25 * 16)));

        static RnnParameters<T> Filled(int value)
        {
            var parameters = new RnnParameters<T>(_architecture);
            foreach (ParameterBlock<T> block in parameters.Blocks)
            {
                block.Values.Fill(T.CreateChecked(value));
            }

            return parameters;
        }
    }
}

public sealed class OptimizerSettingsTestsDouble : OptimizerSettingsTests<double>;

public sealed class OptimizerSettingsTestsSingle : OptimizerSettingsTests<float>;
