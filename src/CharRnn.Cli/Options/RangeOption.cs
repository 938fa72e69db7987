using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using CharRnn.Training.Search;

namespace CharRnn.Cli.Options;

/// <summary>Options whose number a search varies: <c>0.01,0.03,0.1</c> for a choice, <c>0.001..0.1</c> for all between.</summary>
internal static class RangeOption
{
    private const string Between = "..";

    /// <summary>May be left out; the description says what happens then.</summary>
    /// <param name="name">The option.</param>
    /// <param name="description">What it is.</param>
    /// <param name="range">What each number may be; a range begins above 0 in any case, for it is even on a logarithmic scale.</param>
    internal static Option<NumberChoice?> Optional(string name, string description, NumberRange range) => new(name)
    {
        Description = description,
        HelpName = "x,x,…|x..x",
        CustomParser = argument => Parse(name, argument, range),
    };

    /// <summary>As it is typed.</summary>
    internal static string Text(NumberChoice choice)
        => string.Join(choice.IsRange ? Between : ",", choice.Values.Select(value => value.ToString(CultureInfo.InvariantCulture)));

    private static NumberChoice? Parse(string name, ArgumentResult argument, NumberRange range)
    {
        string given = argument.Tokens[0].Value;
        if (given.Contains(Between, StringComparison.Ordinal))
        {
            double?[] ends = [.. given.Split(Between).Select(part => Number(part, NumberRange.Positive))];
            if (ends is [{ } low, { } high] && low <= high)
            {
                return NumberChoice.Between(low, high);
            }

            argument.AddError($"{name} needs two numbers greater than 0, the smaller one first: {name} 0.001..0.1; '{given}' is none.");
            return null;
        }

        double?[] numbers = [.. given.Split(',').Select(part => Number(part, range))];
        if (numbers.All(number => number is not null))
        {
            return NumberChoice.Of([.. numbers.Select(number => number!.Value)]);
        }

        argument.AddError($"{name} needs numbers {range.Description} with commas between them, or a range such as 0.001..0.1; '{given}' is none.");
        return null;
    }

    private static double? Number(string text, NumberRange range)
        => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && range.Contains(value) ? value : null;
}
