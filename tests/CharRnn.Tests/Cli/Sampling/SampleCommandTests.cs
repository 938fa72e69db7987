using CharRnn.Cli;
using CharRnn.Cli.Screen;
using CharRnn.Tests.Persistence;

namespace CharRnn.Tests.Cli.Sampling;

public sealed class SampleCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string ModelPath => _folder["model.safetensors"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1000)]
    public void Sample_redirected_is_exactly_as_long_as_asked(int length)
    {
        SaveCycle<float>();

        CommandRun run = CommandRun.Of("sample", ModelPath, "--length", $"{length}", "--temperature", "3");

        run.ExitCode.Should().Be(0);
        run.Output.EnumerateRunes().Should().HaveCount(length);
    }

    [Fact]
    public void Sample_goes_on_from_the_prompt_in_either_precision()
    {
        SaveCycle<float>();
        CommandRun.Of("sample", ModelPath, "--prompt", "ab", "--length", "6", "--temperature", "0").Output.Should().Be("cdeabc");
        SaveCycle<double>();
        CommandRun.Of("sample", ModelPath, "--prompt", "abcd", "--length", "6", "--temperature", "0").Output.Should().Be("eabcde");
    }

    [Fact]
    public void Sample_stops_right_after_the_stop_text()
    {
        SaveCycle<float>();

        CommandRun.Of("sample", ModelPath, "--prompt", "a", "--stop", "ea", "--temperature", "0").Output.Should().Be("bcdea");
    }

    [Fact]
    public void Sample_with_a_seed_is_the_same_text_and_with_another_is_not()
    {
        SaveCycle<float>();
        string[] options = ["sample", ModelPath, "--length", "100", "--temperature", "20", "--seed"];

        string first = CommandRun.Of([.. options, "1"]).Output;

        CommandRun.Of([.. options, "1"]).Output.Should().Be(first);
        CommandRun.Of([.. options, "2"]).Output.Should().NotBe(first);
    }

    [Fact]
    public void Sample_prompt_with_an_unknown_character_says_which()
    {
        SaveCycle<float>();

        CommandRun run = CommandRun.Of("sample", ModelPath, "--prompt", "abé");

        run.ExitCode.Should().Be(1);
        run.Error.Should().Match("charrnn: --prompt: the model does not know 'é' (U+00E9) 1 time.*").And.NotContain("Parameter");
    }

    [Fact]
    public void Sample_missing_model_says_how_to_make_one()
    {
        CommandRun run = CommandRun.Of("sample", _folder["none"]);

        run.ExitCode.Should().Be(1);
        run.Error.Should().Match("charrnn: *none does not exist.*charrnn train*");
    }

    [Fact]
    public void Sample_file_that_is_no_model_is_one_line()
    {
        File.WriteAllText(ModelPath, "this is not a model, whatever its name says");

        CommandRun run = CommandRun.Of("sample", ModelPath);

        run.ExitCode.Should().Be(1);
        run.Error.Should().Match($"charrnn: '{ModelPath}' cannot be used.*");
        run.Error.TrimEnd().Split('\n').Should().ContainSingle();
    }

    [Fact]
    public void Sample_ends_quietly_when_its_reader_has_gone()
    {
        SaveCycle<float>();
        using var error = new StringWriter();
        var pipe = new OutputStream(new PipeWithoutReader());

        int code = CommandLine.Run(["sample", ModelPath, "--length", "2000000000"], new CliConsole(Stream.Null, pipe, error));

        code.Should().Be(0);
        error.ToString().Should().BeEmpty();
        pipe.IsClosed.Should().BeTrue();
    }

    [Fact]
    public void Sample_on_a_screen_shows_control_characters_as_pictures()
    {
        CycleModel.Create<float>("\u001b[").Save(ModelPath);

        CommandRun.OnScreen(isPlain: true, "sample", ModelPath, "--length", "4", "--prompt", "[", "--temperature", "0").Output.Should().Be("␛[␛[\n");
        CommandRun.Of("sample", ModelPath, "--length", "4", "--prompt", "[", "--temperature", "0").Output.Should().Be("\u001b[\u001b[");
    }

    [Fact]
    public void Sample_on_a_screen_shows_the_prompt_in_front()
    {
        SaveCycle<float>();

        CommandRun.OnScreen(isPlain: false, "sample", ModelPath, "--length", "3", "--prompt", "ab", "--temperature", "0").Output.Should().Be("abcde\n");
    }

    private void SaveCycle<T>()
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T> => CycleModel.Create<T>("abcde").Save(ModelPath);

    /// <summary>Behaves like a pipe whose reader has ended: EPIPE.</summary>
    private sealed class PipeWithoutReader : MemoryStream
    {
        private const int BrokenPipe = 32;

        public override void Write(ReadOnlySpan<byte> buffer) => throw new IOException("Broken pipe", BrokenPipe);
    }
}
