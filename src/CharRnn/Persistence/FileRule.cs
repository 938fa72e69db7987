using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace CharRnn.Persistence;

/// <summary>Checks the content of a file.</summary>
internal static class FileRule
{
    /// <summary>Refuses a file, with a message that is put together only then, in the invariant culture.</summary>
    /// <exception cref="InvalidDataException"><paramref name="condition"/> is false.</exception>
    internal static void Require(bool condition, [InterpolatedStringHandlerArgument(nameof(condition))] ref Message message)
    {
        if (!condition)
        {
            throw new InvalidDataException(message.ToString());
        }
    }

    /// <summary>A message about a file that has been found broken, in the invariant culture.</summary>
    internal static InvalidDataException Broken(FormattableString message, Exception? cause = null)
        => new(message.ToString(CultureInfo.InvariantCulture), cause);

    /// <summary>A name from a file, truncated to 80 characters for messages.</summary>
    internal static string Short(string name) => name.Length <= 80 ? name : string.Concat(name.AsSpan(0, 77), "...");

    /// <summary>The text of an interpolated string, unless the condition holds: a file with a million good entries costs no messages.</summary>
    [InterpolatedStringHandler]
    internal readonly ref struct Message
    {
        private readonly StringBuilder? _text;

        public Message(int literalLength, int formattedCount, bool condition, out bool isNeeded)
        {
            isNeeded = !condition;
            _text = condition ? null : new StringBuilder(literalLength + (8 * formattedCount));
        }

        public void AppendLiteral(string text) => _text!.Append(text);

        public void AppendFormatted<TValue>(TValue value) => _text!.Append(CultureInfo.InvariantCulture, $"{value}");

        public override string ToString() => _text?.ToString() ?? "";
    }
}
