using System.Numerics;
using System.Text;

namespace CharRnn.Cli.Sampling;

/// <summary>Writes one turn of the network: until the document ends, a stop text has been written, or the length is reached.</summary>
internal sealed class SessionTurn<T>(TextSession<T> session, DocumentStyle? style, string stopText)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Whether the last turn ended a document.</summary>
    internal bool HasEnded { get; private set; }

    /// <summary>Writes, without the symbol at the end of a document.</summary>
    /// <param name="length">Characters at most.</param>
    internal IEnumerable<WrittenCharacter> Write(int length)
    {
        HasEnded = false;
        var tail = new StringBuilder();
        for (int n = 0; n < length; n++)
        {
            WrittenCharacter character = session.Next();
            if (style is not null && character.Character.ToString() == style.Symbol)
            {
                HasEnded = true;
                yield break;
            }

            yield return character;
            if (stopText.Length == 0)
            {
                continue;
            }

            tail.Append(character.Character.ToString());
            if (tail.ToString().EndsWith(stopText, StringComparison.Ordinal))
            {
                yield break;
            }

            tail.Remove(0, Math.Max(0, tail.Length - stopText.Length));
        }
    }
}
