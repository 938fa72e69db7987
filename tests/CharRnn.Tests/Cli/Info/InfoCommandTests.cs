using System.Text.Json;
using CharRnn.Tests.Persistence;

namespace CharRnn.Tests.Cli.Info;

public sealed class InfoCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string ModelPath => _folder["model.safetensors"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Info_says_sizes_characters_and_settings()
    {
        Save();

        CommandRun run = CommandRun.Of("info", ModelPath);

        run.ExitCode.Should().Be(0);

        // 2·3·3 + 3·3 + 3 + 3 parameters.
        run.Output.Should().Contain("3 hidden units, 33 parameters").And.Contain("double (F64)").And.Contain("3: ␊ab").And.MatchRegex("seed +7\n");
    }

    [Fact]
    public void Info_json_says_the_same()
    {
        Save();

        using JsonDocument json = JsonDocument.Parse(CommandRun.Of("info", ModelPath, "--json").Output);

        json.RootElement.GetProperty("hiddenSize").GetInt32().Should().Be(3);
        json.RootElement.GetProperty("vocabularySize").GetInt32().Should().Be(3);
        json.RootElement.GetProperty("parameterCount").GetInt64().Should().Be(33);
        json.RootElement.GetProperty("precision").GetString().Should().Be("double");
        json.RootElement.GetProperty("vocabulary").GetString().Should().Be("\nab");
        json.RootElement.GetProperty("bytes").GetInt64().Should().Be(new FileInfo(ModelPath).Length);
        json.RootElement.GetProperty("settings").GetProperty("seed").GetString().Should().Be("7");
    }

    [Theory]
    [InlineData("ab\r\n", true)]
    [InlineData("ab\n", false)]
    public void Info_says_that_the_text_had_carriage_returns(string characters, bool hasCarriageReturn)
    {
        CycleModel.Create<float>(characters).Save(ModelPath);

        CommandRun.Of("info", ModelPath).Output.Contains("with carriage returns", StringComparison.Ordinal).Should().Be(hasCarriageReturn);
        using JsonDocument json = JsonDocument.Parse(CommandRun.Of("info", ModelPath, "--json").Output);
        json.RootElement.GetProperty("hasCarriageReturn").GetBoolean().Should().Be(hasCarriageReturn);
    }

    [Fact]
    public void Info_missing_file_is_exit_code_1()
        => CommandRun.Of("info", _folder["none"]).Should().Match<CommandRun>(run => run.ExitCode == 1 && run.Output.Length == 0);

    private void Save() => CycleModel.Create<double>("ab\n").Save(ModelPath, new Dictionary<string, string> { ["seed"] = "7" });
}
