using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using CharRnn.Cli.Evaluation;
using CharRnn.Tests.Persistence;

namespace CharRnn.Tests.Cli.Evaluation;

public sealed class NGramTablesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Measure_agrees_with_a_calculation_by_hand()
    {
        // K = 2, training text "aab", the b of "ab" is predicted. n = 1: c(b) = 1, c(·) = 3, T = 2 of K = 2, p_0 = 1/2:
        // p_1 = (1 + 2 · 1/2) / (3 + 2) = 2/5. n = 2, after a: a and b once each: p_2 = (1 + 2 · 2/5) / (2 + 2) = 9/20.
        IReadOnlyList<double> nats = Measure("aab", "ab", "ab");

        nats.Should().HaveCount(6);
        nats[0].Should().BeApproximately(-Math.Log(2.0 / 5), 1e-15);
        nats[1].Should().BeApproximately(-Math.Log(9.0 / 20), 1e-15);
        nats.Skip(2).Should().OnlyContain(value => value == nats[1], "no longer context is known");
    }

    [Theory]
    [InlineData("abracadabra abracadabra", "cadabra barbara", 0)]
    [InlineData("aaaaaaaaaa", "aaaa", 0)]
    [InlineData("abcdefgh", "hgfedcba", 0)]
    [InlineData("a", "ab", 1)]
    [InlineData("z", "abcabcabcabcabc", 0)]
    [InlineData("she sells sea shells by the sea shore, she sells no more", "sea shells, she sells; she sells by the shore", 3)]
    public void Measure_agrees_with_tables_in_dictionaries(string training, string text, int charactersThatDoNotOccur)
    {
        string vocabulary = string.Concat((training + text).Distinct()) + string.Concat(Enumerable.Range(0, charactersThatDoNotOccur).Select(i => (char)('А' + i)));

        IReadOnlyList<double> nats = Measure(training, text, vocabulary);

        double[] expected = Dictionaries(training, text, vocabulary.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            nats[i].Should().BeApproximately(expected[i], 1e-12, $"n = {i + 1}");
        }
    }

    [Fact]
    public void Measure_of_random_texts_agrees_with_tables_in_dictionaries()
    {
        var random = new Random(5);
        for (int i = 0; i < 30; i++)
        {
            int size = random.Next(1, 5);
            string Draw(int length) => string.Concat(Enumerable.Range(0, length).Select(_ => (char)('a' + random.Next(size))));
            string training = Draw(random.Next(1, 300)), text = Draw(random.Next(2, 100));

            Measure(training, text, "abcde").Zip(Dictionaries(training, text, 5), (actual, expected) => Math.Abs(actual - expected)).Max().Should().BeLessThan(1e-12);
        }
    }

    [Fact]
    public void Measure_of_one_text_counts_its_start_only()
    {
        const string Training = "she sells sea shells by the sea shore ", Rest = "she sells shells";
        var text = EncodedText.FromText(Training + Rest);

        NGramTables.Measure(text, Training.Length).Should().Equal(Measure(Training, Rest, string.Concat((Training + Rest).Distinct())));
    }

    [Fact]
    public void Evaluate_shows_the_tables_of_the_training_text()
    {
        const string Training = "abcdabcdabcdabdcabcd", Text = "abcdabdabcd";
        CycleModel.Create<double>("abcd").Save(_folder["model.safetensors"]);
        File.WriteAllText(_folder["train.txt"], Training);

        CommandRun lines = CommandRun.WithInput(Text, "evaluate", _folder["model.safetensors"], "-", "--train-text", _folder["train.txt"]);
        CommandRun json = CommandRun.WithInput(Text, "evaluate", _folder["model.safetensors"], "-", "--train-text", _folder["train.txt"], "--json");

        double[] expected = Dictionaries(Training, Text, 4);
        lines.ExitCode.Should().Be(0, lines.Error);
        for (int i = 0; i < expected.Length; i++)
        {
            lines.Output.Should().MatchRegex(string.Create(CultureInfo.InvariantCulture, $"\n{i + 1} +{Regex.Escape(expected[i].ToString("F4", CultureInfo.InvariantCulture))} "));
        }

        lines.Output.Should().MatchRegex("the model is \\d\\.\\d{4} nats/char (better|worse) than the best of them, n = [1-6]\n").And.NotContain("note:");
        using JsonDocument document = JsonDocument.Parse(json.Output);
        double[] nats = [.. document.RootElement.GetProperty("nGramNatsPerCharacter").EnumerateArray().Select(element => element.GetDouble())];
        nats.Zip(expected, (a, b) => Math.Abs(a - b)).Max().Should().BeLessThan(1e-12);
        document.RootElement.GetProperty("isPartOfTrainText").GetBoolean().Should().BeFalse();
    }

    [Fact]
    public void Evaluate_says_when_the_text_is_a_part_of_the_training_text()
    {
        CycleModel.Create<double>("abcd").Save(_folder["model.safetensors"]);
        File.WriteAllText(_folder["train.txt"], "abcdabcdabcd");

        CommandRun run = CommandRun.WithInput("cdab", "evaluate", _folder["model.safetensors"], "-", "--train-text", _folder["train.txt"]);

        run.Output.Should().Contain("\nnote: the text is a part of ");
    }

    [Fact]
    public void Evaluate_training_text_that_the_model_did_not_learn_is_exit_code_1()
    {
        CycleModel.Create<double>("abcd").Save(_folder["model.safetensors"]);
        File.WriteAllText(_folder["train.txt"], "abcdx");

        CommandRun run = CommandRun.WithInput("cdab", "evaluate", _folder["model.safetensors"], "-", "--train-text", _folder["train.txt"]);

        run.ExitCode.Should().Be(1);
        run.Error.Should().Match("charrnn: *train.txt: Its character 'x' (U+0078) at position 4 *");
    }

    [Fact]
    public void Evaluate_does_not_write_over_the_training_text()
    {
        CycleModel.Create<double>("abcd").Save(_folder["model.safetensors"]);
        File.WriteAllText(_folder["train.txt"], "abcd");

        CommandRun run = CommandRun.WithInput("cdab", "evaluate", _folder["model.safetensors"], "-", "--train-text", _folder["train.txt"], "--per-char", _folder["train.txt"]);

        run.ExitCode.Should().NotBe(0);
        File.ReadAllText(_folder["train.txt"]).Should().Be("abcd");
    }

    private static IReadOnlyList<double> Measure(string training, string text, string vocabulary)
    {
        var known = Vocabulary.FromText(vocabulary);
        return NGramTables.Measure(EncodedText.FromText(training, known), EncodedText.FromText(text, known));
    }

    /// <summary>Witten–Bell by its definition.</summary>
    private static double[] Dictionaries(string training, string text, int vocabularySize)
    {
        double[] p = [.. Enumerable.Repeat(1.0 / vocabularySize, text.Length)];
        double[] nats = new double[NGramTables.HighestOrder];
        for (int n = 1; n <= nats.Length; n++)
        {
            var grams = new Dictionary<string, int>();
            for (int i = 0; i + n <= training.Length; i++)
            {
                string gram = training.Substring(i, n);
                grams[gram] = grams.GetValueOrDefault(gram) + 1;
            }

            for (int j = n - 1; j < text.Length; j++)
            {
                string context = text.Substring(j - n + 1, n - 1);
                int[] followers = [.. grams.Where(gram => gram.Key.StartsWith(context, StringComparison.Ordinal)).Select(gram => gram.Value)];
                if (followers.Length > 0)
                {
                    p[j] = (grams.GetValueOrDefault(context + text[j]) + (followers.Length * p[j])) / (followers.Sum() + followers.Length);
                }
            }

            nats[n - 1] = p.Skip(1).Average(value => -Math.Log(value));
        }

        return nats;
    }
}
