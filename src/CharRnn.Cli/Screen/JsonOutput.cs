using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CharRnn.Cli.Screen;

/// <summary>Results for programs: one JSON object on standard output.</summary>
internal static class JsonOutput
{
    private static readonly JsonWriterOptions _options = new()
    {
        Indented = true,
        NewLine = "\n",

        // The output is a file or a pipe, never a web page: letters stay letters.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly JsonWriterOptions _line = _options with { Indented = false };

    /// <summary>For long lists of numbers: everything on one line.</summary>
    internal static JsonSerializerOptions Compact { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>An object on one line.</summary>
    /// <param name="writeProperties">Writes what is inside the braces.</param>
    internal static string Line(Action<Utf8JsonWriter> writeProperties) => Object(_line, writeProperties);

    /// <summary>Writes an object.</summary>
    /// <param name="console">The console to write to.</param>
    /// <param name="writeProperties">Writes what is inside the braces.</param>
    internal static void Write(CliConsole console, Action<Utf8JsonWriter> writeProperties)
        => console.Out.WriteLine(Escape(Object(_options, writeProperties)));

    private static string Object(JsonWriterOptions options, Action<Utf8JsonWriter> writeProperties)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, options))
        {
            json.WriteStartObject();
            writeProperties(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Escapes characters that a terminal must not receive. They occur only inside JSON strings.</summary>
    private static string Escape(string json)
    {
        var escaped = new StringBuilder(json.Length);
        foreach (char character in json)
        {
            if (ConsoleText.IsUnsafe(character))
            {
                escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:X4}");
            }
            else
            {
                escaped.Append(character);
            }
        }

        return escaped.ToString();
    }
}
