using System.Numerics;
using CharRnn.Network;
using CharRnn.Optimization;
using CharRnn.Optimization.Derivatives;

namespace CharRnn.Tests.Optimization;

/// <summary>Backpropagation of every cell and depth against the complex step through the equations as on paper: every element of every block.</summary>
public abstract class CellBackpropagationTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static TheoryData<RnnCell, int> CellsAndDepths => Networks.CellsAndDepths;

    [Theory]
    [MemberData(nameof(CellsAndDepths))]
    public void Backward_of_a_new_network_agrees(RnnCell cell, int layerCount)
    {
        ShouldAgree(new(9, 7, 12, 1, WindowText.Mixed), cell, layerCount);
        ShouldAgree(new(9, 7, 6, 3, WindowText.SomeAbsent) { HasState = true }, cell, layerCount);
        ShouldAgree(new(11, 17, 5, 2, WindowText.OneCharacter) { HasState = true }, cell, layerCount);

        // Beyond one vector and one panel of the packed weights.
        ShouldAgree(new(5, 33, 4, 1, WindowText.Mixed) { HasState = true }, cell, layerCount);
    }

    [Theory]
    [MemberData(nameof(CellsAndDepths))]
    public void Backward_of_a_network_after_500_updates_agrees(RnnCell cell, int layerCount)
        => ShouldAgree(new(9, 7, 10, 2, WindowText.Mixed) { Updates = 500, HasState = true }, cell, layerCount);

    [Theory]
    [MemberData(nameof(CellsAndDepths))]
    public void Backward_of_the_smallest_network_agrees(RnnCell cell, int layerCount)
    {
        ShouldAgree(new(2, 1, 1, 1, WindowText.Mixed), cell, layerCount);
        ShouldAgree(new(2, 1, 1, 2, WindowText.Mixed) { HasState = true }, cell, layerCount);
        ShouldAgree(new(1, 2, 3, 1, WindowText.Mixed) { HasState = true }, cell, layerCount);
    }

    /// <summary>Some gates that are exactly or nearly 0 or 1, and others.</summary>
    [Theory]
    [MemberData(nameof(CellsAndDepths))]
    public void Backward_with_saturated_gates_agrees(RnnCell cell, int layerCount)
    {
        ShouldAgree(new(9, 11, 8, 1, WindowText.Mixed) { IsSaturated = true, HasState = true }, cell, layerCount);
        ShouldAgree(new(9, 11, 8, 2, WindowText.SomeAbsent) { IsSaturated = true }, cell, layerCount);
    }

    /// <summary>
    /// Weights so large that every gate is nearly open or closed: 1 − σ and 1 − h² have lost digits that no later step brings back, and
    /// gradients of hundreds pass through them.
    /// </summary>
    [Theory]
    [MemberData(nameof(CellsAndDepths))]
    public void Backward_with_huge_weights_agrees_as_far_as_stored_gates_allow(RnnCell cell, int layerCount)
    {
        if (typeof(T) == typeof(double))
        {
            ShouldAgree(new(9, 7, 8, 1, WindowText.Mixed) { Deviation = 5, HasState = true }, cell, layerCount, bound: 1e-9);
            ShouldAgree(new(9, 7, 8, 2, WindowText.SomeAbsent) { Deviation = 20 }, cell, layerCount, bound: 1e-9, absolute: 1e-12);
        }
    }

    /// <summary>Given the masks, the loss with dropout is a function like any other.</summary>
    [Theory]
    [MemberData(nameof(CellsAndDepths))]
    public void Backward_with_dropout_agrees(RnnCell cell, int layerCount)
    {
        CheckCase @case = new(6, 9, 5, 2, WindowText.Mixed) { HasState = true, Cell = cell, LayerCount = layerCount };
        var dropout = new Dropout(Rate: 0.4, Seed: 7, Update: 3);
        RnnArchitecture architecture = @case.Architecture;
        var workspace = new RnnWorkspace<T>(architecture, @case.Tau, @case.Batch);
        var gradients = new RnnParameters<T>(architecture);
        Rnn<T> rnn = @case.Network<T>();

        double loss = double.CreateTruncating(rnn.ForwardInTraining(@case.Inputs, @case.Targets, restarts: default, @case.State<T>(), workspace, dropout));
        rnn.Backward(workspace, gradients);

        double[][] masks = [.. Enumerable.Range(0, layerCount).Select(layer => Mask(dropout, @case, layer))];
        var window = new GradientWindow(Widen(rnn.Parameters), @case.Inputs, @case.Targets, [.. @case.State<T>().Select(double.CreateTruncating)])
        {
            DropoutFactor = (layer, position, unit) => masks[layer][(position * @case.M) + unit],
        };
        new ComplexForwardPass(window).Loss().Real.Should().BeApproximately(loss, Numbers.Choose<T>(1e-13, 1e-5) * loss);
        NumericalGradientEstimate expected = NumericalGradient.Run(window, GradientCoordinates.All(window.Parameters), new NumericalGradientOptions());
        Verify(GradientCheck.Compare(gradients, expected), Numbers.Choose<T>(1e-14, 1e-5), @case);
        masks.SelectMany(mask => mask).Distinct().Should().BeEquivalentTo([0, 1 / 0.6]);
    }

    /// <summary>The other methods find the same gradient, within their accuracy.</summary>
    [Theory]
    [MemberData(nameof(CellsAndDepths))]
    public void Differences_and_directions_agree(RnnCell cell, int layerCount)
    {
        CheckCase @case = new(6, 5, 5, 2, WindowText.SomeAbsent) { HasState = true, Cell = cell, LayerCount = layerCount };
        Rnn<T> rnn = @case.Network<T>();
        foreach ((NumericalMethod method, double bound) in ((NumericalMethod, double)[])[(NumericalMethod.CentralDifference, 1e-7), (NumericalMethod.Ridders, 1e-9)])
        {
            GradientCheckReport report = GradientCheck.Run(rnn, @case.Inputs, @case.Targets, @case.State<T>(), new() { Method = method });
            Verify(report, Numbers.Choose<T>(bound, 1e-5), @case);
        }

        foreach (NumericalMethod method in Enum.GetValues<NumericalMethod>())
        {
            GradientCheck.RunAlongDirections(rnn, @case.Inputs, @case.Targets, @case.State<T>(), 3, new Random(1), new() { Method = method })
                .EnsureWithin(Numbers.Choose<T>(method == NumericalMethod.ComplexStep ? 1e-13 : 1e-7, 1e-5));
        }
    }

    /// <summary>Skipping work changes no bit of a difference quotient, and the complex step by rounding errors only.</summary>
    [Theory]
    [MemberData(nameof(CellsAndDepths))]
    public void Structure_leaves_out_what_cannot_change_the_result(RnnCell cell, int layerCount)
    {
        CheckCase @case = new(6, 5, 5, 2, WindowText.SomeAbsent) { Cell = cell, LayerCount = layerCount };
        foreach (NumericalMethod method in Enum.GetValues<NumericalMethod>())
        {
            var options = new NumericalGradientOptions { Method = method };
            NumericalGradientEstimate structured = NumericalGradient.Estimate<T>(@case.Network<T>(), @case.Inputs, @case.Targets, @case.State<T>(), options);
            NumericalGradientEstimate plain = NumericalGradient.Estimate<T>(
                @case.Network<T>(), @case.Inputs, @case.Targets, @case.State<T>(), options with { ExploitStructure = false });
            if (method == NumericalMethod.ComplexStep)
            {
                GradientCheck.Compare(structured.Gradients, plain.Gradients).EnsureWithin(1e-14, absolute: 1e-16);
            }
            else
            {
                Numbers.ShouldBeSame(structured.Gradients, plain.Gradients, method.ToString());
            }
        }
    }

    /// <summary>The factors of a layer, m × τB.</summary>
    private static double[] Mask(Dropout dropout, CheckCase @case, int layer)
    {
        double[] mask = [.. Enumerable.Repeat(1.0, @case.M * @case.Tau * @case.Batch)];
        dropout.Apply<double>(mask, mask, @case.M, @case.M, layer, 0, @case.Tau * @case.Batch);
        return mask;
    }

    private static RnnParameters<double> Widen(RnnParameters<T> parameters)
    {
        var wide = new RnnParameters<double>(parameters.Architecture);
        foreach ((ParameterBlock<double> target, ParameterBlock<T> source) in wide.Blocks.Zip(parameters.Blocks))
        {
            source.Values.ToArray().Select(double.CreateTruncating).ToArray().CopyTo(target.Values);
        }

        return wide;
    }

    private static void ShouldAgree(CheckCase shape, RnnCell cell, int layerCount, double bound = 1e-14, double absolute = 1e-15)
    {
        CheckCase @case = shape with { Cell = cell, LayerCount = layerCount };
        GradientCheckReport report = GradientCheck.Run(@case.Network<T>(), @case.Inputs, @case.Targets, @case.State<T>());
        Verify(report, Numbers.Choose<T>(bound, 1e-5), @case, absolute);
    }

    private static void Verify(GradientCheckReport report, double bound, CheckCase @case, double absolute = 1e-15)
    {
        Action check = () => report.EnsureWithin(bound, Numbers.Choose<T>(absolute, 1e-6));
        check.Should().NotThrow("{0}", @case);
    }
}

public sealed class CellBackpropagationTestsDouble : CellBackpropagationTests<double>;

public sealed class CellBackpropagationTestsSingle : CellBackpropagationTests<float>;
