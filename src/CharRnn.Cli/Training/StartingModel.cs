using System.CommandLine;
using System.Numerics;
using System.Text;
using CharRnn.Cli.Failures;
using CharRnn.Cli.Files;
using CharRnn.Cli.Options;
using CharRnn.Cli.Screen;
using CharRnn.Cli.Settings;
using CharRnn.Persistence;

namespace CharRnn.Cli.Training;

/// <summary>The model of <c>--from</c>: a network that is trained further on another text.</summary>
internal sealed class StartingModel
{
    internal const string Option = "--from";

    /// <summary>Characters that a line lists.</summary>
    private const int ListLength = 40;
    private static readonly string[] _ownSettings = ["--hidden", "--cell", "--layers", "--init-scale"];
    private readonly ModelFileInfo _info;

    private StartingModel(string path, ModelFileInfo info) => (Path, _info) = (path, info);

    internal string Path { get; }

    /// <summary>Reads what a file says about its network; a checkpoint stands for the network in it.</summary>
    /// <exception cref="CommandException">The file does not exist or may not be read.</exception>
    /// <exception cref="InvalidDataException">It is not a model.</exception>
    internal static StartingModel Open(string path) => new(path, ModelInput.Inspect(path));

    /// <summary>Refuses options that the model has decided.</summary>
    /// <exception cref="UsageException">One is given.</exception>
    internal static void RequireUndecided(ParseResult result)
    {
        foreach (OptionRow<RunSettings> row in TrainingTable.All.Given(result).Where(row => _ownSettings.Contains(row.Name)))
        {
            UsageException.Require(false, $"{row.Name} cannot be combined with {Option}: the network determines it", result);
        }
    }

    /// <summary>Replaces defaults by the properties of the model: its network, its precision, and its text reading options.</summary>
    internal RunSettings Apply(RunSettings settings)
    {
        RnnArchitecture architecture = _info.Architecture;
        TextReadingOptions reading = TextReadingTable.All.Apply(key => _info.Settings.GetValueOrDefault(key), settings.Reading);
        return settings with
        {
            Precision = ModelInput.PrecisionOf(_info),
            Reading = reading,
            Trial = settings.Trial with { HiddenSize = architecture.HiddenSize, Cell = architecture.Cell, LayerCount = architecture.LayerCount },
        };
    }

    /// <summary>The network, which knows the characters of the text from now on, and the text in its indexes.</summary>
    /// <exception cref="CommandException">The file does not say what its characters are, and the text does not tell.</exception>
    internal (RnnModel<T> Model, EncodedText Text) Load<T>(EncodedText text)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Vocabulary known = Known(text);
        RnnModel<T> model = ModelInput.Load<T>(Path, known);
        model = model.WithVocabulary(known.Union(text.Vocabulary));
        return (model, text.WithVocabulary(model.Vocabulary));
    }

    /// <summary>For the screen: where the network comes from, and whose characters are new or not used.</summary>
    internal string Heading(EncodedText text)
    {
        Vocabulary known = Known(text);
        string heading = $"\nFrom: {Path}";
        heading += Line("new character", "", text.Vocabulary.Where(character => !known.TryGetIndex(character, out _)));
        return heading + Line("character", " that the text lacks", known.Where(character => !text.Vocabulary.TryGetIndex(character, out _)));
    }

    private static string Line(string noun, string rest, IEnumerable<Rune> characters)
    {
        Rune[] all = [.. characters];
        string more = all.Length > ListLength ? FormattableString.Invariant($" and {all.Length - ListLength} more") : "";
        return all.Length == 0 ? "" : FormattableString.Invariant($"; {Quantity.Of(all.Length, noun)}{rest}: {ConsoleText.OneLine(string.Concat(all.Take(ListLength)))}{more}");
    }

    /// <summary>A file of another program does not say what its characters are: those of the text in ordinal order, if they are as many.</summary>
    private Vocabulary Known(EncodedText text)
    {
        if (_info.Vocabulary is { } vocabulary)
        {
            return vocabulary;
        }

        int needed = _info.Architecture.VocabularySize;
        return text.Vocabulary.Count == needed ? text.Vocabulary
            : throw new CommandException(
                FormattableString.Invariant($"{Path} does not say which {Quantity.Of(needed, "character")} it knows, and the text has {text.Vocabulary.Count}. First use the text on which the network was trained, whose characters are then taken in ordinal order, and save the model; then continue from that model with the other text."));
    }
}
