using CharRnn.Persistence;
using CharRnn.Tests.Persistence;

namespace CharRnn.Tests.Cli.Training;

/// <summary><c>train --snapshots</c>: the networks of a run at its milestones.</summary>
public sealed class TrainCommandSnapshotTests : IDisposable
{
    private static readonly string[] _options = ["--hidden", "7", "--sequence-length", "5", "--schedule", "constant", "--sample-every", "0", "--final-length", "0", "--no-curve"];
    private readonly TemporaryFolder _folder = new();

    public TrainCommandSnapshotTests() => File.WriteAllText(_folder["text.txt"], string.Concat(Enumerable.Repeat("the cat sat on the mat and the dog sat on the log. ", 20)));

    private string Snapshots => _folder["new/snapshots"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Snapshots_are_the_networks_at_the_milestones()
    {
        CommandRun run = Train("--updates", "120", "--snapshots", Snapshots);

        run.ExitCode.Should().Be(0, run.Error);
        run.Output.Should().Contain($"Snapshots: {Snapshots}, for 'charrnn explain --snapshots'.");
        Names().Should().Equal(Name(0), Name(10), Name(20), Name(50), Name(100));
        foreach (int updates in new[] { 10, 50 })
        {
            Train("--updates", $"{updates}").ExitCode.Should().Be(0);
            ModelFile.Inspect(Path(updates)).Settings["updates"].Should().Be($"{updates}");
            Parameters(Path(updates)).Should().Equal(Parameters(_folder["model.safetensors"]));
        }
    }

    [Fact]
    public void Snapshot_of_update_0_is_the_untrained_network()
    {
        Train("--updates", "1", "--snapshots", Snapshots);

        RnnModel<float> model = RnnModel<float>.Load(Path(0));

        model.Score(File.ReadAllText(_folder["text.txt"])).NatsPerCharacter.Should().BeApproximately(Math.Log(model.Vocabulary.Count), 0.2);
        ModelFile.Inspect(Path(0)).Settings["updates"].Should().Be("0");
    }

    [Fact]
    public void A_resumed_run_goes_on_with_its_snapshots()
    {
        Train("--updates", "120", "--snapshots", _folder["whole"]).ExitCode.Should().Be(0);
        Train("--updates", "30", "--snapshots", Snapshots, "--checkpoint", _folder["run.ckpt"]).ExitCode.Should().Be(0);
        Names().Should().HaveCount(3);

        CommandRun rest = CommandRun.Of("train", _folder["text.txt"], "--resume", _folder["run.ckpt"], "--updates", "120", "--no-curve", "--final-length", "0");

        rest.ExitCode.Should().Be(0, rest.Error);
        foreach (string name in Names().Should().HaveCount(5).And.Subject)
        {
            Parameters(System.IO.Path.Combine(Snapshots, name)).Should().Equal(Parameters(System.IO.Path.Combine(_folder["whole"], name)), name);
        }
    }

    [Fact]
    public void Snapshots_of_another_run_are_not_mixed_with_those_of_a_new_one()
    {
        Train("--updates", "10", "--snapshots", Snapshots, "--checkpoint", _folder["run.ckpt"]);
        byte[] before = File.ReadAllBytes(Path(10));

        CommandRun again = Train("--updates", "20", "--snapshots", Snapshots, "--seed", "2");

        again.ExitCode.Should().Be(1);
        again.Error.Should().Be($"charrnn: {Snapshots} has the snapshots of another run. Remove them, or choose another --snapshots.\n");
        File.ReadAllBytes(Path(10)).Should().Equal(before);
        Names().Should().HaveCount(2);
    }

    [Fact]
    public void A_folder_that_cannot_be_used_is_refused_before_training()
    {
        CommandRun run = Train("--updates", "10", "--snapshots", _folder["text.txt"]);

        run.ExitCode.Should().Be(1);
        run.Error.Should().Be($"charrnn: {_folder["text.txt"]} is a file; --snapshots needs the name of a folder.\n");
        File.Exists(_folder["model.safetensors"]).Should().BeFalse();
    }

    private static string Name(int updates) => $"update-{updates:D9}.safetensors";

    private string Path(int updates) => System.IO.Path.Combine(Snapshots, Name(updates));

    private string[] Names() => [.. Directory.GetFiles(Snapshots).Select(path => System.IO.Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    private CommandRun Train(params string[] more) => CommandRun.Of(["train", _folder["text.txt"], "--output", _folder["model.safetensors"], .. _options, .. more]);

    private static IEnumerable<float> Parameters(string path) => RnnModel<float>.Load(path).Rnn.Parameters.Blocks.SelectMany(block => block.Values.ToArray());
}
