using System.Globalization;

namespace CharRnn.Cli.Report.Page;

/// <summary>Numbers as the page shows them.</summary>
internal static class Numbers
{
    /// <summary>Where there is no number.</summary>
    internal const string None = "–";

    internal static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A loss summed over a window.</summary>
    internal static string Loss(double? value) => Fixed(value, "F2");

    internal static string NatsPerCharacter(double? value) => Fixed(value, "F3");

    internal static string BitsPerCharacter(double nats) => Fixed(nats / Math.Log(2), "F3");

    internal static string Perplexity(double nats) => Fixed(Math.Exp(nats), "F2");

    internal static string Percent(double share) => Fixed(share * 100, "F1") + " %";

    internal static string Error(double? value) => Fixed(value, "0.00e+00");

    /// <summary>A correlation or the value of a unit.</summary>
    internal static string Correlation(double value) => Fixed(value, "F2").Replace('-', '−');

    /// <summary>As it was typed.</summary>
    internal static string Plain(double value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>To three digits.</summary>
    internal static string Short(double value) => value.ToString("G3", CultureInfo.InvariantCulture);

    internal static string Seconds(double value) => Fixed(value, value < 10 ? "F1" : "F0") + " s";

    /// <summary>For example 40 s, 1 min 40 s or 2 h 5 min.</summary>
    internal static string Time(double seconds)
    {
        var span = TimeSpan.FromSeconds(Math.Round(seconds));
        return span.TotalMinutes < 1 ? FormattableString.Invariant($"{span.Seconds} s")
            : span.TotalHours < 1 ? FormattableString.Invariant($"{span.Minutes} min {span.Seconds} s")
            : FormattableString.Invariant($"{(int)span.TotalHours} h {span.Minutes} min");
    }

    private static string Fixed(double? value, string format)
        => value is not { } number || double.IsNaN(number) ? None : double.IsInfinity(number) ? "∞" : number.ToString(format, CultureInfo.InvariantCulture);
}
