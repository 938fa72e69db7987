using System.Text.Json.Nodes;
using CharRnn.Tests.Persistence;

namespace CharRnn.Tests.Cli.Explain;

/// <summary>The page's data and <c>--json</c> for stacked gated networks: every quantity of every layer, compared with the library's probe.</summary>
public sealed class ExplainDeepTests : IDisposable
{
    private const int Start = 900;
    private const int Length = 120;
    private readonly TemporaryFolder _folder = new();
    private readonly string _text = string.Concat(Enumerable.Repeat("\"Who is there?\" said Nell.\nTom stood at the door (and WAITED): no answer.\n\n", 30));

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(RnnCell.Lstm, 2, "h c i f g o")]
    [InlineData(RnnCell.Lstm, 3, "h c i f g o")]
    [InlineData(RnnCell.Gru, 2, "h r z n")]
    [InlineData(RnnCell.Tanh, 2, "h")]
    public void Page_and_json_have_every_quantity_of_every_layer(RnnCell cell, int layers, string quantities)
    {
        RnnModel<double> model = Model(cell, layers);

        (JsonNode json, JsonNode page) = Explain(model);

        JsonArray units = json["units"]!.AsArray();
        units.Select(unit => (unit!["quantity"]!.GetValue<string>(), unit["layer"]!.GetValue<int>(), unit["unit"]!.GetValue<int>())).Should().BeEquivalentTo(
            from layer in Enumerable.Range(1, layers) from quantity in quantities.Split(' ') from unit in Enumerable.Range(0, 4) select (quantity, layer, unit));
        foreach (int i in new[] { 0, 57, Length - 1 })
        {
            RnnProbe<double> probe = ReadTo(model, Start + i, out double[] state);
            for (int row = 0; row < units.Count; row++)
            {
                double expected = Value(probe, state, units[row]!), shown = json["activations"]![row]![i]!.GetValue<double>();
                shown.Should().BeApproximately(expected, 1e-6);
                JsonNode bytes = page["activations"]!;
                double scale = bytes["scales"]![row]!.GetValue<double>();
                ((sbyte)Convert.FromBase64String(bytes["bytes"]!.GetValue<string>())[(row * Length) + i] / 127.0 * scale).Should().BeApproximately(shown, (scale / 254) + 1e-6);
            }
        }
    }

    [Fact]
    public void Contributions_of_a_deep_lstm_are_those_of_finite_differences()
    {
        const int Target = Start + 60;
        const double H = 1e-5;
        RnnModel<double> model = Model(RnnCell.Lstm, 2);
        int[] indexes = model.Vocabulary.Encode(_text);
        (JsonNode json, _) = Explain(model);
        double[] mean = [.. indexes.Select(index => model.Rnn.Parameters.InputWeights.Column(index)).Aggregate((a, b) => a + b).Divide(indexes.Length)];
        foreach (int distance in new[] { 1, 3 })
        {
            int position = Target - distance;
            double[] read = [.. model.Rnn.Parameters.InputWeights.Column(indexes[position])];
            double expected = 0;
            for (int i = 0; i < read.Length; i++)
            {
                expected += (LogProbability(position, i, H) - LogProbability(position, i, -H)) / (2 * H) * (read[i] - mean[i]);
            }

            json["contributions"]![60]![distance - 1]!.GetValue<double>().Should().BeApproximately(expected, 1e-6);
        }

        // ln p of the target when one input of one step is shifted: the character is read with another column of U.
        double LogProbability(int position, int row, double shift)
        {
            double[] state = new double[model.Rnn.StateSize], logits = new double[model.Vocabulary.Count];
            for (int i = 0; i < Target; i++)
            {
                if (i == position)
                {
                    RnnParameters<double> parameters = model.Rnn.Parameters.Clone();
                    parameters.InputWeights[row, indexes[i]] += shift;
                    new Rnn<double>(parameters).Step(indexes[i], state, logits);
                }
                else
                {
                    model.Rnn.Step(indexes[i], state, logits);
                }
            }

            return logits[indexes[Target]] - Math.Log(logits.Sum(Math.Exp));
        }
    }

    private static double Value(RnnProbe<double> probe, double[] state, JsonNode unit)
    {
        (string quantity, int layer, int number) = (unit["quantity"]!.GetValue<string>(), unit["layer"]!.GetValue<int>() - 1, unit["unit"]!.GetValue<int>());
        int first = layer * state.Length / probe.Architecture.LayerCount;
        return quantity switch
        {
            "h" => state[first + number],
            "c" => state[first + probe.Architecture.HiddenSize + number],
            "r" => probe.GetGate(RnnGate.Reset, layer)[number],
            "z" => probe.GetGate(RnnGate.Update, layer)[number],
            "n" => probe.GetGate(RnnGate.Candidate, layer)[number],
            "i" => probe.GetGate(RnnGate.Input, layer)[number],
            "f" => probe.GetGate(RnnGate.Forget, layer)[number],
            "g" => probe.GetGate(RnnGate.Content, layer)[number],
            _ => probe.GetGate(RnnGate.Output, layer)[number],
        };
    }

    private RnnModel<double> Model(RnnCell cell, int layers)
    {
        var vocabulary = Vocabulary.FromText(_text);
        var parameters = new RnnParameters<double>(new RnnArchitecture { VocabularySize = vocabulary.Count, HiddenSize = 4, Cell = cell, LayerCount = layers });
        parameters.Randomize(new Random(5), 0.7);
        return new(vocabulary, parameters);
    }

    private (JsonNode Json, JsonNode Page) Explain(RnnModel<double> model)
    {
        (string file, string text, string html) = (_folder["deep.safetensors"], _folder["text.txt"], _folder["page.html"]);
        model.Save(file);
        File.WriteAllText(text, _text);
        CommandRun run = CommandRun.Of("explain", file, text, "--start", $"{Start}", "--length", $"{Length}", "--json", "--output", html);
        run.ExitCode.Should().Be(0, run.Error);
        return (JsonNode.Parse(run.Output)!, ExplainFixture.PageData(File.ReadAllText(html)));
    }

    private RnnProbe<double> ReadTo(RnnModel<double> model, int position, out double[] state)
    {
        var probe = new RnnProbe<double>(model.Rnn.Parameters);
        state = new double[probe.StateSize];
        var logits = new double[model.Vocabulary.Count];
        foreach (int index in model.Vocabulary.Encode(_text)[..(position + 1)])
        {
            probe.Step(index, state, logits);
        }

        return probe;
    }
}
