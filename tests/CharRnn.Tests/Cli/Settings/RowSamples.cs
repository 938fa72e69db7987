using CharRnn.Cli.Options;
using CharRnn.Cli.Settings;

namespace CharRnn.Tests.Cli.Settings;

/// <summary>Valid values for every row of the table of options, found by trying, so that a new row needs no line here.</summary>
/// <param name="defaults">The settings of a command to which nothing is added.</param>
internal sealed class RowSamples(RunSettings defaults)
{
    private static readonly string[] _candidates =
        ["7", "9", "0.5", "0.25", "every:3:60", "every:4:60", "4,5", "5,6", "true", "last:0.5", "20-30", "range:0.125:0.375", "streams:3", "parts:3:0.25", "0.25:60", "lines", "blank-lines", "utf-8", "us-ascii", "crlf", "crlf,nfc", "0:9", "0:9,5:7"];

    /// <summary>All values but the one of the defaults, or of the settings that give the row an effect.</summary>
    internal string[] Others(OptionRow<RunSettings> row)
    {
        RunSettings settings = Effective(row);
        return [.. row.Words.Concat(_candidates).Where(text => row.TryApply(text, settings, out RunSettings? changed) && row.Text(changed) == text && text != row.Text(settings))];
    }

    /// <summary>The options that set a row to a value, and the other options that it needs to have an effect.</summary>
    internal string[] With(OptionRow<RunSettings> row, string value) => [.. Typed(row, value), .. Rest(row, Set(row, value))];

    /// <summary>The options that set a row, to the value if possible, where it has no effect; null when it always has one.</summary>
    internal string[]? InVain(OptionRow<RunSettings> row, string value)
    {
        if (row.Needs is not { } needs)
        {
            return null;
        }

        OptionRow<RunSettings> other = Condition(needs);
        return !needs.Holds(defaults) ? Typed(row, value)
            : Others(row).Prepend(value).SelectMany(own => Others(other).Where(word => !needs.Holds(Set(row, own, Set(other, word)))).Select(word => (string[])[.. Typed(row, own), .. With(other, word)])).First();
    }

    internal RunSettings Set(OptionRow<RunSettings> row, string value) => Set(row, value, Effective(row));

    private static RunSettings Set(OptionRow<RunSettings> row, string value, RunSettings settings)
    {
        row.TryApply(value, settings, out RunSettings? changed).Should().BeTrue();
        return changed!;
    }

    /// <summary>The defaults, or the settings closest to them with which a row has an effect.</summary>
    private RunSettings Effective(OptionRow<RunSettings> row)
        => row.AppliesTo(defaults) ? defaults : Set(Condition(row.Needs!), Word(row.Needs!));

    /// <summary>The other options that give a row a different value.</summary>
    private IEnumerable<string> Rest(OptionRow<RunSettings> row, RunSettings settings)
    {
        if (row.Needs is { } needs && !needs.Holds(defaults))
        {
            foreach (string argument in Typed(Condition(needs), Word(needs)))
            {
                yield return argument;
            }
        }

        foreach (OptionRow<RunSettings> required in TrainingTable.All.Rows.Where(each => each.IsRequired && each != row && each.AppliesTo(settings)))
        {
            foreach (string argument in Typed(required, Others(required)[0]))
            {
                yield return argument;
            }
        }
    }

    private static OptionRow<RunSettings> Condition(Requirement<RunSettings> needs) => TrainingTable.All[needs.Condition.Split(' ')[0]];

    private string Word(Requirement<RunSettings> needs)
    {
        OptionRow<RunSettings> row = Condition(needs);
        return Others(row).First(word => needs.Holds(Set(row, word)));
    }

    internal static string[] Typed(OptionRow<RunSettings> row, string text) => row.IsFlag ? [row.Name] : [row.Name, text];
}
