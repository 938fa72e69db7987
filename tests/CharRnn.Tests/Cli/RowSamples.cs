using CharRnn.Cli.Options;
using CharRnn.Cli.Settings;

namespace CharRnn.Tests.Cli;

/// <summary>For every row of the table of options, values that can be typed, found by trying: a new row needs no line here.</summary>
internal static class RowSamples
{
    private static readonly string[] _candidates =
    [
        "7", "9", "0.5", "0.25", "every:3:60", "every:4:60", "4,5", "5,6", "true", "float", "double", "adagrad", "sgd", "rmsprop", "adam", "constant", "step", "cosine", "sequential", "shuffled", "random",
        "tanh", "gru", "lstm", "last:0.5",
    ];

    private static OptionTable<RunSettings> Table => TrainingTable.All;

    /// <summary>All values that differ from that of some settings.</summary>
    internal static string[] Others(OptionRow<RunSettings> row, RunSettings settings)
        => [.. _candidates.Where(text => row.TryApply(text, settings, out RunSettings? changed) && row.Text(changed) == text && text != row.Text(settings))];

    /// <summary>The options that set a row to a value, and with it whatever it needs to have an effect.</summary>
    internal static string[] With(OptionRow<RunSettings> row, string value)
    {
        Table.Rows[0].TryApply("7", Table.Defaults, out RunSettings? settings);
        List<string> arguments = [];
        Set(row, value);
        return [.. arguments];

        void Set(OptionRow<RunSettings> which, string text)
        {
            arguments.AddRange(Typed(which, text));
            which.TryApply(text, settings!, out settings);
            if (which.Needs is { } needs && !needs.Holds(settings!))
            {
                OptionRow<RunSettings> other = Table[needs.Condition.Split(' ')[0]];
                Set(other, Others(other, settings!).First(word => other.TryApply(word, settings!, out RunSettings? changed) && needs.Holds(changed)));
            }

            foreach (OptionRow<RunSettings> required in Table.Rows.Where(each => each.IsRequired && each.AppliesTo(settings!) && !arguments.Contains(each.Name)).ToArray())
            {
                Set(required, Others(required, settings!)[0]);
            }
        }
    }

    /// <summary>The options that set a row to a value where it has no effect; null when it always has one.</summary>
    internal static string[]? InVain(OptionRow<RunSettings> row, string value)
    {
        if (row.Needs is not { } needs)
        {
            return null;
        }

        OptionRow<RunSettings> other = Table[needs.Condition.Split(' ')[0]];
        RunSettings settings = Table.Defaults;
        string[] rest = needs.Holds(settings)
            ? With(other, Others(other, settings).First(word => other.TryApply(word, settings, out RunSettings? changed) && !needs.Holds(changed))) : [];
        return [.. Typed(row, value), .. rest];
    }

    internal static string[] Typed(OptionRow<RunSettings> row, string text) => row.IsFlag ? [row.Name] : [row.Name, text];
}
