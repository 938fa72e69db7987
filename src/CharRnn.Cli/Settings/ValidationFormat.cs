using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using CharRnn.Cli.Options;
using CharRnn.Training;

namespace CharRnn.Cli.Settings;

/// <summary>What is held out of a text, as it is typed.</summary>
/// <remarks>
/// <code>
/// 0.1              chunks or documents spread evenly over the text; 0.1:2000 for chunks of 2,000 characters
/// last:0.1         the last tenth
/// every:10         of each ten chunks or documents the last; every:10:2000 for chunks of 2,000 characters
/// range:0.8:0.9    one range of the text
/// parts:50:0.05    the last twentieth of each of 50 equal parts
/// </code>
/// </remarks>
internal static class ValidationFormat
{
    private const string Last = "last";
    private const string Every = "every";
    private const string Range = "range";
    private const string Parts = "parts";

    internal static readonly OptionFormat<ValidationSplit> Instance = new()
    {
        Expected = "a number greater than 0 and less than 1, or last:x, every:n, every:n:characters, range:x:x or parts:n:x, with n and the characters of a chunk from 2",
        HelpName = "x|last:x|every:n",
        TryRead = TryRead,
        Write = Write,
    };

    /// <summary>The shortest text that is read back as the same split; 0 for none.</summary>
    internal static string Write(ValidationSplit split)
    {
        string chunk = split.ChunkLength == ValidationSplit.None.ChunkLength ? "" : FormattableString.Invariant($":{split.ChunkLength}");
        return split.Kind switch
        {
            ValidationKind.Spread => FormattableString.Invariant($"{split.Fraction}{chunk}"),
            ValidationKind.Tail => FormattableString.Invariant($"{Last}:{split.Fraction}"),
            ValidationKind.EveryNth => FormattableString.Invariant($"{Every}:{split.Interval}{chunk}"),
            ValidationKind.Range => FormattableString.Invariant($"{Range}:{split.RangeStart}:{split.RangeEnd}"),
            ValidationKind.PerPart => FormattableString.Invariant($"{Parts}:{split.PartCount}:{split.Fraction}"),
            _ => "0",
        };
    }

    private static bool TryRead(string text, [MaybeNullWhen(false)] out ValidationSplit value)
    {
        value = text.Split(':') switch
        {
            [Last, var fraction] when Fraction(fraction) is { } some => ValidationSplit.Tail(some),
            [Every, var interval] when WholeFromTwo(interval) is { } n => ValidationSplit.EveryNth(n),
            [Every, var interval, var chunk] when WholeFromTwo(interval) is { } n && WholeFromTwo(chunk) is { } length => ValidationSplit.EveryNth(n, length),
            [Range, var first, var last] when Share(first) is { } start && Share(last) is { } end && start < end => ValidationSplit.Range(start, end),
            [Parts, var count, var fraction] when WholeFromTwo(count) is { } n && Fraction(fraction) is { } some => ValidationSplit.PerPart(n, some),
            [var fraction] when Fraction(fraction) is { } some => ValidationSplit.Spread(some),
            [var fraction, var chunk] when Fraction(fraction) is { } some && WholeFromTwo(chunk) is { } length => ValidationSplit.Spread(some) with { ChunkLength = length },
            _ => null,
        };
        return value is not null;
    }

    private static double? Fraction(string text) => OptionFormats.Real(NumberRange.Fraction).TryRead(text, out double value) ? value : null;

    private static double? Share(string text) => OptionFormats.Real(NumberRange.NotNegative).TryRead(text, out double value) && value <= 1 ? value : null;

    private static int? WholeFromTwo(string text)
        => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= 2 ? number : null;
}
