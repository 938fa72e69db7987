using System.Text.Json.Nodes;
using CharRnn.Tests.Persistence;

namespace CharRnn.Tests.Cli.Explain;

/// <summary>A small random network and a text with lines, quotes, names and capitals, explained once for all tests.</summary>
public sealed class ExplainFixture : IDisposable
{
    private const string Paragraph = "\"Who is there?\" said Nell.\nTom stood at the door (and WAITED) for a while: nobody came.\n\n    \"Nobody,\" he said. She didn't believe it!\n";
    private readonly TemporaryFolder _folder = new();

    public ExplainFixture()
    {
        Text = string.Concat(Enumerable.Range(0, 24).Select(i => i % 3 == 0 ? Paragraph.Replace("Nell", "Moss", StringComparison.Ordinal) : Paragraph));
        Model = new RnnModel<double>(Vocabulary.FromText(Text), Networks.Random<double>(Vocabulary.FromText(Text).Count, 13, seed: 4, standardDeviation: 0.5));
        Model.Save(ModelPath);
        File.WriteAllText(TextPath, Text);
        StatesBefore = Read();
        Json = JsonNode.Parse(CommandRun.Of("explain", ModelPath, TextPath, "--start", $"{Start}", "--length", $"{Length}", "--json").Output)!;
    }

    internal const int Start = 700;
    internal const int Length = 300;

    internal string Text { get; }

    internal RnnModel<double> Model { get; }

    /// <summary>The running state before each character and after the last, the text read from its beginning.</summary>
    internal IReadOnlyList<double[]> StatesBefore { get; }

    internal JsonNode Json { get; }

    internal string ModelPath => _folder["model.safetensors"];

    internal string TextPath => _folder["text.txt"];

    internal string this[string name] => _folder[name];

    public void Dispose() => _folder.Dispose();

    private List<double[]> Read()
    {
        double[] state = new double[Model.Rnn.StateSize], logits = new double[Model.Vocabulary.Count];
        var states = new List<double[]>();
        foreach (int index in Model.Vocabulary.Encode(Text))
        {
            states.Add([.. state]);
            Model.Rnn.Step(index, state, logits);
        }

        states.Add(state);
        return states;
    }

    /// <summary>The numbers inside a page.</summary>
    internal static JsonNode PageData(string html)
    {
        const string Opening = "<script type=\"application/json\" id=\"data\">";
        int start = html.IndexOf(Opening, StringComparison.Ordinal) + Opening.Length;
        return JsonNode.Parse(html[start..html.IndexOf("</script>", start, StringComparison.Ordinal)])!;
    }

    /// <summary>Numbers of a JSON array; NaN for null.</summary>
    internal static double[] Numbers(JsonNode? array) => [.. array!.AsArray().Select(value => value?.GetValue<double>() ?? double.NaN)];
}
