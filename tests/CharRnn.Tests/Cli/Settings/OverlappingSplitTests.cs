using CharRnn.Tests.Persistence;
using CharRnn.Tests.Training;

namespace CharRnn.Tests.Cli.Settings;

/// <summary>The command refuses a validation part over the test part before it trains, as the library does.</summary>
public sealed class OverlappingSplitTests
{
    [Theory]
    [MemberData(nameof(TestSplitTests.Places), MemberType = typeof(TestSplitTests))]
    public void Validation_that_overlaps_the_test_part_is_refused(string validation, string test, bool overlaps)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["text.txt"], string.Concat(Enumerable.Repeat("the cat sat on the mat. ", 9000)));

        CommandRun run = CommandRun.Of(
            "train", folder["text.txt"], "--validation", validation, "--test", test, "--updates", "2", "--hidden", "4", "--no-curve", "--final-length", "0", "--output", folder["m"]);

        run.ExitCode.Should().Be(overlaps ? 2 : 0, run.Error);
        if (overlaps)
        {
            run.Error.Should().Contain("--test overlaps what --validation holds out");
        }
    }
}
