namespace CharRnn.Cli.Drawing;

/// <summary>A picture in every form that the report needs.</summary>
/// <param name="Wide">The drawing for wide screens.</param>
/// <param name="Narrow">A separate drawing for telephones, with letters of the same size.</param>
/// <param name="Png">The wide one for a white page, at twice the size.</param>
public sealed record Picture(PictureSvg Wide, PictureSvg Narrow, byte[] Png);

/// <summary>A drawing for a light and for a dark page.</summary>
/// <param name="Size">The size of both drawings.</param>
/// <param name="Light">The drawing for a white page.</param>
/// <param name="Dark">The drawing for a dark page.</param>
public sealed record PictureSvg(PictureSize Size, string Light, string Dark);

/// <summary>The size of a picture, in pixels of the page.</summary>
/// <param name="Width">The width.</param>
/// <param name="Height">The height.</param>
/// <param name="Letters">The height of the letters at the axes.</param>
public sealed record PictureSize(int Width, int Height, int Letters)
{
    /// <summary>A page of a computer.</summary>
    public static PictureSize Wide { get; } = new(780, 440, 15);

    /// <summary>A telephone, 400 pixels wide less the margins.</summary>
    public static PictureSize Narrow { get; } = new(366, 360, 12);
}
