using System.Numerics;
using CharRnn.Kernels;
using CharRnn.Optimization;
using CharRnn.Tests.Fixtures;

namespace CharRnn.Tests.Optimization;

/// <summary>The moments of parameters whose gradient stays 0 become 0 rather than subnormal, and the parameters are not affected.</summary>
public abstract class FadingTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const double Rate = 0.01;

    /// <summary>A multiple of 64, long enough for 0.99 to fade through the subnormal numbers of the type.</summary>
    private static readonly int _updates = typeof(T) == typeof(double) ? 128_000 : 16_000;

    // Element 0 gets a gradient once, element 1 rarely, the others always.
    private static readonly RnnArchitecture _architecture = new() { VocabularySize = 2, HiddenSize = 1 };

    public static TheoryData<OptimizerOptions> Rules => new(
        new OptimizerOptions { Kind = OptimizerKind.Adam, LearningRate = Rate, Beta2 = 0.99 },
        new OptimizerOptions { Kind = OptimizerKind.Adam, LearningRate = Rate, Beta2 = 0.99, WeightDecay = 0.01 },
        new OptimizerOptions { Kind = OptimizerKind.RmsProp, LearningRate = Rate },
        new OptimizerOptions { Kind = OptimizerKind.RmsProp, LearningRate = Rate, EpsilonPlacement = EpsilonPlacement.OutsideRoot },
        new OptimizerOptions { Kind = OptimizerKind.Sgd, LearningRate = Rate, Momentum = 0.9 });

    [Theory]
    [MemberData(nameof(Rules))]
    public void Moments_end_at_zero_and_every_parameter_keeps_its_bits(OptimizerOptions options)
    {
        Optimizer<T> optimizer = Optimizer.Create<T>(_architecture, options);
        RnnParameters<T> parameters = Start(), reference = Start(), gradients = new(_architecture);
        T[][] moments = [.. optimizer.State.SelectMany(state => state.Values.Blocks).Select(block => new T[block.Values.Length])];
        for (int k = 1; k <= _updates; k++)
        {
            SetGradients(gradients, k);
            optimizer.Apply(parameters, gradients);
            ApplyPlainly(options, reference, gradients, moments, k);
        }

        OptimizersFixture.Flatten(parameters).Should().Equal(OptimizersFixture.Flatten(reference));
        moments.SelectMany(values => values).Count(T.IsSubnormal).Should().BePositive("the plain rule leaves such numbers");
        T[] remembered = [.. optimizer.State.SelectMany(state => OptimizersFixture.Flatten(state.Values))];
        remembered.Count(T.IsSubnormal).Should().Be(0);
        remembered.Should().Contain(T.Zero);
    }

    private static RnnParameters<T> Start()
    {
        var parameters = new RnnParameters<T>(_architecture);
        parameters.Randomize(new Random(3), 0.5);
        return parameters;
    }

    private static void SetGradients(RnnParameters<T> gradients, int k)
    {
        int element = 0;
        foreach (ParameterBlock<T> block in gradients.Blocks)
        {
            for (int i = 0; i < block.Values.Length; i++, element++)
            {
                bool occurs = element == 0 ? k == 1 : element == 1 ? k % (_updates / 6) == 1 : true;
                block.Values[i] = occurs ? T.CreateChecked(0.5 * Math.Sin((7 * k) + element)) : T.Zero;
            }
        }
    }

    /// <summary>The rule alone, by the same kernels.</summary>
    private static void ApplyPlainly(OptimizerOptions options, RnnParameters<T> parameters, RnnParameters<T> gradients, T[][] moments, int k)
    {
        for (int i = 0; i < parameters.Blocks.Count; i++)
        {
            Span<T> theta = parameters.Blocks[i].Values, g = gradients.Blocks[i].Values;
            GradientAdjustment<T> none = GradientAdjustment<T>.None;
            switch (options.Kind)
            {
                case OptimizerKind.Sgd:
                    KernelSet<T>.Best.Momentum(theta, g, moments[i], new(Number(Rate), Number(options.Momentum)), none);
                    break;
                case OptimizerKind.RmsProp:
                    bool inside = options.EpsilonPlacement == EpsilonPlacement.InsideRoot;
                    KernelSet<T>.Best.RmsProp(theta, g, moments[i], new(
                        Number(Rate), Number(options.Decay), Number(1 - options.Decay), Number(inside ? options.Epsilon : 0), Number(inside ? 0 : options.Epsilon)), none);
                    break;
                default:
                    KernelSet<T>.Best.Adam(theta, g, moments[i], moments[parameters.Blocks.Count + i], new(
                        Number(Rate / (1 - Math.Pow(options.Beta1, k))), Number(options.Beta1), Number(1 - options.Beta1), Number(options.Beta2), Number(1 - options.Beta2),
                        Number(1 / Math.Sqrt(1 - Math.Pow(options.Beta2, k))), Number(options.Epsilon), Number(1 - (Rate * options.WeightDecay))), none);
                    break;
            }
        }
    }

    private static T Number(double value) => T.CreateChecked(value);
}

public sealed class FadingTestsDouble : FadingTests<double>;

public sealed class FadingTestsSingle : FadingTests<float>;
