using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using CharRnn.Training;

namespace CharRnn.Cli.Options;

/// <summary>What is held out of a text, as it is typed: <c>0.1</c>, <c>every:10</c> or <c>every:10:5000</c>.</summary>
internal static class ValidationOption
{
    private const string Every = "every:";

    internal static Option<ValidationSplit?> Create(string description) => new("--validation")
    {
        Description = description,
        HelpName = "x|every:n",
        CustomParser = Parse,
    };

    /// <summary>The shortest text that is read back as the same split; 0 for none.</summary>
    internal static string Text(ValidationSplit split) => split.Kind switch
    {
        ValidationKind.Tail => split.Fraction.ToString(CultureInfo.InvariantCulture),
        ValidationKind.EveryNth when split.ChunkLength == ValidationSplit.EveryNth().ChunkLength => FormattableString.Invariant($"{Every}{split.Interval}"),
        ValidationKind.EveryNth => FormattableString.Invariant($"{Every}{split.Interval}:{split.ChunkLength}"),
        _ => "0",
    };

    private static ValidationSplit? Parse(ArgumentResult argument)
    {
        string given = argument.Tokens[0].Value;
        if (given.StartsWith(Every, StringComparison.Ordinal))
        {
            int?[] numbers = [.. given[Every.Length..].Split(':').Select(WholeFromTwo)];
            switch (numbers)
            {
                case [{ } interval]:
                    return ValidationSplit.EveryNth(interval);
                case [{ } interval, { } length]:
                    return ValidationSplit.EveryNth(interval, length);
            }
        }
        else if (double.TryParse(given, NumberStyles.Float, CultureInfo.InvariantCulture, out double fraction) && NumberRange.Fraction.Contains(fraction))
        {
            return ValidationSplit.Tail(fraction);
        }

        argument.AddError($"--validation needs a number greater than 0 and less than 1, or every:n, or every:n:characters, with n and the characters of a chunk from 2; '{given}' is none.");
        return null;
    }

    private static int? WholeFromTwo(string text)
        => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= 2 ? number : null;
}
