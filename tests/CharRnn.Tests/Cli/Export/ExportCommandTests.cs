using CharRnn.Tests.Persistence;
using Microsoft.ML.OnnxRuntime;

namespace CharRnn.Tests.Cli.Export;

public sealed class ExportCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string ModelPath => _folder["model.safetensors"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Export_writes_beside_the_model_in_its_type()
    {
        CycleModel.Create<double>("ab\n").Save(ModelPath);

        CommandRun run = CommandRun.Of("export", ModelPath);

        run.Should().Match<CommandRun>(it => it.ExitCode == 0 && it.Error.Length == 0);
        run.Output.Should().Contain("model.onnx");
        StateType("model.onnx").Should().Be<double>();
    }

    [Fact]
    public void Export_converts_to_the_type_and_file_asked_for()
    {
        CycleModel.Create<double>("ab\n").Save(ModelPath);

        CommandRun.Of("export", ModelPath, "--precision", "float", "--output", _folder["other.onnx"]).ExitCode.Should().Be(0);

        StateType("other.onnx").Should().Be<float>();
        _folder.Names.Should().Equal("model.safetensors", "other.onnx");
    }

    [Fact]
    public void Export_over_the_model_itself_is_refused_and_leaves_it()
    {
        CycleModel.Create<double>("ab\n").Save(ModelPath);
        byte[] before = File.ReadAllBytes(ModelPath);

        CommandRun run = CommandRun.Of("export", ModelPath, "--output", ModelPath);

        run.ExitCode.Should().Be(2);
        run.Error.Should().Contain("the model and the ONNX file (--output) at once");
        File.ReadAllBytes(ModelPath).Should().Equal(before);
    }

    [Fact]
    public void Export_into_a_folder_that_does_not_exist_says_so_in_one_line()
    {
        CycleModel.Create<double>("ab\n").Save(ModelPath);

        CommandRun run = CommandRun.Of("export", ModelPath, "--output", Path.Combine(_folder["none"], "model.onnx"));

        run.ExitCode.Should().Be(1);
        run.Error.Trim().Should().Contain("none of the ONNX file does not exist").And.NotContain("\n");
    }

    [Fact]
    public void Export_of_something_else_is_exit_code_1()
    {
        File.WriteAllText(ModelPath, "not a model");

        CommandRun.Of("export", ModelPath).ExitCode.Should().Be(1);

        _folder.Names.Should().Equal("model.safetensors");
    }

    private Type StateType(string name)
    {
        using var session = new InferenceSession(File.ReadAllBytes(_folder[name]));
        return session.InputMetadata["state"].ElementType;
    }

    /// <summary>Every reason why the ONNX file cannot be written: the message contains its path once, and no other path.</summary>
    [SkippableOnWindowsTheory]
    [InlineData("none/model.onnx", "*The folder *none of the ONNX file does not exist. Create it, or choose another --output.\n")]
    [InlineData("folder", "*folder is a folder; --output needs the name of a file.\n")]
    [InlineData("/proc/model.onnx", "charrnn: The ONNX file /proc/model.onnx cannot be written: *. Choose another --output.\n")]
    [InlineData("/dev/full", "charrnn: /dev/full could not be written: No space left on device. Choose another --output.\n")]
    [InlineData("long", "*model.onnx cannot be written: *. Choose another --output.\n")]
    public void Export_that_fails_names_its_file_once(string output, string expected)
    {
        string name = output == "long" ? new string('n', 300) + "model.onnx" : output;
        string path = name.StartsWith('/') ? name : _folder[name];
        Directory.CreateDirectory(_folder["folder"]);
        CycleModel.Create<double>("ab\n").Save(ModelPath);

        CommandRun run = CommandRun.Of("export", ModelPath, "--output", path);

        run.ExitCode.Should().Be(1);
        run.Error.Should().Match(output == "long" ? expected.Replace("cannot", "could not", StringComparison.Ordinal) : expected).And.NotContain(".tmp").And.NotContain("'");
        run.Error.Split(path).Should().HaveCountLessThanOrEqualTo(2);
        _folder.Names.Should().Equal("folder", "model.safetensors");
    }
}
