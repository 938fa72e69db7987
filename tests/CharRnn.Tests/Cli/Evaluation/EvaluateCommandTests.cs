using System.Text.Json;
using CharRnn.Tests.Persistence;

namespace CharRnn.Tests.Cli.Evaluation;

public sealed class EvaluateCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string ModelPath => _folder["model.safetensors"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Evaluate_ignorant_network_is_the_uniform_guess(bool isDouble)
    {
        SaveZero(isDouble);

        CommandRun run = CommandRun.WithInput("abcdabcd", "evaluate", ModelPath, "-");

        run.ExitCode.Should().Be(0);
        run.Output.Should().Contain("standard input, 7 characters predicted")
            .And.MatchRegex("nats/char +1\\.3863\n").And.MatchRegex("bits/char +2\\.0000\n").And.MatchRegex("perplexity +4\\.0000\n");
    }

    [Fact]
    public void Evaluate_json_has_the_figures()
    {
        SaveZero(isDouble: true);

        CommandRun run = CommandRun.WithInput("abcdabcd", "evaluate", ModelPath, "-", "--json");

        using JsonDocument json = JsonDocument.Parse(run.Output);
        json.RootElement.GetProperty("predictedCharacters").GetInt64().Should().Be(7);
        json.RootElement.GetProperty("natsPerCharacter").GetDouble().Should().BeApproximately(Math.Log(4), 1e-12);
        json.RootElement.GetProperty("bitsPerCharacter").GetDouble().Should().BeApproximately(2, 1e-12);
        json.RootElement.GetProperty("perplexity").GetDouble().Should().BeApproximately(4, 1e-12);
        json.RootElement.GetProperty("totalNats").GetDouble().Should().BeApproximately(7 * Math.Log(4), 1e-12);
    }

    [Fact]
    public void Evaluate_in_windows_reads_each_from_the_zero_state()
    {
        // Each character is followed by the next one of the vocabulary, so text before a window contains no further information.
        CycleModel.Create<double>("abcd").Save(ModelPath);

        CommandRun run = CommandRun.WithInput("abcdabcdabcd", "evaluate", ModelPath, "-", "--window", "5"), lines = CommandRun.Of("evaluate", ModelPath, ModelPath, "--window", "5", "--per-line", "x.csv");

        run.ExitCode.Should().Be(0, run.Error);
        run.Output.Should().Contain("standard input, 11 characters predicted").And.MatchRegex("nats/char +0\\.0000\n");
        lines.ExitCode.Should().Be(2);
        lines.Error.Should().StartWith("charrnn: --window cannot be combined with --per-line");
        CommandRun.Of("evaluate", ModelPath, ModelPath, "--window", "0").ExitCode.Should().Be(2);
    }

    [Theory]
    [InlineData("abcx", "*standard input: Its character 'x' (U+0078) at position 3 *")]
    [InlineData("a", "*standard input: The text has 1 character; 2 are needed*")]
    [InlineData("", "*standard input: It is empty.*")]
    public void Evaluate_text_that_does_not_fit_is_exit_code_1(string text, string problem)
    {
        SaveZero(isDouble: false);

        CommandRun run = CommandRun.WithInput(text, "evaluate", ModelPath, "-");

        run.ExitCode.Should().Be(1);
        run.Error.Should().Match("charrnn: " + problem);
    }

    [Fact]
    public void Evaluate_shows_the_places_that_break_the_cycle_and_writes_every_character()
    {
        CycleModel.Create<double>("abcd").Save(ModelPath);
        string csv = _folder["losses.csv"];

        CommandRun run = CommandRun.WithInput("abcdabdabcd", "evaluate", ModelPath, "-", "--json", "--per-char", csv);

        // The model expects the next letter of the cycle; only the d at position 6 is not it.
        using JsonDocument json = JsonDocument.Parse(run.Output);
        JsonElement first = json.RootElement.GetProperty("mostSurprising")[0];
        first.GetProperty("position").GetInt32().Should().Be(6);
        first.GetProperty("character").GetString().Should().Be("d");
        first.GetProperty("before").GetString().Should().Be("abcdab");
        json.RootElement.GetProperty("mostSurprising").GetArrayLength().Should().Be(10);
        string[] lines = File.ReadAllLines(csv);
        lines.Should().HaveCount(11);
        lines[0].Should().Be("position,code_point,character,nats");
        lines[6].Should().StartWith("6,U+0064,\"d\",");
        double[] nats = [.. lines.Skip(1).Select(line => double.Parse(line.Split(',')[3], System.Globalization.CultureInfo.InvariantCulture))];
        nats.Sum().Should().BeApproximately(json.RootElement.GetProperty("totalNats").GetDouble(), 1e-9);
        nats.Max().Should().Be(first.GetProperty("nats").GetDouble());
    }

    [Fact]
    public void Evaluate_shows_ten_places_in_order_with_control_characters_as_pictures()
    {
        var vocabulary = Vocabulary.FromText("ab\n\"");
        new RnnModel<double>(vocabulary, new RnnParameters<double>(Networks.Architecture(4, 3))).Save(ModelPath);

        CommandRun run = CommandRun.WithInput("a\nb\"" + new string('a', 20), "evaluate", ModelPath, "-", "--per-char", _folder["l.csv"]);

        string[] places = [.. run.Output.TrimEnd().Split('\n').SkipWhile(line => !line.StartsWith("most surprising", StringComparison.Ordinal)).Skip(1)];
        places.Should().HaveCount(10);
        places[0].Should().Be("    1.386            1  a[\u240A]");
        places[1].Should().EndWith("a\u240A[b]");
        File.ReadAllLines(_folder["l.csv"])[3].Should().StartWith("3,U+0022,\"\"\"\",1.386");
    }

    [Fact]
    public void Evaluate_per_char_that_cannot_be_written_is_exit_code_1()
    {
        SaveZero(isDouble: false);

        CommandRun run = CommandRun.WithInput("abcd", "evaluate", ModelPath, "-", "--per-char", _folder["no/l.csv"]);

        run.ExitCode.Should().Be(1);
        run.Error.Should().Match("charrnn: The folder *no of the CSV file does not exist.*--per-char.\n");
    }

    private void SaveZero(bool isDouble)
    {
        var vocabulary = Vocabulary.FromText("abcd");
        var architecture = Networks.Architecture(4, 3);
        if (isDouble)
        {
            new RnnModel<double>(vocabulary, new RnnParameters<double>(architecture)).Save(ModelPath);
        }
        else
        {
            new RnnModel<float>(vocabulary, new RnnParameters<float>(architecture)).Save(ModelPath);
        }
    }
}
