using System.Globalization;
using CharRnn.Cli.Explain.Numbers;
using CharRnn.Cli.Explain.Reading;
using CharRnn.Cli.Explain.Units;
using CharRnn.Cli.Screen;

namespace CharRnn.Cli.Explain;

/// <summary>The lines that the command prints about the page that it has written.</summary>
internal static class ExplainSummary
{
    private const int UnitsShown = 5;

    internal static void Write(CliConsole console, Explanation explanation, string path)
    {
        TextWindow window = explanation.Window;
        int start = window.Start + window.PassageStart;
        console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"passage      characters {start:N0} to {start + window.PassageLength - 1:N0} of {explanation.TextName}"));
        console.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"loss         {explanation.MeanLoss:F4} nats/char, {explanation.MeanLoss / Math.Log(2):F4} bits/char"));
        RankedUnit[] named = [.. explanation.Followed.Select(followed => followed.Best).Where(unit => unit.HasName).Take(UnitsShown)];
        foreach (RankedUnit unit in named)
        {
            console.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{Label(unit, explanation.Architecture),-12} follows '{unit.Property}': correlation {unit.UnseenCorrelation:F2} on unseen text, {unit.Correlation:F2} where it was chosen"));
        }

        if (named.Length == 0)
        {
            console.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"units        none follows a property of the text with a correlation of {RankedUnit.Convincing} or more on unseen text"));
        }

        if (explanation.Snapshots is [var first, .., var last])
        {
            console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"snapshots    {explanation.Snapshots.Count} networks, from {first.MeanLoss:F4} to {last.MeanLoss:F4} nats/char"));
        }

        console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"page         {path}, {new FileInfo(path).Length / 1000.0:N0} kB"));
    }

    private static string Label(RankedUnit unit, RnnArchitecture architecture)
        => architecture.LayerCount == 1 ? $"{unit.Group.Quantity} {unit.Unit}" : $"{unit.Group.Quantity} {unit.Unit} layer {unit.Group.Layer}";
}
