using System.Globalization;
using System.Numerics;
using System.Text;
using CharRnn.Cli.Failures;
using CharRnn.Cli.Files;
using CharRnn.Cli.Screen;
using CharRnn.Persistence;

namespace CharRnn.Cli.Evaluation;

/// <summary>The loss of every character of a text, and the places with the largest losses.</summary>
internal sealed class CharacterLosses
{
    /// <summary>Number of places with the largest losses that are shown.</summary>
    private const int PlaceCount = 10;

    /// <summary>Characters to show before a place.</summary>
    private const int ContextLength = 30;

    /// <summary>The kept places: the smallest loss is the first to leave, of equals the later one.</summary>
    private readonly PriorityQueue<int, (double Loss, int Earlier)> _kept = new();
    private readonly EncodedText _text;

    private CharacterLosses(ReadText read) => (_text, Skipped) = (read.Text, read.Skipped);

    /// <summary>The characters that the model does not know and that were left out of the text.</summary>
    internal IReadOnlyList<UnknownCharacter> Skipped { get; }

    internal long SkippedCount => Skipped.Sum(character => character.Count);

    /// <summary>The text.</summary>
    internal EncodedText Text => _text;

    /// <summary>The whole text in one figure.</summary>
    internal TextScore Score { get; private set; } = null!;

    /// <summary>Reads a text with a model, at one byte a character: no loss is kept but the largest.</summary>
    /// <param name="model">The model.</param>
    /// <param name="input">The text.</param>
    /// <param name="csvPath">A file that gets a line for every predicted character; null for none.</param>
    /// <param name="window">The number of characters of the windows without context in which the text is read; null to read it as a whole.</param>
    /// <exception cref="CommandException">
    /// The text is too short, the model does not know one of its characters, or the file cannot be written.
    /// </exception>
    internal static CharacterLosses Measure<T>(RnnModel<T> model, TextInput input, string? csvPath, int? window)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (csvPath is not null)
        {
            OutputFile.RequireWritable(csvPath, "CSV file", "--per-char");
        }

        var losses = new CharacterLosses(input.ReadWhole(model.Vocabulary));
        try
        {
            if (csvPath is null)
            {
                losses.Measure(model, input.EndOfText, window, csv: null);
            }
            else
            {
                OutputFile.Write(csvPath, "--per-char", stream => losses.Measure(model, input.EndOfText, window, stream));
            }
        }
        catch (ArgumentException exception)
        {
            throw new CommandException($"{input.Name}: {Failure.WithoutParameterName(exception)}", exception);
        }

        return losses;
    }

    /// <summary>The places with the largest losses, the largest first, the earlier of equals first.</summary>
    internal IReadOnlyList<SurprisingPlace> MostSurprising()
        => [.. _kept.UnorderedItems.OrderByDescending(item => item.Priority.Loss).ThenBy(item => item.Element).Select(item => Place(item.Element, item.Priority.Loss))];

    private void Measure<T>(RnnModel<T> model, string endOfText, int? window, Stream? csv)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        using StreamWriter? writer = csv is null ? null : new StreamWriter(csv, leaveOpen: true) { NewLine = "\n" };
        writer?.WriteLine("position,code_point,character,nats");
        Score = window is { } length ? model.ScoreWindows(_text, length, Take) : endOfText.Length == 0 ? model.Score(_text, Take) : model.ScoreDocuments(_text, endOfText, Take);

        void Take(int position, ReadOnlySpan<T> losses)
        {
            for (int i = 0; i < losses.Length; i++)
            {
                double loss = double.CreateTruncating(losses[i]);
                Keep(position + i, loss);
                writer?.WriteLine(CsvLine(position + i, loss));
            }
        }
    }

    private void Keep(int position, double loss)
    {
        if (_kept.Count < PlaceCount)
        {
            _kept.Enqueue(position, (loss, -position));
        }
        else
        {
            _kept.EnqueueDequeue(position, (loss, -position));
        }
    }

    private string CsvLine(int position, double loss)
    {
        Rune character = _text.Vocabulary[_text[position]];
        return string.Create(CultureInfo.InvariantCulture, $"{position},U+{character.Value:X4},{ConsoleText.CsvField(character.ToString())},{loss}");
    }

    private SurprisingPlace Place(int position, double loss)
    {
        int start = Math.Max(0, position - ContextLength);
        var before = new int[position - start];
        _text.CopyTo(start, before);
        return new SurprisingPlace(position, _text.Vocabulary[_text[position]].ToString(), loss, _text.Vocabulary.Decode(before));
    }
}

/// <summary>A character that a model did not expect.</summary>
/// <param name="Position">In characters from the start of the text, which is 0.</param>
/// <param name="Character">The character.</param>
/// <param name="Nats">−ln of the probability that the model gave it.</param>
/// <param name="Before">The text before it.</param>
internal sealed record SurprisingPlace(int Position, string Character, double Nats, string Before);
