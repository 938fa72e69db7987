using System.Numerics;
using CharRnn.Optimization;

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

    /// <summary>Gates that are 0 or 1 to the last bit beside others: 1 − σ has lost its digits, relative to the block it does not matter.</summary>
    [Theory]
    [MemberData(nameof(CellsAndDepths))]
    public void Backward_with_saturated_gates_agrees(RnnCell cell, int layerCount)
    {
        ShouldAgree(new(9, 7, 8, 1, WindowText.Mixed) { Deviation = 5, HasState = true }, cell, layerCount);
        ShouldAgree(new(9, 7, 8, 2, WindowText.SomeAbsent) { Deviation = 20 }, cell, layerCount);
    }

    /// <summary>The other methods see the same gradient, as exactly as they can.</summary>
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

    /// <summary>What is left out changes no bit of a difference, and the complex step by roundings only.</summary>
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

    private static void ShouldAgree(CheckCase shape, RnnCell cell, int layerCount)
    {
        CheckCase @case = shape with { Cell = cell, LayerCount = layerCount };
        GradientCheckReport report = GradientCheck.Run(@case.Network<T>(), @case.Inputs, @case.Targets, @case.State<T>());
        Verify(report, Numbers.Choose<T>(1e-14, 1e-5), @case);
    }

    private static void Verify(GradientCheckReport report, double bound, CheckCase @case)
    {
        Action check = () => report.EnsureWithin(bound, absolute: Numbers.Choose<T>(1e-15, 1e-6));
        check.Should().NotThrow("{0}", @case);
    }
}

public sealed class CellBackpropagationTestsDouble : CellBackpropagationTests<double>;

public sealed class CellBackpropagationTestsSingle : CellBackpropagationTests<float>;
