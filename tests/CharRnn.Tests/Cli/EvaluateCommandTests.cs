using System.Text.Json;
using CharRnn.Tests.Persistence;

namespace CharRnn.Tests.Cli;

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

    [Theory]
    [InlineData("abcx", "*standard input: The character 'x' (U+0078) at position 3 *")]
    [InlineData("a", "*standard input: The text has 1 characters; 2 are needed*")]
    [InlineData("", "*standard input is empty*")]
    public void Evaluate_text_that_does_not_fit_is_exit_code_1(string text, string problem)
    {
        SaveZero(isDouble: false);

        CommandRun run = CommandRun.WithInput(text, "evaluate", ModelPath, "-");

        run.ExitCode.Should().Be(1);
        run.Error.Should().Match("charrnn: " + problem);
    }

    private void SaveZero(bool isDouble)
    {
        var vocabulary = Vocabulary.FromText("abcd");
        var architecture = new RnnArchitecture { VocabularySize = 4, HiddenSize = 3 };
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
