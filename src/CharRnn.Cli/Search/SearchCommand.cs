using System.CommandLine;
using CharRnn.Cli.Files;
using CharRnn.Cli.Options;
using CharRnn.Cli.Screen;
using CharRnn.Cli.Settings;

namespace CharRnn.Cli.Search;

/// <summary><c>charrnn search TEXT</c>.</summary>
internal static class SearchCommand
{
    internal static Command Create(CliConsole console, CancellationToken stop)
    {
        Argument<string[]> text = PathArgument.Texts(
            "The text to learn: a file, UTF-8 or UTF-16, or - for standard input. Several texts are learned as separate documents. Without any, the built-in story.");
        var command = new Command("search", "Searches for the best settings for a text: runs many trials, compares them on held-out text, and continues the best ones.") { text };
        SearchWorkTable.Files.AddTo(command);
        SearchReader.AddTo(command);
        SearchWorkTable.Machine.AddTo(command);

        command.SetAction(result =>
        {
            SearchReader.RequireSound(result);
            return SearchStart.Run(
                new SearchRequest
                {
                    Text = TextInput.FindAll(result.GetValue(text) ?? [], console.Input).With(TextReadingTable.All.Apply(result, TextReadingTable.All.Defaults)),
                    Work = SearchWorkTable.Read(result),
                    Precision = SearchReader.Precision(result),
                    Typed = SearchReader.Typed(result),
                    Options = (input, endOfText) => SearchReader.Read(result, input, endOfText),
                },
                console,
                stop);
        });
        return command;
    }
}
