using System.CommandLine;
using System.CommandLine.Parsing;

namespace CharRnn.Cli.Options;

/// <summary>Arguments that name a file.</summary>
internal static class PathArgument
{
    /// <summary>A model file to read.</summary>
    internal static Argument<string> Model()
        => RefuseOptions(new Argument<string>("MODEL") { Description = "A model file written by 'charrnn train', of either precision." });

    /// <summary>A text to read.</summary>
    internal static Argument<string> Text(string description)
        => RefuseOptions(new Argument<string>("TEXT") { Description = description });

    /// <summary>A text to read that may be left out.</summary>
    internal static Argument<string?> OptionalText(string description)
        => RefuseOptions(new Argument<string?>("TEXT") { Description = description, Arity = ArgumentArity.ZeroOrOne });

    /// <summary>Any number of texts to read.</summary>
    internal static Argument<string[]> Texts(string description)
        => RefuseOptions(new Argument<string[]>("TEXT") { Description = description, Arity = ArgumentArity.ZeroOrMore });

    /// <summary>One or more models, and a text behind them.</summary>
    internal static Argument<string[]> ModelsAndText()
    {
        var argument = new Argument<string[]>("MODEL TEXT")
        {
            Description = "A model file written by 'charrnn train', and the text on which to explain it: a file, or - for standard input. Further models between the two are compared with the first.",
            Arity = ArgumentArity.OneOrMore,
        };
        argument.Validators.Add(result =>
        {
            if (result.Tokens.Count < 2)
            {
                result.AddError($"A model and a text are needed; '{result.Tokens[0].Value}' is only one of them.");
            }
        });
        return RefuseOptions(argument);
    }

    /// <summary>
    /// Makes file names of everything behind <c>--</c>, as Unix tools do: the parser would refuse those that begin with a dash.
    /// A lone dash stays standard input.
    /// </summary>
    internal static IReadOnlyList<string> Protect(IReadOnlyList<string> arguments)
    {
        bool areNames = false;
        var result = new List<string>(arguments.Count);
        foreach (string argument in arguments)
        {
            result.Add(areNames && argument is ['-', _, ..] ? "./" + argument : argument);
            areNames |= argument == "--";
        }

        return result;
    }

    /// <summary>The parser takes a mistyped option for a file name. A file that is called so can be written as ./--name.</summary>
    private static TArgument RefuseOptions<TArgument>(TArgument argument)
        where TArgument : Argument
    {
        argument.Validators.Add(result =>
        {
            if (result.Tokens.FirstOrDefault(token => token.Value is ['-', _, ..]) is { } given)
            {
                string[] names = [.. (result.Parent as CommandResult)?.Command.Options.Select(option => option.Name) ?? []];
                result.AddError($"'{given.Value}' is not an option of this command.{Suggestion.For(given.Value, names)}");
            }
        });
        return argument;
    }
}
