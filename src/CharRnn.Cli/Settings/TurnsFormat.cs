using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using CharRnn.Cli.Options;
using CharRnn.Optimization;

namespace CharRnn.Cli.Settings;

/// <summary>Where a cosine headed, as it is typed: <c>0:2600,300:2500</c>, from update 0 for 2,600 and after update 300 for 2,500.</summary>
internal static class TurnsFormat
{
    private const string None = "none";

    internal static readonly OptionFormat<IReadOnlyList<ScheduleTurn>> Instance = new()
    {
        Expected = "pairs of an update and the last update of the cosine from then on, such as 0:2600,300:2500, with ascending updates from 0",
        HelpName = "n:n,n:n",
        TryRead = TryRead,
        Write = turns => turns.Count == 0 ? None : string.Join(',', turns.Select(turn => FormattableString.Invariant($"{turn.Update}:{turn.LastUpdate}"))),
    };

    private static bool TryRead(string text, [MaybeNullWhen(false)] out IReadOnlyList<ScheduleTurn> value)
    {
        List<ScheduleTurn> turns = [];
        if (text == None)
        {
            value = turns;
            return true;
        }

        foreach (string[] pair in text.Split(',').Select(pair => pair.Split(':')))
        {
            if (pair is not [var first, var second] || !TryRead(first, out long update) || !TryRead(second, out long end)
                || end <= update || (turns.Count == 0 ? update != 0 : update <= turns[^1].Update))
            {
                value = null;
                return false;
            }

            turns.Add(new ScheduleTurn(update, end));
        }

        value = turns;
        return true;
    }

    private static bool TryRead(string text, out long number) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
