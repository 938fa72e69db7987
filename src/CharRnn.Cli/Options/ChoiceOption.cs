using System.CommandLine;
using System.CommandLine.Parsing;

namespace CharRnn.Cli.Options;

/// <summary>Options that take one of a few words.</summary>
internal static class ChoiceOption
{
    /// <summary>How a member of an enumeration is typed and printed.</summary>
    internal static string Word<TEnum>(TEnum value)
        where TEnum : struct, Enum => value.ToString().ToLowerInvariant();

    /// <summary>One of the members of an enumeration, typed in lower case; or nothing, and the description says what happens then.</summary>
    internal static Option<TEnum?> Optional<TEnum>(string name, string description)
        where TEnum : struct, Enum
    {
        var option = new Option<TEnum?>(name)
        {
            Description = description,
            HelpName = string.Join('|', Words<TEnum>()),
            CustomParser = argument => Parse<TEnum>(name, argument),
        };
        option.CompletionSources.Add(Words<TEnum>());
        return option;
    }

    /// <summary>Several members of an enumeration with commas between them; or nothing, and the description says what happens then.</summary>
    internal static Option<TEnum[]?> OptionalList<TEnum>(string name, string description)
        where TEnum : struct, Enum
        => new(name)
        {
            Description = description,
            HelpName = string.Join('|', Words<TEnum>()) + ",…",
            Arity = ArgumentArity.ExactlyOne,
            CustomParser = argument => ParseList<TEnum>(name, argument),
        };

    private static string[] Words<TEnum>()
        where TEnum : struct, Enum => [.. Enum.GetValues<TEnum>().Select(Word)];

    private static TEnum Parse<TEnum>(string name, ArgumentResult argument)
        where TEnum : struct, Enum => Parse<TEnum>(name, argument, argument.Tokens[0].Value) ?? default;

    private static TEnum[] ParseList<TEnum>(string name, ArgumentResult argument)
        where TEnum : struct, Enum
    {
        TEnum?[] values = [.. argument.Tokens[0].Value.Split(',').Select(word => Parse<TEnum>(name, argument, word))];
        return [.. values.OfType<TEnum>()];
    }

    private static TEnum? Parse<TEnum>(string name, ArgumentResult argument, string given)
        where TEnum : struct, Enum
    {
        int index = Array.IndexOf(Words<TEnum>(), given);
        if (index >= 0)
        {
            return Enum.GetValues<TEnum>()[index];
        }

        argument.AddError($"{name} needs {string.Join(" or ", Words<TEnum>())}; '{given}' is none of them.");
        return null;
    }
}
