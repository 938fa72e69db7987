namespace CharRnn.Cli.Report.Pictures;

/// <summary>A picture in every form that the report needs.</summary>
/// <param name="LightSvg">For a white page.</param>
/// <param name="DarkSvg">For a dark one.</param>
/// <param name="Png">For a white page, at twice the size.</param>
internal sealed record Picture(string LightSvg, string DarkSvg, byte[] Png)
{
    internal const int Width = 780;
    internal const int Height = 440;
}
