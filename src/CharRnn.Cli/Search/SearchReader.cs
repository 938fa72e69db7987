using System.CommandLine;
using CharRnn.Cli.Failures;
using CharRnn.Cli.Options;
using CharRnn.Cli.Settings;
using CharRnn.Optimization;
using CharRnn.Training.Search;

namespace CharRnn.Cli.Search;

/// <summary>Reads the options of a search from a command line.</summary>
internal static class SearchReader
{
    internal static void AddTo(Command command)
    {
        SearchTable.Search.AddTo(command);
        SearchTable.Varied.AddTo(command);
        SearchTable.Shared.AddTo(command);
        command.Add(TrainingReader.ClassicOption());
    }

    internal static Precision Precision(ParseResult result) => SearchTable.Shared.Apply(result, SearchTable.Shared.Defaults).Precision;

    /// <summary>The options that say which search it is, as they were typed, by name.</summary>
    internal static Dictionary<string, string> Typed(ParseResult result)
    {
        var typed = new Dictionary<string, string>();
        Add(SearchTable.Search);
        Add(SearchTable.Varied);
        Add(SearchTable.Shared);
        if (TrainingReader.IsClassic(result))
        {
            typed[TrainingReader.Classic] = "";
        }

        return typed;

        void Add<TSettings>(OptionTable<TSettings> table)
        {
            foreach (OptionRow<TSettings> row in table.Given(result))
            {
                typed[row.Name] = row.Tokens(result);
            }
        }
    }

    /// <summary>Refuses options that contradict each other.</summary>
    /// <exception cref="UsageException">They do.</exception>
    internal static void RequireSound(ParseResult result)
    {
        SearchSpace[] spaces = Spaces(result, text: null, endOfText: "");
        RunSettings[] shared = [.. spaces.Select(space => new RunSettings(space.Base, Settings.Precision.Float))];
        SearchTable.Shared.RequireApplicable(result, shared);
        SearchTable.Shared.RequireComplete(result, shared);
        SearchTable.Varied.RequireApplicable(result, spaces);
        SearchTable.Search.RequireApplicable(result, SearchTable.Search.Apply(result, SearchDefaults.Search));
    }

    /// <summary>The search.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="text">The whole text.</param>
    /// <param name="endOfText">The separator of its documents; empty for one document.</param>
    internal static SearchOptions Read(ParseResult result, EncodedText text, string endOfText)
    {
        SearchSpace[] spaces = Spaces(result, text, endOfText);
        return SearchTable.Search.Apply(result, SearchDefaults.Search with { FirstEpochs = SearchDefaults.FirstEpochs(text.Length) }) with
        {
            Spaces = spaces,
            Validation = spaces[0].Base.Training.Validation,
            TextFingerprint = text.Fingerprint,
            DataType = Precision(result).DataType(),
        };
    }

    /// <param name="result">The command line.</param>
    /// <param name="text">The text on which defaults depend; null before it is read.</param>
    /// <param name="endOfText">The separator of its documents.</param>
    private static SearchSpace[] Spaces(ParseResult result, EncodedText? text, string endOfText)
    {
        bool isGrid = SearchTable.Search.Apply(result, SearchDefaults.Search).Strategy == SearchStrategy.Grid, isClassic = TrainingReader.IsClassic(result);
        OptimizerKind[] usualKinds = isClassic ? [UsualSettings.Classic.Optimizer.Kind] : SearchDefaults.Optimizers;
        IReadOnlyList<OptimizerKind> kinds = SearchTable.Varied.Apply(result, new SearchSpace { Optimizers = usualKinds }).Optimizers;
        return [.. kinds.Distinct().Select(kind =>
        {
            RunSettings usual = (isClassic ? UsualSettings.Classic.With(kind) : text is null ? UsualSettings.ForRule(kind) : Usual(result, kind, text))
                .For(SearchTable.Shared.Apply(result, SearchTable.Shared.Defaults).Reading.Documents);
            RunSettings shared = SearchTable.Shared.Apply(result, usual.With(usual.Training with { Validation = SearchTable.Shared.Defaults.Training.Validation }));
            var space = new SearchSpace { Base = shared.WithDocuments(endOfText).Trial };
            SearchSpace varied = isGrid ? space : isClassic ? SearchDefaults.VaryRate(space) : SearchDefaults.Vary(space, text?.Length ?? 0);
            return SearchTable.Varied.Apply(result, varied) with { Optimizers = [] };
        })];
    }

    /// <summary>The defaults of 'charrnn train' for the first of the networks that are tried; a search has an end of another kind.</summary>
    private static RunSettings Usual(ParseResult result, OptimizerKind kind, EncodedText text)
    {
        SearchSpace tried = SearchTable.Varied.Apply(result, new SearchSpace());
        TrialSettings first = UsualSettings.ForRule(kind).Trial;
        RunSettings usual = UsualSettings.For(
            new RunSettings(
                first with
                {
                    HiddenSize = tried.HiddenSizes.FirstOrDefault(first.HiddenSize),
                    Cell = tried.Cells.FirstOrDefault(first.Cell),
                    LayerCount = tried.LayerCounts.FirstOrDefault(first.LayerCount),
                },
                Settings.Precision.Float),
            isGiven: _ => false,
            text);
        return usual.With(usual.Training with { Epochs = 0 });
    }
}
