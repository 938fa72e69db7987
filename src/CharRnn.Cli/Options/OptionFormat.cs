using System.CommandLine;
using System.CommandLine.Parsing;
using System.Diagnostics.CodeAnalysis;

namespace CharRnn.Cli.Options;

/// <summary>Reads a value; false when the text is not one.</summary>
internal delegate bool ValueReader<TValue>(string text, [MaybeNullWhen(false)] out TValue value);

/// <summary>How the value of an option is typed and printed. A printed value can be typed again.</summary>
/// <typeparam name="TValue">The value.</typeparam>
/// <remarks><see cref="OptionFormats"/> has those in use. The parser's own conversion would read 0,1 as 1: it takes the comma for a thousands separator.</remarks>
internal sealed record OptionFormat<TValue>
{
    /// <summary>A description of valid values, which completes the sentence "--option must be …".</summary>
    internal required string Expected { get; init; }

    /// <summary>The placeholder for the value in the help, such as <c>n</c>.</summary>
    internal required string HelpName { get; init; }

    internal required ValueReader<TValue> TryRead { get; init; }

    internal required Func<TValue, string> Write { get; init; }

    /// <summary>All that can be typed, where that is a few words: for completion.</summary>
    internal IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>Whether the option takes no value: being there means true.</summary>
    internal bool IsFlag { get; init; }

    /// <summary>An option without a default: its value is read only where the option is given.</summary>
    internal Option<TValue> CreateOption(string name, string description, params string[] aliases)
    {
        var option = new Option<TValue>(name, aliases) { Description = description };
        if (!IsFlag)
        {
            option.HelpName = HelpName;
            option.Arity = ArgumentArity.ExactlyOne;
            option.CustomParser = argument => Read(name, argument);
            option.CompletionSources.Add([.. Words]);
        }

        return option;
    }

    /// <summary>An option with a default that the help shows.</summary>
    internal Option<TValue> CreateOptionWithDefault(string name, string description, TValue defaultValue, params string[] aliases)
    {
        Option<TValue> option = CreateOption(name, $"{description} [default: {Write(defaultValue)}]", aliases);
        option.DefaultValueFactory = _ => defaultValue;
        return option;
    }

    private TValue Read(string name, ArgumentResult argument)
    {
        string given = argument.Tokens[0].Value;
        if (TryRead(given, out TValue? value))
        {
            return value;
        }

        argument.AddError($"{name} must be {Expected}, not '{given}'.");
        return default!;
    }
}
