using CharRnn.Cli.Screen;
using CharRnn.Cli.Training;

namespace CharRnn.Tests.Cli.Screen;

public sealed class CliConsoleTests
{
    [Theory]
    [InlineData("plain\ttext\n", "plain\ttext\n")]
    [InlineData("\u001b[31m", "␛[31m")]
    [InlineData("\r\0\u007f\u009b", "␍␀␡\uFFFD")]
    public void Visible_leaves_no_control_character_but_tab_and_line_break(string text, string expected)
        => ConsoleText.Visible(text).Should().Be(expected);

    [Theory]
    [InlineData(0, "0:00")]
    [InlineData(59.4, "0:59")]
    [InlineData(59.6, "1:00")]
    [InlineData(3599, "59:59")]
    [InlineData(3661, "1:01:01")]
    [InlineData(360_000, "100:00:00")]
    public void Duration_is_hours_minutes_seconds(double seconds, string expected)
        => Duration.Text(TimeSpan.FromSeconds(seconds)).Should().Be(expected);

    [Fact]
    public void SpeedMeter_forgets_a_slow_first_update()
    {
        var meter = new SpeedMeter();
        meter.Report(1, TimeSpan.FromSeconds(1));
        meter.UpdatesPerSecond.Should().BeApproximately(1, 1e-9);

        meter.Report(1001, TimeSpan.FromSeconds(2));

        meter.UpdatesPerSecond.Should().BeApproximately(1000, 1e-6);
    }

    [Fact]
    public void SpeedMeter_follows_a_change_of_speed()
    {
        var meter = new SpeedMeter();
        meter.Report(0, TimeSpan.Zero);
        for (int tenths = 1; tenths <= 100; tenths++)
        {
            meter.Report(tenths * 10, TimeSpan.FromSeconds(tenths / 10.0));
        }

        meter.UpdatesPerSecond.Should().BeApproximately(100, 1);
        for (int tenths = 1; tenths <= 150; tenths++)
        {
            meter.Report(1000 + (tenths * 50), TimeSpan.FromSeconds(10 + (tenths / 10.0)));
        }

        meter.UpdatesPerSecond.Should().BeApproximately(500, 5);
    }

    [Fact]
    public void OutputStream_drops_what_cannot_be_written_and_remembers_why()
    {
        var stream = new OutputStream(new FullDisk());

        stream.Write([1]);

        stream.Failure.Should().Be("No space left on device");
        stream.IsClosed.Should().BeFalse();
    }

    private sealed class FullDisk : MemoryStream
    {
        private const int NoSpace = 28;

        public override void Write(ReadOnlySpan<byte> buffer) => throw new IOException("No space left on device", NoSpace);
    }
}
