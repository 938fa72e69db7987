using CharRnn.Tests.Persistence;

namespace CharRnn.Tests.Cli.Files;

/// <summary>How texts are named on the command line: dashes, standard input, line ends.</summary>
[Collection(nameof(WholeProcess))]
public sealed class TextArgumentTests : IDisposable
{
    private const string Text = "the cat sat on the mat.\nthe dog sat on the log.\n";
    private readonly TemporaryFolder _folder = new();
    private readonly string _before = Directory.GetCurrentDirectory();

    public TextArgumentTests()
    {
        Directory.SetCurrentDirectory(_folder.Path);
        File.WriteAllText("text.txt", string.Concat(Enumerable.Repeat(Text, 20)));
    }

    public void Dispose()
    {
        Directory.SetCurrentDirectory(_before);
        _folder.Dispose();
    }

    [Theory]
    [InlineData("train")]
    [InlineData("search")]
    [InlineData("check")]
    [InlineData("report --output r")]
    public void A_text_that_is_piped_in_but_not_named_is_refused_before_anything_is_replaced(string command)
    {
        File.WriteAllText("model.safetensors", "of yesterday");

        CommandRun run = CommandRun.WithInput(Text, command.Split(' '));

        run.ExitCode.Should().Be(2);
        run.Error.Should().Match($"charrnn: A text is piped to the command, but none is named. Type 'charrnn {command.Split(' ')[0]} -' *\n");
        File.ReadAllText("model.safetensors").Should().Be("of yesterday");
        _folder.Names.Should().Equal("model.safetensors", "text.txt");
    }

    [Fact]
    public void Standard_input_can_be_named_once()
    {
        CommandRun run = CommandRun.WithInput(Text, "train", "-", "-");

        run.ExitCode.Should().Be(2);
        run.Error.Should().Be("charrnn: Standard input can be read only once; use '-' only once.\n");
    }

    [Fact]
    public void Names_after_two_dashes_may_begin_with_a_dash()
    {
        File.Move("text.txt", "--text");
        CommandRun.Of("train", "--hidden", "4", "--updates", "3", "--no-curve", "--output", "-m", "--", "--text").ExitCode.Should().Be(0);

        CommandRun.Of("info", "--", "-m").ExitCode.Should().Be(0);
        CommandRun.Of("evaluate", "--", "-m", "--text").ExitCode.Should().Be(0);
        CommandRun.WithInput(Text, "evaluate", "--", "-m", "-").ExitCode.Should().Be(0);
        CommandRun.Of("info", "-m").ExitCode.Should().Be(2);
    }

    [Fact]
    public void A_model_of_LF_that_meets_CR_LF_hints_at_line_ends()
    {
        CommandRun.Of("train", "text.txt", "--hidden", "4", "--updates", "3", "--no-curve", "--output", "m.safetensors").ExitCode.Should().Be(0);
        File.WriteAllText("windows.txt", Text.ReplaceLineEndings("\r\n"));

        CommandRun run = CommandRun.Of("evaluate", "m.safetensors", "windows.txt");

        run.ExitCode.Should().Be(1);
        run.Error.Should().Match("charrnn: windows.txt: *U+000D*line ends CR LF*\n");
    }

    [Fact]
    public void A_stop_text_that_the_model_cannot_write_is_refused()
    {
        CycleModel.Create<float>("abc").Save("m.safetensors");

        CommandRun run = CommandRun.Of("sample", "m.safetensors", "--stop", "é");

        run.ExitCode.Should().Be(1);
        run.Error.Should().Match("charrnn: --stop: *'é' (U+00E9)*");
        run.Output.Should().BeEmpty();
    }

    [Theory]
    [InlineData("--sample-length", "2147483647")]
    [InlineData("--final-length", "2147483647")]
    public void A_sample_that_cannot_be_held_in_memory_is_refused_before_training(string option, string length)
    {
        CommandRun run = CommandRun.Of("train", "text.txt", "--hidden", "4", "--updates", "3", option, length);

        run.ExitCode.Should().Be(2);
        run.Error.Should().Match($"charrnn: {option} must be a whole number from * to 1000000, not '{length}'.*");
    }
}
