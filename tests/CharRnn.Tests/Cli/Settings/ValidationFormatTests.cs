using CharRnn.Cli.Settings;
using CharRnn.Training;

namespace CharRnn.Tests.Cli.Settings;

/// <summary>The names of held-out parts on the command line.</summary>
public sealed class ValidationFormatTests
{
    public static TheoryData<string, ValidationSplit, string> Names => new()
    {
        { "0.1", ValidationSplit.Spread(0.1), "0.1" },
        { "spread:0.1", ValidationSplit.Spread(0.1), "0.1" },
        { "spread:0.1:2000", ValidationSplit.Spread(0.1) with { ChunkLength = 2000 }, "0.1:2000" },
        { "1e-1", ValidationSplit.Spread(0.1), "0.1" },
        { "last:0.1", ValidationSplit.Tail(0.1), "last:0.1" },
        { "80-90", ValidationSplit.Range(0.8, 0.9), "80-90" },
        { "range:0.8:0.9", ValidationSplit.Range(0.8, 0.9), "80-90" },
        { "0-100", ValidationSplit.Range(0, 1), "0-100" },
        { "range:0.125:0.9", ValidationSplit.Range(0.125, 0.9), "range:0.125:0.9" },
        { "streams:50", ValidationSplit.PerPart(50, 0.05), "streams:50" },
        { "parts:50:0.05", ValidationSplit.PerPart(50, 0.05), "streams:50" },
        { "parts:50:0.1", ValidationSplit.PerPart(50, 0.1), "parts:50:0.1" },
        { "every:10", ValidationSplit.EveryNth(10), "every:10" },
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void Name_is_read_and_written(string typed, ValidationSplit split, string written)
    {
        ValidationFormat.Instance.TryRead(typed, out ValidationSplit? read).Should().BeTrue();
        read.Should().Be(split);
        ValidationFormat.Write(split).Should().Be(written);
        ValidationFormat.Instance.TryRead(written, out ValidationSplit? again).Should().BeTrue();
        again.Should().Be(split);
    }

    [Theory]
    [InlineData("90-80")]
    [InlineData("80-101")]
    [InlineData("80-")]
    [InlineData("-80")]
    [InlineData("streams:1")]
    [InlineData("streams:")]
    [InlineData("spread")]
    [InlineData("spread:1")]
    [InlineData("spread:0.1:1")]
    [InlineData("80-90-95")]
    public void Anything_else_is_refused(string typed) => ValidationFormat.Instance.TryRead(typed, out _).Should().BeFalse();
}
