using System.CommandLine;

namespace CharRnn.Cli.Options;

/// <summary>Options that take one of a few words.</summary>
internal static class ChoiceOption
{
    /// <summary>One of the members of an enumeration, typed in lower case.</summary>
    internal static Option<TEnum> Of<TEnum>(string name, string description, TEnum defaultValue)
        where TEnum : struct, Enum
    {
        string[] words = [.. Enum.GetNames<TEnum>().Select(word => word.ToLowerInvariant())];
        var option = new Option<TEnum>(name)
        {
            Description = $"{description} [default: {defaultValue.ToString().ToLowerInvariant()}]",
            HelpName = string.Join('|', words),
            CustomParser = argument =>
            {
                string given = argument.Tokens[0].Value;
                int index = Array.IndexOf(words, given);
                if (index < 0)
                {
                    argument.AddError($"{name} needs {string.Join(" or ", words)}; '{given}' is neither.");
                }

                return index < 0 ? defaultValue : Enum.GetValues<TEnum>()[index];
            },
        };
        option.CompletionSources.Add(words);
        return option;
    }
}
