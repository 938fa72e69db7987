using System.Text.Json.Nodes;

namespace CharRnn.Tests.Cli.Explain;

/// <summary><c>explain --snapshots</c>: the passage as it was predicted during training.</summary>
public sealed class ExplainSnapshotTests(ExplainFixture fixture) : IClassFixture<ExplainFixture>
{
    private static readonly string[] _kinds = ["spaces and line ends", "letters inside words", "first letters of words", "punctuation and digits", "quotation marks"];

    [Fact]
    public void Snapshots_are_scored_on_the_passage_and_the_model_is_the_last_of_them()
    {
        RnnModel<float> first = Save("two", 0, seed: 1), second = Save("two", 500, seed: 2);

        JsonNode json = Explain("two");

        JsonArray snapshots = json["snapshots"]!.AsArray();
        snapshots.Select(snapshot => snapshot!["updates"]?.GetValue<long>()).Should().Equal(0, 500, null);
        ExplainFixture.Numbers(snapshots[0]!["losses"]).Should().Equal(Losses(first), (a, b) => Math.Abs(a - b) < 1e-4);
        ExplainFixture.Numbers(snapshots[1]!["losses"]).Should().Equal(Losses(second), (a, b) => Math.Abs(a - b) < 1e-4);
        ExplainFixture.Numbers(snapshots[2]!["losses"]).Should().Equal(ExplainFixture.Numbers(json["losses"]));
        snapshots[1]!["natsPerCharacter"]!.GetValue<double>().Should().BeApproximately(Losses(second).Average(), 1e-4);
        snapshots[1]!["sample"]!.GetValue<string>().Should().Be(new TextGenerator<float>(second, new Random(1)).Generate(200));
    }

    [Fact]
    public void Losses_are_averaged_over_kinds_of_characters()
    {
        RnnModel<float> model = Save("kinds", 10, seed: 3);

        JsonNode json = Explain("kinds");

        json["lossKinds"]!.AsArray().Select(kind => kind!["name"]!.GetValue<string>()).Should().Equal(_kinds);
        json["lossKinds"]!.AsArray().Sum(kind => kind!["count"]!.GetValue<int>()).Should().Be(ExplainFixture.Length);
        double[] losses = Losses(model);
        string passage = fixture.Text.Substring(ExplainFixture.Start, ExplainFixture.Length);
        ExplainFixture.Numbers(json["snapshots"]![0]!["kindLosses"])[4].Should().BeApproximately(losses.Where((_, i) => passage[i] == '"').Average(), 1e-4);
        ExplainFixture.Numbers(json["snapshots"]![0]!["kindLosses"])[0].Should().BeApproximately(losses.Where((_, i) => char.IsWhiteSpace(passage[i])).Average(), 1e-4);
    }

    [Fact]
    public void A_model_that_is_itself_a_snapshot_is_shown_once()
    {
        Save("itself", 10, seed: 3);
        Save("itself", 20, seed: 4);

        JsonNode json = JsonNode.Parse(CommandRun.Of("explain", PathOf("itself", 20), fixture.TextPath, "--snapshots", fixture["itself"], "--length", "50", "--json").Output)!;

        json["snapshots"]!.AsArray().Select(snapshot => snapshot!["updates"]!.GetValue<long>()).Should().Equal(10, 20);
    }

    [Fact]
    public void Without_snapshots_there_are_no_numbers_of_them()
    {
        fixture.Json["snapshots"].Should().BeNull();
        fixture.Json["lossKinds"].Should().BeNull();
    }

    [Fact]
    public void Folders_without_snapshots_are_refused_in_one_line()
    {
        Directory.CreateDirectory(fixture["empty"]);
        Refused("empty", "*empty has no snapshots, which are files such as update-000000100.safetensors. *");
        Refused("missing", "The folder *missing does not exist. *");
        Refused("text.txt", "*text.txt is a file; --snapshots needs the name of a folder.");
        Directory.CreateDirectory(fixture["broken"]);
        File.WriteAllText(PathOf("broken", 10), "no model");
        Refused("broken", "*update-000000010.safetensors*");

        void Refused(string folder, string message)
        {
            CommandRun run = CommandRun.Of("explain", fixture.ModelPath, fixture.TextPath, "--snapshots", fixture[folder], "--output", fixture["none.html"]);
            run.ExitCode.Should().Be(1);
            run.Error.Trim().Should().Match("charrnn: " + message).And.NotContain("\n");
            File.Exists(fixture["none.html"]).Should().BeFalse();
        }
    }

    private JsonNode Explain(string folder)
    {
        CommandRun run = CommandRun.Of(
            "explain", fixture.ModelPath, fixture.TextPath, "--snapshots", fixture[folder], "--json", "--start", $"{ExplainFixture.Start}", "--length", $"{ExplainFixture.Length}");
        run.ExitCode.Should().Be(0, run.Error);
        return JsonNode.Parse(run.Output)!;
    }

    private string PathOf(string folder, int updates) => Path.Combine(fixture[folder], $"update-{updates:D9}.safetensors");

    private RnnModel<float> Save(string folder, int updates, int seed)
    {
        Directory.CreateDirectory(fixture[folder]);
        var model = new RnnModel<float>(fixture.Model.Vocabulary, Networks.Random<float>(fixture.Model.Vocabulary.Count, 5, seed, standardDeviation: 0.4));
        model.Save(PathOf(folder, updates), new Dictionary<string, string> { ["updates"] = $"{updates}" });
        return model;
    }

    private double[] Losses(RnnModel<float> model)
    {
        var losses = new float[fixture.Text.Length - 1];
        model.Score(model.Vocabulary.Encode(fixture.Text), losses);
        return [.. losses[(ExplainFixture.Start - 1)..(ExplainFixture.Start - 1 + ExplainFixture.Length)].Select(loss => (double)loss)];
    }
}
