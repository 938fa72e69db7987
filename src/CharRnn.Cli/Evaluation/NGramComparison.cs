using System.Globalization;
using System.Text.Json;
using CharRnn.Cli.Failures;
using CharRnn.Cli.Files;
using CharRnn.Cli.Screen;

namespace CharRnn.Cli.Evaluation;

/// <summary>The loss of n-gram tables of the training text on an evaluated text, for comparison with a model.</summary>
internal sealed class NGramComparison
{
    private const int KeyColumns = 1;
    private readonly string _trainingName;
    private readonly int _trainingLength;
    private readonly bool _hasSeenText;
    private readonly double[] _nats;

    private NGramComparison(TextInput training, EncodedText counted, EncodedText text)
    {
        _trainingName = training.Name;
        _trainingLength = counted.Length;
        _hasSeenText = Contains(counted, text);
        _nats = [.. NGramTables.Measure(counted, text)];
    }

    /// <summary>Counts and measures.</summary>
    /// <param name="training">The text that the model learned.</param>
    /// <param name="text">The evaluated text.</param>
    /// <exception cref="CommandException">The training text cannot be read, or has characters that the model does not know.</exception>
    internal static NGramComparison Measure(TextInput training, EncodedText text) => new(training, training.Read(text.Vocabulary), text);

    /// <summary>Writes a table, and by how much the model is better or worse than its best line.</summary>
    internal void Write(CliConsole console, TextScore model)
    {
        console.WriteProse(string.Create(
            CultureInfo.InvariantCulture, $"n-gram tables of {_trainingName}, {Quantity.Of(_trainingLength, "character")}, on the same characters of the text:"));
        var table = new TextTable(["n", "nats/char", "bits/char", "perplexity"]);
        for (int i = 0; i < _nats.Length; i++)
        {
            table.Add([Text(i + 1, "0"), Text(_nats[i], "F4"), Text(_nats[i] / Math.Log(2), "F4"), Text(Math.Exp(_nats[i]), "F4")]);
        }

        console.Out.Write(table.ToText(console.Size.Width, KeyColumns));
        int best = Array.IndexOf(_nats, _nats.Min());
        double gain = _nats[best] - model.NatsPerCharacter;
        console.WriteProse(string.Create(
            CultureInfo.InvariantCulture, $"the model is {Math.Abs(gain):F4} nats/char {(gain >= 0 ? "better" : "worse")} than the best of them, n = {best + 1}"));
        if (_hasSeenText)
        {
            console.WriteProse($"note: the text is a part of {_trainingName}; these are not the figures of a held-out text");
        }
    }

    /// <summary>Writes the same as properties.</summary>
    internal void Write(Utf8JsonWriter json)
    {
        json.WriteString("trainText", _trainingName);
        json.WriteBoolean("isPartOfTrainText", _hasSeenText);
        json.WriteStartArray("nGramNatsPerCharacter");
        foreach (double nats in _nats)
        {
            json.WriteNumberValue(nats);
        }

        json.WriteEndArray();
    }

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    private static bool Contains(EncodedText whole, EncodedText part)
    {
        int[] indexes = new int[whole.Length], sought = new int[part.Length];
        whole.CopyTo(0, indexes);
        part.CopyTo(0, sought);
        return indexes.AsSpan().IndexOf(sought) >= 0;
    }
}
