using System.CommandLine;
using CharRnn.Cli.Failures;

namespace CharRnn.Cli.Options;

/// <summary>The options of some settings, one row each.</summary>
/// <param name="defaults">The values that the help shows.</param>
/// <param name="rows">The options, in the order of the help.</param>
internal sealed class OptionTable<TSettings>(TSettings defaults, IReadOnlyList<OptionRow<TSettings>> rows)
{
    internal TSettings Defaults { get; } = defaults;

    internal IReadOnlyList<OptionRow<TSettings>> Rows { get; } = rows;

    internal void AddTo(Command command)
    {
        foreach (OptionRow<TSettings> row in Rows)
        {
            command.Add(row.CreateOption(Defaults));
        }
    }

    /// <summary>The row of an option.</summary>
    internal OptionRow<TSettings> this[string name] => Rows.Single(row => row.Name == name);

    /// <summary>The rows whose options were typed.</summary>
    internal IEnumerable<OptionRow<TSettings>> Given(ParseResult result) => Rows.Where(row => row.IsGiven(result));

    /// <summary>The settings with everything that was typed.</summary>
    internal TSettings Apply(ParseResult result, TSettings settings)
        => Rows.Aggregate(settings, (changed, row) => row.Apply(result, changed));

    /// <summary>The settings with what a file says under the names of the rows; what it does not say, or not rightly, stays.</summary>
    internal TSettings Apply(Func<string, string?> find, TSettings settings)
        => Rows.Aggregate(settings, (changed, row) => find(row.Key) is { } text && row.TryApply(text, changed, out TSettings? applied) ? applied : changed);

    /// <summary>Refuses options that have no effect.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="settings">The resulting settings; several if a search tries several rules.</param>
    /// <exception cref="UsageException">An option has no effect.</exception>
    internal void RequireApplicable(ParseResult result, params IReadOnlyCollection<TSettings> settings)
    {
        OptionRow<TSettings>? idle = Given(result).FirstOrDefault(row => !settings.Any(row.AppliesTo));
        UsageException.Require(idle is null, $"{idle?.Name} {idle?.Needs?.Refusal}", result);
    }

    /// <summary>Refuses a new run that lacks an option without a default.</summary>
    /// <inheritdoc cref="RequireApplicable"/>
    internal void RequireComplete(ParseResult result, params IReadOnlyCollection<TSettings> settings)
    {
        OptionRow<TSettings>? missing = Rows.FirstOrDefault(row => row.IsRequired && !row.IsGiven(result) && settings.Any(row.AppliesTo));
        UsageException.Require(missing is null, $"{missing?.Needs?.Condition} needs {missing?.Name}", result);
    }

    /// <summary>The typed options that a resumed run may not change and that differ from its own settings: the first of them.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="kept">The run's own settings.</param>
    /// <returns>Null when the table has no such row.</returns>
    internal OptionDifference? FindDifference(ParseResult result, TSettings kept)
        => Given(result).Where(row => !row.MayChange)
            .Select(row => new OptionDifference(row.Name, Shown(row, kept), row.Text(row.Apply(result, kept)), row.Text(kept)))
            .FirstOrDefault(difference => difference.Typed != difference.Kept);

    /// <summary>The settings to store in a model file, by the keys of the rows.</summary>
    internal Dictionary<string, string> Describe(TSettings settings)
        => Rows.Where(row => row.Mention switch
        {
            Mention.InCommand => false,
            Mention.IfChanged => row.Text(settings) != row.Text(Defaults),
            _ => true,
        }).ToDictionary(row => row.Key, row => row.Text(settings));

    /// <summary>The options that stand for some settings: those that are always mentioned, and those with another value than usual.</summary>
    /// <param name="settings">The settings that the options should give.</param>
    /// <param name="usual">The settings without these options.</param>
    internal IEnumerable<string> ToOptions(TSettings settings, TSettings usual)
        => Rows.Where(row => row.AppliesTo(settings) && (row.Mention == Mention.Always || row.Text(settings) != row.Text(usual)))
            .Select(row => row.Typed(settings));

    /// <summary>A kept value as messages show it.</summary>
    private string Shown(OptionRow<TSettings> row, TSettings kept)
    {
        string text = row.Text(kept);
        return text.Length == 0 || (row.Mention == Mention.IfChanged && text == row.Text(Defaults)) ? "left out" : text;
    }
}

/// <summary>An option that a resumed run has with another value.</summary>
/// <param name="Name">The option.</param>
/// <param name="Was">The kept value for a message.</param>
/// <param name="Typed">The value that was typed.</param>
/// <param name="Kept">The kept value as it is typed.</param>
internal sealed record OptionDifference(string Name, string Was, string Typed, string Kept);
