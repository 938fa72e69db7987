using System.Numerics;
using CharRnn.Network;
using CharRnn.Optimization;

namespace CharRnn.Tests.Optimization;

/// <summary>Backpropagation against the complex step, which shares no code with it: every element of every block.</summary>
public abstract class BackpropagationTests<T>(CheckReports reports) : IClassFixture<CheckReports>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly CheckCase[] _cases =
    [
        .. from tau in new[] { 1, 2, 5, 25 }
           from batch in new[] { 1, 2, 3 }
           from text in Enum.GetValues<WindowText>()
           select new CheckCase(9, 7, tau, batch, text) { HasState = batch == 2 },

        // The least of everything, and sizes around the width of a vector.
        new(2, 5, 6, 1, WindowText.Mixed),
        new(6, 1, 6, 2, WindowText.Mixed) { HasState = true },
        new(2, 1, 1, 1, WindowText.Mixed),
        new(1, 3, 4, 1, WindowText.OneCharacter) { HasState = true },
        new(17, 33, 4, 1, WindowText.Mixed),
        new(33, 16, 4, 5, WindowText.SomeAbsent) { HasState = true },

        // Trained: larger weights, logits far apart.
        new(9, 7, 25, 1, WindowText.Mixed) { Updates = 400 },
        new(9, 7, 10, 3, WindowText.SomeAbsent) { Updates = 400, HasState = true },
        new(12, 24, 25, 1, WindowText.Mixed) { Updates = 300, HasState = true },

        // Saturated: many units near ±1, some exactly.
        new(9, 7, 8, 1, WindowText.Mixed) { Deviation = 5, HasState = true },
        new(9, 7, 8, 2, WindowText.SomeAbsent) { Deviation = 20 },
    ];

    public static TheoryData<string, int> Cases
    {
        get
        {
            var data = new TheoryData<string, int>();
            for (int i = 0; i < _cases.Length; i++)
            {
                foreach (ParameterEntry block in ParameterLayout.Of(Networks.Architecture(2, 1)))
                {
                    data.Add(block.Name, i);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Backward_agrees_with_the_complex_step(string block, int number)
    {
        GradientCheckReport report = reports.Get(
            _cases[number], static c => GradientCheck.Run(c.Network<T>(), c.Inputs, c.Targets, c.State<T>()));

        GradientCheckReport ofBlock = report with { Blocks = [report[block]] };
        Action check = () => ofBlock.EnsureWithin(Numbers.Choose<T>(1e-12, 1e-5), absolute: Numbers.Choose<T>(1e-15, 1e-6));
        check.Should().NotThrow("{0}", _cases[number]);
    }

    [Fact]
    public void Backward_agrees_with_the_complex_step_at_the_size_of_the_published_tables()
    {
        var random = new Random(3);
        int[] text = [.. Enumerable.Range(0, 26).Select(_ => random.Next(80))];
        var rnn = new Rnn<T>(Networks.Random<T>(80, 100, seed: 1));

        GradientCheckReport report = GradientCheck.Run(rnn, text.AsSpan(..25), text.AsSpan(1));

        report.EnsureWithin(Numbers.Choose<T>(1e-14, 1e-5));
    }
}

public class BackpropagationTestsDouble(CheckReports reports) : BackpropagationTests<double>(reports);

public class BackpropagationTestsSingle(CheckReports reports) : BackpropagationTests<float>(reports);

/// <summary>The checks of one class of tests: a check covers all blocks, and each block is a test.</summary>
public sealed class CheckReports
{
    private readonly Dictionary<CheckCase, GradientCheckReport> _reports = [];

    internal GradientCheckReport Get(CheckCase checkCase, Func<CheckCase, GradientCheckReport> check)
        => _reports.TryGetValue(checkCase, out GradientCheckReport? known) ? known : _reports[checkCase] = check(checkCase);
}
