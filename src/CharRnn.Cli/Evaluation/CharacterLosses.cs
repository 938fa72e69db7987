using System.Globalization;
using System.Numerics;
using System.Text;
using CharRnn.Cli.Input;
using CharRnn.Cli.Screen;

namespace CharRnn.Cli.Evaluation;

/// <summary>How surprised a model is by every character of a text.</summary>
internal sealed class CharacterLosses
{
    /// <summary>How many of the most surprising places are worth showing.</summary>
    private const int PlaceCount = 10;

    /// <summary>Characters to show before a place.</summary>
    private const int ContextLength = 30;
    private readonly Vocabulary _vocabulary;
    private readonly int[] _text;
    private readonly Func<int, double> _lossAt;

    private CharacterLosses(Vocabulary vocabulary, int[] text, TextScore score, Func<int, double> lossAt)
    {
        _vocabulary = vocabulary;
        _text = text;
        Score = score;
        _lossAt = lossAt;
    }

    /// <summary>The whole text in one figure.</summary>
    internal TextScore Score { get; }

    /// <summary>Reads a text with a model.</summary>
    /// <exception cref="CommandException">The text is too short, or the model does not know one of its characters.</exception>
    internal static CharacterLosses Measure<T>(RnnModel<T> model, TextInput input)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        EncodedText encoded = input.Read(model.Vocabulary);
        var text = new int[encoded.Length];
        encoded.CopyTo(0, text);
        try
        {
            var losses = new T[Math.Max(0, text.Length - 1)];
            TextScore score = model.Score(text, losses);
            return new CharacterLosses(model.Vocabulary, text, score, i => double.CreateTruncating(losses[i]));
        }
        catch (ArgumentException exception)
        {
            throw new CommandException(
                $"{input.Name}: {Failure.WithoutParameterName(exception)}", exception);
        }
    }

    /// <summary>The places with the largest losses, the largest first, the earlier of equals first.</summary>
    internal IReadOnlyList<SurprisingPlace> MostSurprising()
    {
        // The smallest of the kept ones is the first to leave; of equals the later one.
        var kept = new PriorityQueue<int, (double Loss, int Earlier)>();
        for (int i = 0; i < _text.Length - 1; i++)
        {
            kept.Enqueue(i, (_lossAt(i), -i));
            if (kept.Count > PlaceCount)
            {
                kept.Dequeue();
            }
        }

        var places = new SurprisingPlace[kept.Count];
        for (int n = places.Length - 1; n >= 0; n--)
        {
            places[n] = Place(kept.Dequeue());
        }

        return places;
    }

    /// <summary>Writes a line for every predicted character.</summary>
    /// <exception cref="CommandException">The file cannot be written.</exception>
    internal void SaveCsv(string path)
    {
        try
        {
            using var writer = new StreamWriter(path) { NewLine = "\n" };
            writer.WriteLine("position,code_point,character,nats");
            for (int i = 0; i < _text.Length - 1; i++)
            {
                Rune character = _vocabulary[_text[i + 1]];
                string shown = ConsoleText.OneLine(character.ToString()).Replace("\"", "\"\"", StringComparison.Ordinal);
                writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{i + 1},U+{character.Value:X4},\"{shown}\",{_lossAt(i)}"));
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"{path} cannot be written: {exception.Message} Choose another --per-char.", exception);
        }
    }

    private SurprisingPlace Place(int prediction)
    {
        int position = prediction + 1, start = Math.Max(0, position - ContextLength);
        return new SurprisingPlace(position, _vocabulary[_text[position]].ToString(), _lossAt(prediction), _vocabulary.Decode(_text.AsSpan(start, position - start)));
    }
}

/// <summary>A character that a model did not expect.</summary>
/// <param name="Position">In characters from the start of the text, which is 0.</param>
/// <param name="Character">The character.</param>
/// <param name="Nats">−ln of the probability that the model gave it.</param>
/// <param name="Before">What stands before it.</param>
internal sealed record SurprisingPlace(int Position, string Character, double Nats, string Before);
