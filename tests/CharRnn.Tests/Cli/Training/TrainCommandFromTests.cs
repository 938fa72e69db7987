using CharRnn.Cli.Failures;
using CharRnn.Persistence;
using CharRnn.Tests.Fixtures;
using CharRnn.Tests.Persistence;

namespace CharRnn.Tests.Cli.Training;

/// <summary>Training that starts from a trained model, and texts in documents.</summary>
public sealed class TrainCommandFromTests : IDisposable
{
    private const string Quick = "--sample-every 0 --final-length 0 --no-curve";
    private readonly TemporaryFolder _folder = new();

    private string TextPath => _folder["text.txt"];

    private string ModelPath => _folder["model.safetensors"];

    private string NextPath => _folder["next.safetensors"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Network_characters_and_way_of_reading_come_from_the_model()
    {
        Write("emma\nava\nmia\n");
        Must("--documents lines --hidden 7 --updates 3 --sequence-length 3 -o", ModelPath);
        Write("emil\nßam\n");

        CommandRun run = Must("--from", ModelPath, "--updates 2 --sequence-length 3 -o", NextPath);

        ModelFileInfo info = ModelFile.Inspect(NextPath);
        info.Architecture.HiddenSize.Should().Be(7);
        info.Vocabulary!.ToString().Should().Be("\naeilmvß");
        info.Settings["documents"].Should().Be("lines");
        info.Settings["from"].Should().Be("model.safetensors");
        run.Output.Should().Contain($"From: {ModelPath}; 2 new characters: lß; 1 character that the text lacks: v");
    }

    [Fact]
    public void Without_a_step_the_network_is_the_same()
    {
        Write("abcabcabd");
        Must("--hidden 5 --updates 20 --sequence-length 3 -o", ModelPath);
        RnnModel<float> model = RnnModel<float>.Load(ModelPath);

        Must("--from", ModelPath, "--updates 1 --learning-rate 1e-30 --sequence-length 3 -o", NextPath);

        RnnModel<float> next = RnnModel<float>.Load(NextPath);
        for (int block = 0; block < model.Rnn.Parameters.Blocks.Count; block++)
        {
            next.Rnn.Parameters.Blocks[block].Values.ToArray().Should().Equal(model.Rnn.Parameters.Blocks[block].Values.ToArray());
        }
    }

    [Fact]
    public void A_checkpoint_stands_for_its_network()
    {
        Write("abcabcabd");
        Must("--hidden 5 --updates 20 --sequence-length 3 --checkpoint", _folder["run.checkpoint"], "-o", ModelPath);

        Must("--from", _folder["run.checkpoint"], "--updates 1 --learning-rate 1e-30 --sequence-length 3 -o", NextPath);

        RnnModel<float>.Load(NextPath).Rnn.Parameters.Blocks[0].Values.ToArray().Should().Equal(RnnModel<float>.Load(ModelPath).Rnn.Parameters.Blocks[0].Values.ToArray());
    }

    [Fact]
    public void A_network_of_PyTorch_has_the_characters_of_its_text()
    {
        string path = FixtureFile.PathOf("foreign-bare.safetensors");
        ModelFileInfo foreign = ModelFile.Inspect(path);
        Write(string.Concat(Enumerable.Repeat("abcdefghijklmnopqrstuvwxyz"[..foreign.Architecture.VocabularySize], 20)));

        Must("--from", path, "--updates 2 --sequence-length 3 -o", NextPath);

        ModelFile.Inspect(NextPath).Architecture.Should().Be(foreign.Architecture);
        foreign.Vocabulary.Should().BeNull();
        Write("ab");
        Run("--from", path, "--updates 2 --sequence-length 1 -o", NextPath).Error.Should().Contain("does not say which");
    }

    [Theory]
    [InlineData("--hidden 4", ExitCode.Usage)]
    [InlineData("--init-scale 0.1", ExitCode.Usage)]
    [InlineData("--resume model.safetensors", ExitCode.Failed)]
    public void What_the_model_decides_is_no_option(string options, int code)
    {
        Write("abcabcabd");
        Must("--hidden 5 --updates 2 --sequence-length 3 -o", ModelPath);

        Run("--from", ModelPath, options.Replace("model.safetensors", ModelPath, StringComparison.Ordinal)).ExitCode.Should().Be(code);
    }

    [Fact]
    public void A_run_on_documents_resumes_without_their_option_and_repeats_its_samples()
    {
        Write(string.Concat(Enumerable.Range(0, 60).Select(n => $"name{n % 7}{n % 11}\n")));
        string options = "--documents lines --hidden 6 --batch 3 --sequence-length 4 --validation 0.1 --sample-every 5 --final-length 30 --no-curve --seed 3";
        CommandRun whole = CommandRun.Of(["train", TextPath, .. options.Split(' '), "--updates", "30", "-o", ModelPath]);
        CommandRun.Of(["train", TextPath, .. options.Split(' '), "--updates", "17", "--checkpoint", _folder["run.checkpoint"], "--schedule", "constant", "-o", NextPath]).ExitCode.Should().Be(ExitCode.Done);

        CommandRun resumed = CommandRun.Of("train", TextPath, "--resume", _folder["run.checkpoint"], "--updates", "30", "-o", NextPath);

        whole.ExitCode.Should().Be(ExitCode.Done, whole.Error);
        resumed.ExitCode.Should().Be(ExitCode.Done, resumed.Error);
        ModelFile.Inspect(NextPath).Settings.Should().Contain("documents", "lines").And.Contain("chunk_order", "shuffled").And.Contain("end_of_text", "U+000A");
        CommandRun.Of("train", TextPath, "--resume", _folder["run.checkpoint"], "--documents", "blank-lines").Error.Should().Contain("--documents lines");
    }

    private void Write(string text) => File.WriteAllText(TextPath, text);

    private CommandRun Must(params string[] options)
    {
        CommandRun run = Run(options);
        run.ExitCode.Should().Be(ExitCode.Done, run.Error);
        return run;
    }

    /// <summary>Options separated by spaces, without the names of files.</summary>
    private CommandRun Run(params string[] options)
        => CommandRun.Of(["train", TextPath, .. options.SelectMany(option => option.StartsWith(_folder.Path, StringComparison.Ordinal) || Path.IsPathRooted(option) ? [option] : option.Split(' ')), .. Quick.Split(' ')]);
}
