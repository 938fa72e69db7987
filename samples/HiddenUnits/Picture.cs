using System.Globalization;
using System.Text;
using MathNet.Numerics.LinearAlgebra;

namespace HiddenUnits;

/// <summary>A passage with every character on the colour of a signal: −1 blue, 0 white, +1 orange.</summary>
internal static class Picture
{
    private const int Columns = 64;
    private const int Rows = 8;
    private const int Width = 13;
    private const int Height = 26;
    private const int Top = 54;

    internal static void Write(string path, string title, string text, int start, Vector<double> signal)
    {
        var svg = new StringBuilder();
        int width = (Columns * Width) + 40, height = Top + (Rows * Height) + 20;
        svg.AppendLine(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" font-family=\"monospace\" font-size=\"17\">");
        svg.AppendLine(CultureInfo.InvariantCulture, $"<rect width=\"{width}\" height=\"{height}\" fill=\"white\"/>");
        svg.AppendLine(CultureInfo.InvariantCulture, $"<text x=\"20\" y=\"32\" font-family=\"sans-serif\">{title} (orange yes, blue no)</text>");
        for (int i = 0; i < Columns * Rows && start + i < text.Length; i++)
        {
            int x = 20 + (i % Columns * Width), y = Top + (i / Columns * Height);
            svg.AppendLine(CultureInfo.InvariantCulture, $"<rect x=\"{x}\" y=\"{y}\" width=\"{Width}\" height=\"{Height - 4}\" fill=\"{Colour(signal[start + i])}\"/>");
            if (!char.IsWhiteSpace(text[start + i]))
            {
                svg.AppendLine(CultureInfo.InvariantCulture, $"<text x=\"{x + 1}\" y=\"{y + 17}\">{Escape(text[start + i])}</text>");
            }
        }

        svg.AppendLine("</svg>");
        File.WriteAllText(path, svg.ToString());
    }

    private static string Colour(double signal)
    {
        int faded = 255 - (int)(Math.Min(Math.Abs(signal), 1) * 175);
        return signal > 0
            ? string.Create(CultureInfo.InvariantCulture, $"rgb(255,{(255 + faded) / 2},{faded})")
            : string.Create(CultureInfo.InvariantCulture, $"rgb({faded},{(255 + faded) / 2},255)");
    }

    private static string Escape(char character) => character switch
    {
        '<' => "&lt;",
        '>' => "&gt;",
        '&' => "&amp;",
        _ => character.ToString(),
    };
}
