using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using CharRnn.Cli;

namespace CharRnn.Tests.Cli;

/// <summary>The help of every option of every command, and its message for an invalid value.</summary>
public sealed partial class OptionMessageTests
{
    private const string Wrong = "§§";

    private static readonly Command _root = CommandLine.CreateRoot(TestConsole.Empty(), default);

    public static TheoryData<string, string> Options
    {
        get
        {
            var options = new TheoryData<string, string>();
            foreach (Command command in _root.Subcommands)
            {
                foreach (Option option in command.Options)
                {
                    options.Add(command.Name, option.Name);
                }
            }

            return options;
        }
    }

    [Theory]
    [MemberData(nameof(Options))]
    public void Help_is_a_sentence(string command, string option)
        => Find(command, option).Description.Should().MatchRegex(Sentence());

    [Theory]
    [MemberData(nameof(Options))]
    public void Wrong_value_is_answered_with_what_the_option_must_be(string command, string option)
    {
        if (Find(command, option).Arity.MaximumNumberOfValues == 0)
        {
            return;
        }

        Answers(command, option)
            .Where(answer => !answer.StartsWith($"{option} must be ", StringComparison.Ordinal) || !answer.EndsWith($", not '{Wrong}'.", StringComparison.Ordinal))
            .Should().BeEmpty();
    }

    [Fact]
    public void Most_options_refuse_such_a_value()
        => _root.Subcommands.SelectMany(command => command.Options.Where(option => Answers(command.Name, option.Name).Any())).Should().HaveCountGreaterThan(100);

    private static IEnumerable<string> Answers(string command, string option)
        => _root.Parse([command, option, Wrong]).Errors
            .Where(error => error.SymbolResult is OptionResult result && result.Option.Name == option)
            .Select(error => error.Message);

    private static Option Find(string command, string option)
        => _root.Subcommands.Single(each => each.Name == command).Options.Single(each => each.Name == option);

    [GeneratedRegex(@"^[\p{Lu}\d'""].*[.)?](?: \[default: .+\])?$", RegexOptions.Singleline)]
    private static partial Regex Sentence();
}
