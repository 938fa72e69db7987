using System.Globalization;

namespace CharRnn.Cli.Screen;

/// <summary>Spans of time as the screen shows them.</summary>
internal static class Duration
{
    /// <summary>For example 0:07, 12:30 or 1:02:03.</summary>
    internal static string Text(TimeSpan span)
    {
        // TimeSpan cannot represent the duration that a very low speed predicts.
        long seconds = (long)Math.Clamp(Math.Round(span.TotalSeconds), 0, int.MaxValue);
        return seconds < 3600
            ? string.Create(CultureInfo.InvariantCulture, $"{seconds / 60}:{seconds % 60:00}")
            : string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600}:{seconds / 60 % 60:00}:{seconds % 60:00}");
    }
}
