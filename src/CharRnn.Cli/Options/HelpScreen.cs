using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace CharRnn.Cli.Options;

/// <summary>The help of a command: what it does, how it is called, and its options by groups, the usual ones first.</summary>
internal sealed class HelpScreen : SynchronousCommandLineAction
{
    private const int UsualWidth = 120;
    private const int LeastWidth = 60;
    private const int MostNameWidth = 26;

    /// <summary>The help option of the whole program.</summary>
    internal static HelpOption CreateOption() => new() { Action = new HelpScreen() };

    /// <summary>Help is shown also where arguments are missing.</summary>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        Command command = parseResult.CommandResult.Command;
        var page = new Page(parseResult.InvocationConfiguration.Output);
        page.Paragraph(command.Description ?? "");
        page.Heading("Usage");
        page.Row(Usage(command), "");
        page.Section("Arguments", [.. command.Arguments.Select(argument => (argument.Name, argument.Description ?? ""))]);
        page.Section("Commands", [.. command.Subcommands.Select(subcommand => (subcommand.Name, subcommand.Description ?? ""))]);
        (string Heading, (string Name, string Description)[] Rows)[] groups = [.. Groups(command)];
        int width = groups.SelectMany(group => group.Rows).Select(row => row.Name.Length).Where(length => length <= MostNameWidth).Append(0).Max();
        foreach ((string heading, (string, string)[] rows) in groups)
        {
            page.Section(heading, rows, width);
        }

        return 0;
    }

    private static string Usage(Command command)
    {
        string path = string.Join(' ', command.Parents.OfType<Command>().Append(command).Select(each => each.Name));
        string arguments = string.Concat(command.Arguments.Select(argument => argument.Arity switch
        {
            { MinimumNumberOfValues: > 0 } => $" {argument.Name}",
            { MaximumNumberOfValues: > 1 } => $" [{argument.Name}…]",
            _ => $" [{argument.Name}]",
        }));
        return path + (command.Subcommands.Count > 0 ? " COMMAND" : "") + arguments + " [options]";
    }

    private static IEnumerable<(string Heading, (string Name, string Description)[] Rows)> Groups(Command command)
    {
        Option[] options = [.. command.Options.Where(option => !option.Hidden)];
        yield return ("Usual options", [.. options.Where(HelpGroups.IsUsual).Select(Row)]);
        foreach (HelpGroup group in Enum.GetValues<HelpGroup>().OrderBy(group => group == HelpGroup.Options))
        {
            yield return (group.Heading(), [.. options.Where(option => HelpGroups.GroupOf(option) == group && !HelpGroups.IsUsual(option)).Select(Row)]);
        }
    }

    private static (string Name, string Description) Row(Option option)
    {
        string names = string.Join(", ", option.Aliases.Where(alias => alias.StartsWith('-')).OrderBy(alias => alias.Length).Append(option.Name));
        return (option.HelpName is { Length: > 0 } value ? $"{names} <{value}>" : names, option.Description ?? "");
    }

    /// <summary>Lines no longer than the terminal is wide; what is read by a program gets lines of a fixed width.</summary>
    private sealed class Page(TextWriter output)
    {
        private readonly int _width = Width();

        internal void Paragraph(string text)
        {
            foreach (string line in Wrap(text, _width))
            {
                output.WriteLine(line);
            }
        }

        internal void Heading(string text)
        {
            output.WriteLine();
            output.WriteLine($"{text}:");
        }

        internal void Section(string heading, (string Name, string Description)[] rows, int nameWidth = 0)
        {
            if (rows.Length == 0)
            {
                return;
            }

            Heading(heading);
            int width = nameWidth > 0 ? nameWidth : rows.Max(row => row.Name.Length);
            foreach ((string name, string description) in rows)
            {
                Row(name, description, width);
            }
        }

        internal void Row(string name, string description, int nameWidth = 0)
        {
            string[] lines = [.. Wrap(description, _width - nameWidth - 4)];

            // A long name is printed on a separate line.
            bool isShort = name.Length <= nameWidth || lines.Length == 0;
            output.WriteLine(isShort ? $"  {name.PadRight(nameWidth)}  {lines.FirstOrDefault()}".TrimEnd() : $"  {name}");
            foreach (string line in isShort ? lines.Skip(1) : lines)
            {
                output.WriteLine(new string(' ', nameWidth + 4) + line);
            }
        }

        private static IEnumerable<string> Wrap(string text, int width)
        {
            string line = "";
            foreach (string word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                if (line.Length > 0 && line.Length + 1 + word.Length > width)
                {
                    yield return line;
                    line = "";
                }

                line = line.Length == 0 ? word : $"{line} {word}";
            }

            if (line.Length > 0)
            {
                yield return line;
            }
        }

        private static int Width()
        {
            try
            {
                return Console.IsOutputRedirected ? UsualWidth : Math.Max(LeastWidth, Console.WindowWidth - 1);
            }
            catch (Exception exception) when (exception is IOException or PlatformNotSupportedException)
            {
                return UsualWidth;
            }
        }
    }
}
