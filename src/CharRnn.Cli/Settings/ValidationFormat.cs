using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using CharRnn.Cli.Options;
using CharRnn.Training;

namespace CharRnn.Cli.Settings;

/// <summary>The held-out part of a text on the command line.</summary>
/// <remarks>
/// <code>
/// 0.1              chunks or documents spread evenly over the text; 0.1:2000 for chunks of 2,000 characters
/// last:0.1         the last tenth
/// every:10         of each ten chunks or documents the last; every:10:2000 for chunks of 2,000 characters
/// spread:0.1       the same as 0.1
/// 80-90            from 80 to 90 percent of the text, as torch-rnn does; range:0.8:0.9 for any range
/// streams:50       the last twentieth of each of 50 equal parts, as char-rnn does; parts:50:0.1 for the last tenth of each
/// </code>
/// </remarks>
internal static class ValidationFormat
{
    private const string Last = "last";
    private const string Every = "every";
    private const string Range = "range";
    private const string Parts = "parts";
    private const string Spread = "spread";
    private const string Streams = "streams";

    /// <summary>The share that char-rnn holds out of each of its streams.</summary>
    private const double StreamShare = 0.05;

    internal static readonly OptionFormat<ValidationSplit> Instance = new()
    {
        Expected = "a number greater than 0 and less than 1, or last:x, every:n, every:n:characters, a range such as 80-90 (in percent) or range:x:x, streams:n or parts:n:x, with n and the characters of a chunk from 2",
        HelpName = "x|last:x|every:n|80-90|streams:n",
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
            ValidationKind.Range when Percent(split.RangeStart) is { } start && Percent(split.RangeEnd) is { } end => $"{start}-{end}",
            ValidationKind.Range => FormattableString.Invariant($"{Range}:{split.RangeStart}:{split.RangeEnd}"),
            ValidationKind.PerPart when split.Fraction == StreamShare => FormattableString.Invariant($"{Streams}:{split.PartCount}"),
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
            [Streams, var count] when WholeFromTwo(count) is { } n => ValidationSplit.PerPart(n, StreamShare),
            [Spread, .. var rest] => SpreadOf(rest),
            [var range] when range.Split('-') is [var first, var last] && PercentRange(first, last) is { } percents => percents,
            var rest => SpreadOf(rest),
        };
        return value is not null;
    }

    private static ValidationSplit? SpreadOf(string[] words) => words switch
    {
        [var fraction] when Fraction(fraction) is { } some => ValidationSplit.Spread(some),
        [var fraction, var chunk] when Fraction(fraction) is { } some && WholeFromTwo(chunk) is { } length => ValidationSplit.Spread(some) with { ChunkLength = length },
        _ => null,
    };

    private static ValidationSplit? PercentRange(string first, string last)
        => int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out int start) && int.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out int end)
            && start < end && end <= 100 ? ValidationSplit.Range(start / 100.0, end / 100.0) : null;

    /// <summary>A share that is a whole number of percent, as typed; null for any other.</summary>
    private static string? Percent(double share)
    {
        int percent = (int)Math.Round(share * 100);
        return percent / 100.0 == share ? percent.ToString(CultureInfo.InvariantCulture) : null;
    }

    private static double? Fraction(string text) => OptionFormats.Real(NumberRange.Fraction).TryRead(text, out double value) ? value : null;

    private static double? Share(string text) => OptionFormats.Real(NumberRange.NotNegative).TryRead(text, out double value) && value <= 1 ? value : null;

    private static int? WholeFromTwo(string text)
        => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= 2 ? number : null;
}
