using System.Globalization;
using CharRnn.Cli.Screen;
using Spectre.Console;

namespace CharRnn.Cli.Sampling;

/// <summary>Writes characters in the colour of their surprise, −ln p. Where there are no colours, without.</summary>
internal sealed class SurpriseWriter
{
    private static readonly Scale[] _scale = [new(0.5, Color.Green), new(1.5, Color.Blue), new(3, Color.Yellow), new(double.PositiveInfinity, Color.Red)];
    private readonly CliConsole _console;
    private readonly IAnsiConsole? _screen;

    internal SurpriseWriter(CliConsole console)
    {
        _console = console;
        _screen = console.IsLive ? console.CreateScreen() : null;
    }

    internal void Write(WrittenCharacter character)
    {
        if (_screen is null || character.Character.Value == '\n')
        {
            _console.WriteText(character.Character);
            return;
        }

        Color color = _scale.First(scale => -character.LogProbability < scale.Below).Color;
        _screen.Write(new Text(ConsoleText.Visible(character.Character.ToString()), new Style(color)));
    }

    /// <summary>Ends the text, and explains the colours.</summary>
    internal void Finish()
    {
        _console.Out.WriteLine();
        if (_screen is null)
        {
            return;
        }

        double from = 0;
        _screen.Write(new Text("surprise in nats:"));
        foreach (Scale scale in _scale)
        {
            string range = double.IsInfinity(scale.Below) ? string.Create(CultureInfo.InvariantCulture, $" {from} and more")
                : string.Create(CultureInfo.InvariantCulture, $" {from}–{scale.Below}");
            _screen.Write(new Text(range, new Style(scale.Color)));
            from = scale.Below;
        }

        _console.Out.WriteLine();
    }

    private sealed record Scale(double Below, Color Color);
}
