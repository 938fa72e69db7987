using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using CharRnn.Cli.Options;
using CharRnn.Training;

namespace CharRnn.Cli.Settings;

/// <summary>What is held out of a text, as it is typed: <c>0.1</c>, <c>every:10</c> or <c>every:10:5000</c>.</summary>
internal static class ValidationFormat
{
    private const string Every = "every:";

    internal static readonly OptionFormat<ValidationSplit> Instance = new()
    {
        Expected = "a number greater than 0 and less than 1, or every:n, or every:n:characters, with n and the characters of a chunk from 2",
        HelpName = "x|every:n",
        TryRead = TryRead,
        Write = Write,
    };

    /// <summary>The shortest text that is read back as the same split; 0 for none.</summary>
    internal static string Write(ValidationSplit split) => split.Kind switch
    {
        ValidationKind.Tail => split.Fraction.ToString(CultureInfo.InvariantCulture),
        ValidationKind.EveryNth when split.ChunkLength == ValidationSplit.EveryNth().ChunkLength => FormattableString.Invariant($"{Every}{split.Interval}"),
        ValidationKind.EveryNth => FormattableString.Invariant($"{Every}{split.Interval}:{split.ChunkLength}"),
        _ => "0",
    };

    private static bool TryRead(string text, [MaybeNullWhen(false)] out ValidationSplit value)
    {
        value = null;
        if (text.StartsWith(Every, StringComparison.Ordinal))
        {
            int?[] numbers = [.. text[Every.Length..].Split(':').Select(WholeFromTwo)];
            value = numbers switch
            {
                [{ } interval] => ValidationSplit.EveryNth(interval),
                [{ } interval, { } length] => ValidationSplit.EveryNth(interval, length),
                _ => null,
            };
        }
        else if (OptionFormats.Real(NumberRange.Fraction).TryRead(text, out double fraction))
        {
            value = ValidationSplit.Tail(fraction);
        }

        return value is not null;
    }

    private static int? WholeFromTwo(string text)
        => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= 2 ? number : null;
}
