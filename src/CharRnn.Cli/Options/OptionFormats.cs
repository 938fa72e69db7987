using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using CharRnn.Training.Search;

namespace CharRnn.Cli.Options;

/// <summary>The values that options take. Numbers are read and written with a decimal point everywhere.</summary>
internal static class OptionFormats
{
    private const string Between = "..";

    /// <summary>An option without a value: true if it is given.</summary>
    internal static readonly OptionFormat<bool> Flag = new()
    {
        Expected = "true or false",
        HelpName = "",
        TryRead = bool.TryParse,
        Write = value => value ? "true" : "false",
        IsFlag = true,
    };

    /// <summary>A file.</summary>
    internal static readonly OptionFormat<string> File = Text("file");

    /// <summary>A folder.</summary>
    internal static readonly OptionFormat<string> Folder = Text("folder");

    /// <summary>A number of threads; 0 leaves the choice to the library, which takes no more than this many.</summary>
    internal static readonly OptionFormat<int> Threads = Whole(0, 1024);

    /// <summary>Characters of a sample that is held in memory before it is shown; <c>charrnn sample</c> writes any number as they come.</summary>
    internal static OptionFormat<int> SampleLength(int minimum) => Whole(minimum, 1_000_000);

    /// <summary>Any text.</summary>
    internal static OptionFormat<string> Text(string helpName) => new()
    {
        Expected = "a text",
        HelpName = helpName,
        TryRead = (string text, [MaybeNullWhen(false)] out string value) => (value = text) is not null,
        Write = value => value,
    };

    /// <summary>A whole number.</summary>
    internal static OptionFormat<int> Whole(int minimum, int maximum = int.MaxValue) => new()
    {
        Expected = $"a whole number from {minimum} to {maximum}",
        HelpName = "n",
        TryRead = (string text, out int value) => TryReadWhole(text, minimum, out value) && value <= maximum,
        Write = Number,
    };

    /// <summary>A whole number that may be large.</summary>
    internal static OptionFormat<long> Long(long minimum) => new()
    {
        Expected = $"a whole number of {minimum} or more",
        HelpName = "n",
        TryRead = (string text, out long value) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value) && value >= minimum,
        Write = Number,
    };

    /// <summary>A number.</summary>
    internal static OptionFormat<double> Real(NumberRange range) => new()
    {
        Expected = $"a number {range.Description}",
        HelpName = "x",
        TryRead = (string text, out double value) => TryReadReal(text, range, out value),
        Write = Number,
    };

    /// <summary>Whole numbers with commas between them.</summary>
    internal static OptionFormat<IReadOnlyList<int>> Wholes(int minimum) => List(
        $"whole numbers of {minimum} or more with commas between them", "n,n", (string text, out int value) => TryReadWhole(text, minimum, out value), Number);

    /// <summary>Numbers with commas between them.</summary>
    internal static OptionFormat<IReadOnlyList<double>> Reals(NumberRange range) => List(
        $"numbers {range.Description} with commas between them", "x,x", (string text, out double value) => TryReadReal(text, range, out value), Number);

    /// <summary>One of the members of an enumeration, typed in lower case.</summary>
    /// <param name="except">Members that only a program can use.</param>
    internal static OptionFormat<TEnum> Choice<TEnum>(params TEnum[] except)
        where TEnum : struct, Enum
    {
        TEnum[] members = [.. Enum.GetValues<TEnum>().Except(except)];
        string[] words = [.. members.Select(Word)];
        return new()
        {
            Expected = string.Join(" or ", words),
            HelpName = string.Join('|', words),
            TryRead = (string text, out TEnum value) => TryReadWord(members, text, out value),
            Write = Word,
            Words = words,
        };
    }

    /// <summary>Several members of an enumeration with commas between them.</summary>
    internal static OptionFormat<IReadOnlyList<TEnum>> Choices<TEnum>()
        where TEnum : struct, Enum
    {
        OptionFormat<TEnum> one = Choice<TEnum>();
        return List($"{one.Expected}, or several with commas between them", one.HelpName, one.TryRead, one.Write);
    }

    /// <summary>Numbers between which a search chooses: <c>0.01,0.03,0.1</c> for just these, <c>0.001..0.1</c> for all between.</summary>
    /// <param name="range">The valid numbers. A range always starts above 0, because it is uniform on a logarithmic scale.</param>
    internal static OptionFormat<NumberChoice> Numbers(NumberRange range) => new()
    {
        Expected = $"numbers {range.Description} with commas between them, or two numbers greater than 0, the smaller first, such as 0.001..0.1",
        HelpName = "x,x,…|x..x",
        TryRead = (string text, [MaybeNullWhen(false)] out NumberChoice value) => (value = ReadNumbers(text, range)) is not null,
        Write = choice => string.Join(choice.IsRange ? Between : ",", choice.Values.Select(Number)),
    };

    /// <summary>The same values, and a word for none of them.</summary>
    internal static OptionFormat<TValue?> OrNone<TValue>(this OptionFormat<TValue> format, string word)
        where TValue : struct => new()
        {
            Expected = word.Length == 0 ? format.Expected : $"{format.Expected}, or {word}",
            HelpName = word.Length == 0 ? format.HelpName : $"{format.HelpName}|{word}",
            TryRead = (string text, out TValue? value) =>
            {
                bool isValue = format.TryRead(text, out TValue read);
                value = isValue ? read : null;
                return isValue || text == word;
            },
            Write = value => value is { } some ? format.Write(some) : word,
        };

    /// <summary>How a member of an enumeration is typed and printed.</summary>
    internal static string Word<TEnum>(TEnum value)
        where TEnum : struct, Enum => value.ToString().ToLowerInvariant();

    private static OptionFormat<IReadOnlyList<TValue>> List<TValue>(string expected, string helpName, ValueReader<TValue> tryRead, Func<TValue, string> write) => new()
    {
        Expected = expected,
        HelpName = $"{helpName},…",
        TryRead = (string text, [MaybeNullWhen(false)] out IReadOnlyList<TValue> values) =>
        {
            var read = new List<TValue>();
            values = read;
            foreach (string part in text.Split(',', StringSplitOptions.TrimEntries))
            {
                if (!tryRead(part, out TValue? value))
                {
                    return false;
                }

                read.Add(value);
            }

            return true;
        },
        Write = values => string.Join(',', values.Select(write)),
    };

    private static NumberChoice? ReadNumbers(string text, NumberRange range)
    {
        if (text.Split(Between) is [var first, var last])
        {
            return TryReadReal(first, NumberRange.Positive, out double low) && TryReadReal(last, NumberRange.Positive, out double high) && low <= high
                ? NumberChoice.Between(low, high) : null;
        }

        return Reals(range).TryRead(text, out IReadOnlyList<double>? numbers) ? NumberChoice.Of([.. numbers]) : null;
    }

    private static bool TryReadWord<TEnum>(TEnum[] all, string text, out TEnum value)
        where TEnum : struct, Enum
    {
        int index = Array.FindIndex(all, member => Word(member) == text);
        value = index < 0 ? default : all[index];
        return index >= 0;
    }

    private static bool TryReadWhole(string text, int minimum, out int value)
        => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value) && value >= minimum;

    private static bool TryReadReal(string text, NumberRange range, out double value)
        => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && range.Contains(value);

    private static string Number<TValue>(TValue value)
        where TValue : IFormattable => value.ToString(null, CultureInfo.InvariantCulture);
}
