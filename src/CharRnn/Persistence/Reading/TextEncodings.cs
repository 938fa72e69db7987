using System.Text;

namespace CharRnn.Persistence.Reading;

/// <summary>The encodings that .NET knows, in their strict form.</summary>
internal static class TextEncodings
{
    /// <summary>An encoding that throws at invalid bytes.</summary>
    /// <param name="name">Such as <c>windows-1252</c>; not case-sensitive.</param>
    /// <returns>Null if there is no such encoding.</returns>
    internal static Encoding? Find(string name)
    {
        try
        {
            // UTF-8 and its siblings are not code pages.
            return CodePagesEncodingProvider.Instance.GetEncoding(name, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)
                ?? Encoding.GetEncoding(name, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
