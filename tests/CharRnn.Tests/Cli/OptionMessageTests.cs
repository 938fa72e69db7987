using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using CharRnn.Cli;

namespace CharRnn.Tests.Cli;

/// <summary>What every option of every command says: its help, and the answer to a value that it cannot take.</summary>
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

        IEnumerable<string> answers = _root.Parse([command, option, Wrong]).Errors.Where(error => error.SymbolResult is OptionResult).Select(error => error.Message);

        answers.Should().AllSatisfy(answer => answer.Should().StartWith($"{option} must be ").And.EndWith($", not '{Wrong}'."));
    }

    [Fact]
    public void Most_options_refuse_such_a_value()
        => _root.Subcommands.SelectMany(command => command.Options.Select(option => _root.Parse([command.Name, option.Name, Wrong])))
            .Count(result => result.Errors.Any(error => error.SymbolResult is OptionResult)).Should().BeGreaterThan(100);

    private static Option Find(string command, string option)
        => _root.Subcommands.Single(each => each.Name == command).Options.Single(each => each.Name == option);

    [GeneratedRegex(@"^[\p{Lu}\d'""].*[.)]$", RegexOptions.Singleline)]
    private static partial Regex Sentence();
}
