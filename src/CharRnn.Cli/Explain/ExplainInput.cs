using System.Numerics;
using System.Text;
using CharRnn.Cli.Explain.Numbers;
using CharRnn.Cli.Explain.Reading;
using CharRnn.Cli.Explain.Units;
using CharRnn.Cli.Failures;
using CharRnn.Cli.Files;
using CharRnn.Cli.Screen;
using CharRnn.Cli.Settings;
using CharRnn.Persistence;

namespace CharRnn.Cli.Explain;

/// <summary>The models and the passage that the user named.</summary>
/// <param name="models">Files; the first is explained, the memory of the others is compared with it.</param>
/// <param name="input">The text.</param>
/// <param name="start">The start of the passage.</param>
/// <param name="length">Its length, at most.</param>
/// <param name="snapshots">Networks on the first one's way through training; empty for none.</param>
internal sealed class ExplainInput(string[] models, TextInput input, int start, int length, IReadOnlyList<string> snapshots)
{
    private const int ShortestText = 20;

    /// <summary>The text as it was read for the first model: standard input can be read only once.</summary>
    private EncodedText? _text;

    internal Explanation Explain()
    {
        ModelFileInfo info = ModelInput.Inspect(models[0]);
        Explanation explanation = ModelInput.PrecisionOf(info) == Precision.Double ? Explain<double>(models[0]) : Explain<float>(models[0]);
        explanation = explanation with { Memory = [.. explanation.Memory, .. models[1..].Select(MeasureMemory)] };
        return snapshots.Count == 0 ? explanation : WithSnapshots(explanation, SnapshotInput.UpdatesOf(info));
    }

    private Explanation Explain<T>(string path)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        RnnModel<T> model = ModelInput.Load<T>(path);
        return Explainer.Explain(NameOf(path), model, input.Name, Read(model.Vocabulary, path), start, length);
    }

    /// <summary>The explained network itself is the last one, with the losses that the first view shows.</summary>
    private Explanation WithSnapshots(Explanation explanation, long? updates)
    {
        TextWindow window = explanation.Window;
        Rune[] characters = [.. explanation.Characters.Select(character => character.EnumerateRunes().First())];
        return explanation with
        {
            Snapshots =
            [
                .. new SnapshotInput(snapshots).Measure(Read, window.Start + window.PassageStart, window.PassageLength),
                new Snapshot(updates, explanation.Losses, explanation.Sample),
            ],
            LossKinds = LossKind.Of(characters, window.PassageStart, window.PassageLength),
        };
    }

    private MemoryCurve MeasureMemory(string path)
        => ModelInput.PrecisionOf(ModelInput.Inspect(path)) == Precision.Double ? MeasureMemory<double>(path) : MeasureMemory<float>(path);

    private MemoryCurve MeasureMemory<T>(string path)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        RnnModel<T> model = ModelInput.Load<T>(path);
        return Explainer.MeasureMemory(NameOf(path), model, Read(model.Vocabulary, path), start, length);
    }

    private EncodedText Read(Vocabulary vocabulary, string path)
    {
        EncodedText text = _text is null ? input.Read(vocabulary) : Translate(_text, vocabulary, path);
        _text ??= text;
        if (text.Length < ShortestText || start > text.Length - ShortestText)
        {
            throw new CommandException(text.Length < ShortestText
                ? $"{input.Name} has {Quantity.Of(text.Length, "character")}; at least {ShortestText} are needed to explain anything."
                : $"--start {start} leaves fewer than {ShortestText} characters of {input.Name}, which has {text.Length}. Choose an earlier passage.");
        }

        return text;
    }

    /// <summary>The same text in the characters of another model.</summary>
    private EncodedText Translate(EncodedText text, Vocabulary vocabulary, string path)
    {
        var map = new int[text.Vocabulary.Count];
        for (int index = 0; index < map.Length; index++)
        {
            map[index] = vocabulary.TryGetIndex(text.Vocabulary[index], out int own) ? own : -1;
        }

        var indexes = new int[text.Length];
        text.CopyTo(0, indexes);
        for (int position = 0; position < indexes.Length; position++)
        {
            Rune character = text.Vocabulary[indexes[position]];
            indexes[position] = map[indexes[position]];
            if (indexes[position] < 0)
            {
                throw new CommandException($"{path} does not know the character '{character}' (U+{character.Value:X4}) at position {position} of {input.Name}. Compare models that were trained on texts with the same characters.");
            }
        }

        return EncodedText.FromIndexes(indexes, vocabulary);
    }

    private static string NameOf(string path) => Path.GetFileNameWithoutExtension(path);
}
