using System.Globalization;
using CharRnn.Cli.Options;

namespace CharRnn.Cli.Training;

/// <summary>A span of time as it is typed: <c>30s</c>, <c>5m</c>, <c>1.5h</c>.</summary>
internal static class TimeFormat
{
    /// <summary>Less is not enough to start and to measure the machine.</summary>
    private static readonly TimeSpan _least = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _most = TimeSpan.FromHours(1000);

    internal static readonly OptionFormat<TimeSpan> Instance = new()
    {
        Expected = "a time from 1s to 1000h, such as 30s, 5m or 1.5h",
        HelpName = "30s|5m|1h",
        TryRead = TryRead,
        Write = time => FormattableString.Invariant($"{time.TotalSeconds}s"),
    };

    private static bool TryRead(string text, out TimeSpan value)
    {
        value = default;
        double unit = text.Length == 0 ? 0 : text[^1] switch { 's' => 1, 'm' => 60, 'h' => 3600, _ => 0 };
        if (unit == 0 || !double.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number)
            || number * unit > _most.TotalSeconds)
        {
            return false;
        }

        value = TimeSpan.FromSeconds(number * unit);
        return value >= _least;
    }
}
