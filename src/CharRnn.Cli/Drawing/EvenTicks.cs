using System.Globalization;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace CharRnn.Cli.Drawing;

/// <summary>Labels of an axis with the same number of decimal places: 1.5, 2.0, 2.5.</summary>
internal sealed class EvenTicks : ITickGenerator
{
    private const int MostDigits = 6;
    private readonly NumericAutomatic _automatic = new();

    public Tick[] Ticks { get; private set; } = [];

    public int MaxTickCount
    {
        get => _automatic.MaxTickCount;
        set => _automatic.MaxTickCount = value;
    }

    public void Regenerate(CoordinateRange range, Edge edge, PixelLength size, Paint paint, LabelStyle labelStyle)
    {
        _automatic.Regenerate(range, edge, size, paint, labelStyle);
        int digits = _automatic.Ticks.Where(tick => tick.IsMajor).Select(tick => DigitsOf(tick.Position)).DefaultIfEmpty(0).Max();
        Ticks = [.. _automatic.Ticks.Select(tick => tick.IsMajor ? Tick.Major(tick.Position, Text(tick.Position, digits)) : tick)];
    }

    private static int DigitsOf(double value)
    {
        int digits = 0;
        while (digits < MostDigits && Math.Abs(Math.Round(value, digits) - value) > 1e-9)
        {
            digits++;
        }

        return digits;
    }

    // + 0.0 turns −0 into 0, so that an axis never shows a negative zero.
    private static string Text(double value, int digits) => (Math.Round(value, digits) + 0.0).ToString("F" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
