using System.Globalization;
using CharRnn.Tests.Persistence;

namespace CharRnn.Tests.Cli;

public sealed class CommandLineCultureTests
{
    [Theory]
    [InlineData("de-DE")]
    [InlineData("ar-SA")]
    [InlineData("tr-TR")]
    public void Run_in_any_culture_reads_and_writes_the_same(string culture)
    {
        using var folder = new TemporaryFolder();
        string log = folder["loss.csv"], model = folder["model.safetensors"];
        string[] arguments = ["train", "--updates", "110", "--hidden", "8", "--learning-rate", "0.05", "--log", log, "--output", model];
        CommandRun.Of(arguments).ExitCode.Should().Be(0);
        string expectedLog = File.ReadAllText(log), expectedJson = CommandRun.Of("info", model, "--json").Output;

        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(culture);
        try
        {
            CommandRun.Of(arguments).ExitCode.Should().Be(0);
            File.ReadAllText(log).Should().Be(expectedLog);
            CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(culture);
            CommandRun.Of("info", model, "--json").Output.Should().Be(expectedJson);
        }
        finally
        {
            CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = before;
        }
    }
}
