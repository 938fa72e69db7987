using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace CharRnn.Cli.Options;

/// <summary>Options that take a number, with messages that say what was typed and what is needed.</summary>
/// <remarks>The parser's own conversion would read 0,1 as 1: it takes the comma for a thousands separator.</remarks>
internal static class NumberOption
{
    private const string ValueName = "n";

    /// <summary>A whole number with a default that help shows.</summary>
    internal static Option<int> Whole(string name, string description, int defaultValue, int minimum)
        => new(name)
        {
            Description = description,
            HelpName = ValueName,
            DefaultValueFactory = _ => defaultValue,
            CustomParser = argument => (int)ParseWhole(name, argument, minimum, int.MaxValue),
        };

    /// <summary>A number of threads; 0 leaves the choice to the library, which takes no more than this many.</summary>
    internal static Option<int> Threads(string description)
        => new("--threads")
        {
            Description = description,
            HelpName = ValueName,
            DefaultValueFactory = _ => 0,
            CustomParser = argument => (int)ParseWhole("--threads", argument, 0, 1024),
        };

    /// <summary>A whole number that may be left out; the description says what happens then.</summary>
    internal static Option<int?> OptionalWhole(string name, string description, int minimum)
        => new(name)
        {
            Description = description,
            HelpName = ValueName,
            CustomParser = argument => (int)ParseWhole(name, argument, minimum, int.MaxValue),
        };

    /// <summary>A whole number that may be large and may be left out.</summary>
    internal static Option<long?> OptionalLong(string name, string description, long minimum)
        => new(name)
        {
            Description = description,
            HelpName = ValueName,
            CustomParser = argument => ParseWhole(name, argument, minimum, long.MaxValue),
        };

    /// <summary>A number with a default that help shows.</summary>
    internal static Option<double> Real(string name, string description, double defaultValue, NumberRange range)
        => new(name)
        {
            Description = description,
            HelpName = "x",
            DefaultValueFactory = _ => defaultValue,
            CustomParser = argument => ParseReal(name, argument, range),
        };

    /// <summary>A number that may be left out.</summary>
    internal static Option<double?> OptionalReal(string name, string description, NumberRange range)
        => new(name)
        {
            Description = description,
            HelpName = "x",
            CustomParser = argument => ParseReal(name, argument, range),
        };

    /// <summary>Whole numbers with commas between them; may be left out.</summary>
    internal static Option<int[]?> OptionalWholeList(string name, string description, int minimum)
        => new(name)
        {
            Description = description,
            HelpName = "n,n,…",
            Arity = ArgumentArity.ExactlyOne,
            CustomParser = argument => ParseList(name, argument, minimum),
        };

    /// <summary>Numbers with commas between them; may be left out.</summary>
    internal static Option<double[]?> OptionalRealList(string name, string description, NumberRange range)
        => new(name)
        {
            Description = description,
            HelpName = "x,x,…",
            Arity = ArgumentArity.ExactlyOne,
            CustomParser = argument => ParseRealList(name, argument, range),
        };

    private static double[]? ParseRealList(string name, ArgumentResult argument, NumberRange range)
    {
        string given = argument.Tokens[0].Value;
        var numbers = new List<double>();
        foreach (string part in given.Split(','))
        {
            if (!double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) || !range.Contains(number))
            {
                argument.AddError($"{name} needs numbers {range.Description} with commas between them; '{given}' are none.");
                return null;
            }

            numbers.Add(number);
        }

        return [.. numbers];
    }

    private static int[]? ParseList(string name, ArgumentResult argument, int minimum)
    {
        string given = argument.Tokens[0].Value;
        var numbers = new List<int>();
        foreach (string part in given.Split(','))
        {
            if (!int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int number) || number < minimum)
            {
                argument.AddError($"{name} needs whole numbers of {minimum} or more with commas between them; '{given}' are none.");
                return null;
            }

            numbers.Add(number);
        }

        return [.. numbers];
    }

    private static long ParseWhole(string name, ArgumentResult argument, long minimum, long maximum)
    {
        string given = argument.Tokens[0].Value;
        if (long.TryParse(given, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value) && value >= minimum && value <= maximum)
        {
            return value;
        }

        string limits = maximum < long.MaxValue ? $"from {minimum} to {maximum}" : $"of {minimum} or more";
        argument.AddError($"{name} needs a whole number {limits}; '{given}' is none.");
        return default;
    }

    private static double ParseReal(string name, ArgumentResult argument, NumberRange range)
    {
        string given = argument.Tokens[0].Value;
        if (double.TryParse(given, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && range.Contains(value))
        {
            return value;
        }

        argument.AddError($"{name} needs a number {range.Description}; '{given}' is none.");
        return default;
    }
}

/// <summary>The finite numbers an option accepts.</summary>
/// <param name="Description">Completes the sentence "needs a number …".</param>
/// <param name="Accepts">Whether a finite number is one of them.</param>
internal sealed record NumberRange(string Description, Func<double, bool> Accepts)
{
    internal static readonly NumberRange Positive = new("greater than 0", value => value > 0);
    internal static readonly NumberRange NotNegative = new("of 0 or more", value => value >= 0);
    internal static readonly NumberRange Probability = new("greater than 0 and at most 1", value => value is > 0 and <= 1);
    internal static readonly NumberRange Fraction = new("greater than 0 and less than 1", value => value is > 0 and < 1);
    internal static readonly NumberRange BelowOne = new("of 0 or more and less than 1", value => value is >= 0 and < 1);

    internal bool Contains(double value) => double.IsFinite(value) && Accepts(value);
}
