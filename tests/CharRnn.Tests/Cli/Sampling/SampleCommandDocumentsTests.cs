using System.Text.Json;
using CharRnn.Cli.Failures;
using CharRnn.Tests.Persistence;

namespace CharRnn.Tests.Cli.Sampling;

/// <summary>Models of documents, prompts from elsewhere, and writing in turns.</summary>
public sealed class SampleCommandDocumentsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string ModelPath => _folder["model.safetensors"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Documents_are_written_one_a_line()
    {
        SaveLines();

        CommandRun.Of("sample", ModelPath, "--count", "3").Output.Should().Be("abc\nabc\nabc\n");
        CommandRun.Of("sample", ModelPath).Output.Should().Be("abc\n");
        CommandRun.Of("sample", ModelPath, "--prompt", "b", "--count", "2").Output.Should().Be("bc\nbc\n");
        CommandRun.Of("sample", ModelPath, "--prompt", "b").Output.Should().Be("c\n");
    }

    [Theory]
    [InlineData("blank-lines", "abc\n\nabc\n\n")]
    [InlineData("separator:%", "abc\n%\nabc\n%\n")]
    [InlineData("separator:\\n--\\n", "abc\n--\nabc\n--\n")]
    [InlineData("none", "abc\n\nabc\n\n")]
    public void Documents_are_divided_as_in_the_training_text(string documents, string expected)
    {
        CycleModel.Create<float>("\u0003abc").Save(ModelPath, new Dictionary<string, string> { ["documents"] = documents, ["end_of_text"] = "U+0003" });

        CommandRun.Of("sample", ModelPath, "--count", "2").Output.Should().Be(expected);
    }

    [Fact]
    public void Unique_documents_come_to_an_end()
    {
        SaveLines();

        CommandRun run = CommandRun.Of("sample", ModelPath, "--count", "2", "--unique");

        run.ExitCode.Should().Be(ExitCode.Failed);
        run.Output.Should().Be("abc\n");
        run.Error.Should().StartWith("charrnn: only 1 of 2 texts found in ");
    }

    [Fact]
    public void Documents_of_a_file_are_not_written()
    {
        SaveVaried();
        File.WriteAllText(_folder["known.txt"], "a\nb\r\n\n");

        string[] lines = CommandRun.Of("sample", ModelPath, "--count", "30", "--unique", "--not-in", _folder["known.txt"], "--seed", "1", "--temperature", "1").Output.TrimEnd('\n').Split('\n');

        lines.Should().HaveCount(30).And.OnlyHaveUniqueItems().And.NotContain(["a", "b"]);
    }

    [Fact]
    public void Json_has_the_log_probability_of_each_document()
    {
        SaveVaried();

        string[] lines = CommandRun.Of("sample", ModelPath, "--count", "70", "--json", "--seed", "1", "--temperature", "0.7").Output.TrimEnd('\n').Split('\n');

        lines.Should().HaveCount(70);
        foreach (string line in lines)
        {
            using JsonDocument json = JsonDocument.Parse(line);
            json.RootElement.GetProperty("complete").GetBoolean().Should().BeTrue();

            // p = 1/4 for the end, 3/8 for either letter.
            int length = json.RootElement.GetProperty("text").GetString()!.Length;
            json.RootElement.GetProperty("logProbability").GetDouble().Should().BeApproximately((length * Math.Log(0.375)) + Math.Log(0.25), 1e-5);
        }
    }

    [Fact]
    public void Json_of_a_prompt_is_the_probability_of_what_follows()
    {
        Networks.Constant<float>("ab", 0.25, 0.75).Save(ModelPath);

        string output = CommandRun.Of("sample", ModelPath, "--prompt", "aaaa", "--length", "2", "--temperature", "0", "--json").Output;

        using JsonDocument json = JsonDocument.Parse(output);
        json.RootElement.GetProperty("prompt").GetString().Should().Be("aaaa");
        json.RootElement.GetProperty("text").GetString().Should().Be("bb");
        json.RootElement.GetProperty("logProbability").GetDouble().Should().BeApproximately(2 * Math.Log(0.75), 1e-5);
    }

    [Fact]
    public void Prompts_come_from_a_file_or_from_standard_input()
    {
        CycleModel.Create<float>("abé").Save(ModelPath);
        string[] options = ["sample", ModelPath, "--length", "2", "--temperature", "0"];
        File.WriteAllText(_folder["prompt.txt"], string.Concat(Enumerable.Repeat("abé", 50_000)) + "a");

        CommandRun.Of([.. options, "--prompt-file", _folder["prompt.txt"]]).Output.Should().Be("bé");
        CommandRun.WithInput("éa", [.. options, "--prompt", "-"]).Output.Should().Be("bé");

        // A range of bytes of a longer file that begins inside a character.
        File.WriteAllBytes(_folder["cut.txt"], [(byte)'a', (byte)'b', 0xc3]);
        CommandRun.Of([.. options, "--prompt-file", _folder["cut.txt"]]).Output.Should().Be("éa");
        File.WriteAllBytes(_folder["latin.txt"], [0xe9]);
        CommandRun.Of([.. options, "--prompt-file", _folder["latin.txt"], "--encoding", "iso-8859-1"]).Output.Should().Be("ab");
    }

    [Fact]
    public void A_prompt_that_is_not_text_or_not_there_is_one_line()
    {
        CycleModel.Create<float>("abc").Save(ModelPath);
        File.WriteAllBytes(_folder["bad.txt"], [(byte)'a', 0xff, (byte)'b']);

        CommandRun.Of("sample", ModelPath, "--prompt-file", _folder["bad.txt"]).Error.Should().Match("charrnn: *bad.txt: Byte 1 (0xFF) is not valid UTF-8*\n");
        CommandRun.Of("sample", ModelPath, "--prompt-file", _folder["none.txt"]).Error.Should().Match("charrnn: *none.txt does not exist*\n");
        CommandRun.Of("sample", ModelPath, "--prompt-file", _folder["bad.txt"], "--prompt", "a").ExitCode.Should().Be(ExitCode.Usage);
    }

    [Fact]
    public void All_unknown_characters_are_listed_or_left_out()
    {
        CycleModel.Create<float>("abc").Save(ModelPath);
        string[] options = ["sample", ModelPath, "--length", "2", "--temperature", "0", "--prompt", "x-aé-b"];

        CommandRun refused = CommandRun.Of(options), skipped = CommandRun.Of([.. options, "--unknown", "skip"]);

        refused.ExitCode.Should().Be(ExitCode.Failed);
        refused.Error.Should().Contain("'-' (U+002D) 2 times, 'x' (U+0078) 1 time, 'é' (U+00E9) 1 time");
        skipped.ExitCode.Should().Be(ExitCode.Done);
        skipped.Output.Should().Be("ca");
        skipped.Error.Should().Contain("skipped '-' (U+002D) 2 times");
    }

    [Fact]
    public void In_turns_a_line_is_a_prompt_and_an_empty_line_goes_on()
    {
        CycleModel.Create<float>("abcde").Save(ModelPath);

        CommandRun run = CommandRun.WithInput("ab\n\n:undo\n\na\nxa\n::\n:length 3\n\n:temperature x\n:nonsense\n:quit\nab\n", "sample", ModelPath, "--interactive", "--length", "2", "--temperature", "0");

        run.ExitCode.Should().Be(ExitCode.Done);
        run.Output.Should().Be("cd\nea\nThe last turn has been removed.\nea\nbc\ndea\n");
        run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().HaveCount(4).And.SatisfyRespectively(
            line => line.Should().Contain("'x' (U+0078)"),
            line => line.Should().Contain("':' (U+003A)"),
            line => line.Should().Contain(":temperature needs a number"),
            line => line.Should().Contain("':nonsense' is not a command"));
    }

    [Fact]
    public void In_turns_the_temperature_changes_and_documents_end()
    {
        SaveLines();
        CommandRun.WithInput("b\n\n", "sample", ModelPath, "--interactive").Output.Should().Be("c\nabc\n");

        Networks.Constant<float>("ab", 0.6, 0.4).Save(ModelPath);
        CommandRun run = CommandRun.WithInput(":temperature 0\na\n:temperature 1\na\n", "sample", ModelPath, "--interactive", "--seed", "1", "--length", "50");
        run.Output.Split('\n')[0].Should().Be(new string('a', 50));
        run.Output.Split('\n')[1].Should().Contain("b");
    }

    [Fact]
    public void Surprise_colours_a_screen_and_nothing_else()
    {
        CycleModel.Create<float>("abc").Save(ModelPath);
        string[] options = ["sample", ModelPath, "--length", "3", "--temperature", "0", "--prompt", "a", "--show", "surprise"];

        CommandRun.Of(options).Output.Should().Be("bca\n");
        CommandRun.OnScreen(isPlain: true, options).Output.Should().Be("bca\n");
        CommandRun.OnScreen(isPlain: false, options).Output.Should().Contain("\u001b[32mb\u001b[0m").And.Contain("surprise in nats");
    }

    [Theory]
    [InlineData("--count", "2")]
    [InlineData("--json")]
    [InlineData("--prompt", "a")]
    [InlineData("--not-in", "x")]
    public void In_turns_there_are_no_batches(params string[] options)
        => CommandRun.Of(["sample", ModelPath, "--interactive", .. options]).Error.Should().Contain("cannot be combined with --interactive");

    /// <summary>Every document is abc.</summary>
    private void SaveLines()
        => CycleModel.Create<float>("\nabc").Save(ModelPath, new Dictionary<string, string> { ["documents"] = "lines", ["end_of_text"] = "U+000A" });

    /// <summary>Documents of any length of a and b.</summary>
    private void SaveVaried()
        => Networks.Constant<float>("\nab", 0.25, 0.375, 0.375).Save(ModelPath, new Dictionary<string, string> { ["documents"] = "lines", ["end_of_text"] = "U+000A" });
}
