using System.Globalization;
using CharRnn.Cli.Screen;

namespace CharRnn.Cli.Sampling;

/// <summary>Writes characters in the colour of their surprise, −ln p. Where there are no colours, without.</summary>
internal sealed class SurpriseWriter(CliConsole console)
{
    private const string Reset = "\u001b[0m";

    /// <summary>Colours of the terminal's own palette (ECMA-48, SGR 30 to 37), and the surprise in nats below which they hold.</summary>
    private static readonly Colour[] _scale = [new(0.5, 32), new(1.5, 36), new(3, 33), new(double.PositiveInfinity, 31)];

    internal void Write(WrittenCharacter character)
    {
        if (!console.IsLive || character.Character.Value == '\n')
        {
            console.WriteText(character.Character);
            return;
        }

        Colour colour = _scale.First(colour => -character.LogProbability < colour.Below);
        console.WriteControl(colour.Paint(ConsoleText.Visible(character.Character.ToString())));
    }

    /// <summary>Ends the text, and explains the colours.</summary>
    internal void Finish()
    {
        console.Out.WriteLine();
        if (!console.IsLive)
        {
            return;
        }

        double from = 0;
        string legend = "surprise in nats:";
        foreach (Colour colour in _scale)
        {
            legend += " " + colour.Paint(double.IsInfinity(colour.Below) ? string.Create(CultureInfo.InvariantCulture, $"{from} and more")
                : string.Create(CultureInfo.InvariantCulture, $"{from} to {colour.Below}"));
            from = colour.Below;
        }

        console.WriteControl(legend);
        console.Out.WriteLine();
    }

    private sealed record Colour(double Below, int Code)
    {
        internal string Paint(string text) => string.Create(CultureInfo.InvariantCulture, $"\u001b[{Code}m{text}{Reset}");
    }
}
