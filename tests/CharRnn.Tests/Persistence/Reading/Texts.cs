using System.Text;
using CharRnn.Persistence;

namespace CharRnn.Tests.Persistence.Reading;

/// <summary>Texts as streams, and back.</summary>
internal static class Texts
{
    internal static MemoryStream Utf8(string text) => new(Encoding.UTF8.GetBytes(text));

    internal static string Decode(ReadText read)
    {
        var indexes = new int[read.Text.Length];
        read.Text.CopyTo(0, indexes);
        return read.Text.Vocabulary.Decode(indexes);
    }
}
