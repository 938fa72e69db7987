using CharRnn.Optimization;

namespace CharRnn.Tests.Optimization;

/// <summary>Skipping, selecting, sharing and stopping work does not change a result.</summary>
public class NumericalGradientWorkTests
{
    private static readonly CheckCase[] _cases =
    [
        new(9, 7, 6, 1, WindowText.Mixed),
        new(9, 7, 6, 1, WindowText.OneCharacter) { HasState = true },
        new(9, 7, 5, 3, WindowText.SomeAbsent) { HasState = true },
        new(35, 20, 7, 1, WindowText.SomeAbsent),
        new(20, 35, 3, 2, WindowText.Mixed),
        new(1, 1, 1, 1, WindowText.Mixed),
    ];

    public static TheoryData<int, NumericalMethod> CasesAndDifferences
    {
        get
        {
            var data = new TheoryData<int, NumericalMethod>();
            for (int i = 0; i < _cases.Length; i++)
            {
                data.Add(i, NumericalMethod.CentralDifference);
                data.Add(i, NumericalMethod.Ridders);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(CasesAndDifferences))]
    public void Estimate_structure_gives_the_bits_of_the_plain_method(int number, NumericalMethod method)
    {
        var options = new NumericalGradientOptions { Method = method };
        NumericalGradientEstimate plain = Estimate(_cases[number], options with { ExploitStructure = false });
        NumericalGradientEstimate structured = Estimate(_cases[number], options);
        Numbers.ShouldBeSame(structured.Gradients, plain.Gradients, method.ToString());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Estimate_structure_gives_the_complex_step(int number)
    {
        // Not the same bits: here sums are formed by the kernels, there one after the other.
        NumericalGradientEstimate plain = Estimate(_cases[number], new() { ExploitStructure = false });
        NumericalGradientEstimate structured = Estimate(_cases[number], new());
        GradientCheck.Compare(structured.Gradients, plain.Gradients).EnsureWithin(1e-14, absolute: 1e-16);
    }

    [Fact]
    public void Estimate_structure_gives_the_same_at_the_size_of_the_published_tables()
    {
        var @case = new CheckCase(80, 100, 25, 1, WindowText.Mixed) { Deviation = 0.1 };
        var central = new NumericalGradientOptions { Method = NumericalMethod.CentralDifference };
        var complex = new NumericalGradientOptions();

        Numbers.ShouldBeSame(
            Sample(@case, 100, central).Gradients,
            Sample(@case, 100, central with { ExploitStructure = false }).Gradients,
            "central difference");
        NumericalGradientEstimate plain = Sample(@case, 10, complex with { ExploitStructure = false });
        NumericalGradientEstimate structured = Sample(@case, 10, complex);
        for (int b = 0; b < 5; b++)
        {
            double[] expected = [.. plain.Gradients.Blocks[b].Values.ToArray().Where(double.IsFinite)];
            double[] actual = [.. structured.Gradients.Blocks[b].Values.ToArray().Where(double.IsFinite)];
            expected.Should().HaveCount(10);
            Numbers.ShouldBeClose<double>(actual, expected, 1e-14, "complex step");
        }
    }

    [Theory]
    [InlineData(NumericalMethod.ComplexStep)]
    [InlineData(NumericalMethod.CentralDifference)]
    [InlineData(NumericalMethod.Ridders)]
    public void Estimate_threads_do_not_change_a_bit(NumericalMethod method)
    {
        CheckCase @case = _cases[4];
        NumericalGradientEstimate one = Estimate(@case, new() { Method = method, ThreadCount = 1 });
        NumericalGradientEstimate three = Estimate(@case, new() { Method = method, ThreadCount = 3 });
        Numbers.ShouldBeSame(three.Gradients, one.Gradients, method.ToString());
    }

    [Theory]
    [InlineData(NumericalMethod.ComplexStep)]
    [InlineData(NumericalMethod.CentralDifference)]
    public void EstimateSample_elements_are_those_of_the_whole_gradient(NumericalMethod method)
    {
        CheckCase @case = _cases[3];
        NumericalGradientEstimate whole = Estimate(@case, new() { Method = method });

        NumericalGradientEstimate some = Sample(@case, 30, new() { Method = method });

        whole.IsComplete.Should().BeTrue();
        some.IsComplete.Should().BeFalse();
        some.ElementCount.Should().Be(30 + 30 + 30 + 20 + 30);
        for (int b = 0; b < 5; b++)
        {
            double[] expected = whole.Gradients.Blocks[b].Values.ToArray(), actual = some.Gradients.Blocks[b].Values.ToArray();
            actual.Count(double.IsFinite).Should().Be(b == 3 ? 20 : 30);
            actual.Zip(expected).Where(pair => double.IsFinite(pair.First)).Should().OnlyContain(pair => Math.Abs(pair.First - pair.Second) < 1e-15);
        }
    }

    [Fact]
    public void RunSample_compares_these_elements_only()
    {
        CheckCase @case = _cases[3];
        GradientCheckReport report = GradientCheck.RunSample<double>(
            @case.Network<double>(), @case.Inputs, @case.Targets, @case.State<double>(), elementsPerBlock: 12, new Random(7));
        report.Blocks.Select(block => block.ElementCount).Should().Equal(12, 12, 12, 12, 12);
        report.EnsureWithin(1e-12);
    }

    [Fact]
    public void EstimateSample_without_elements_or_chance_is_refused()
    {
        FluentActions.Invoking(() => Sample(_cases[0], 0, new())).Should().Throw<ArgumentOutOfRangeException>().WithParameterName("elementsPerBlock");
        FluentActions.Invoking(() => NumericalGradient.EstimateSample<double>(_cases[0].Network<double>(), _cases[0].Inputs, _cases[0].Targets, default, 1, null!))
            .Should().Throw<ArgumentNullException>().WithParameterName("random");
    }

    [Fact]
    public void Estimate_progress_grows_to_1()
    {
        List<double> told = [];
        Estimate(_cases[3], new() { Progress = new ImmediateProgress<double>(told.Add), ThreadCount = 2 });
        told.Should().BeInAscendingOrder().And.OnlyHaveUniqueItems();
        told[^1].Should().Be(1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Estimate_cancelled_stops(int threadCount)
    {
        using var source = new CancellationTokenSource();
        List<double> told = [];
        var progress = new ImmediateProgress<double>(share =>
        {
            told.Add(share);
            source.Cancel();
        });
        Action estimate = () => Estimate(_cases[3], new() { Progress = progress, ThreadCount = threadCount, CancellationToken = source.Token });
        estimate.Should().Throw<OperationCanceledException>();
        told[^1].Should().BeLessThan(1);
    }

    [Fact]
    public void Estimate_large_complex_step_has_its_error_with_structure_too()
    {
        // The real parts change with such a step, and the short cut is not taken.
        var options = new NumericalGradientOptions { Step = 1e-2 };
        Numbers.ShouldBeSame(
            Estimate(_cases[0], options).Gradients, Estimate(_cases[0], options with { ExploitStructure = false }).Gradients, "complex step");
    }

    [Fact]
    public void Options_wrong_numbers_are_refused()
    {
        FluentActions.Invoking(() => new NumericalGradientOptions { Step = 0 }).Should().Throw<ArgumentOutOfRangeException>().WithParameterName("Step");
        FluentActions.Invoking(() => new NumericalGradientOptions { ThreadCount = -1 }).Should().Throw<ArgumentOutOfRangeException>().WithParameterName("ThreadCount");
    }

    private static NumericalGradientEstimate Estimate(CheckCase @case, NumericalGradientOptions options)
        => NumericalGradient.Estimate<double>(@case.Network<double>(), @case.Inputs, @case.Targets, @case.State<double>(), options);

    private static NumericalGradientEstimate Sample(CheckCase @case, int elementsPerBlock, NumericalGradientOptions options)
        => NumericalGradient.EstimateSample<double>(
            @case.Network<double>(), @case.Inputs, @case.Targets, @case.State<double>(), elementsPerBlock, new Random(7), options);
}
