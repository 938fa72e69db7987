using CharRnn.Cli.Failures;
using CharRnn.Cli.Screen;
using CharRnn.Cli.Settings;

namespace CharRnn.Cli.Search;

/// <summary>Starts the requested search: a new one, or the one in a file or a folder.</summary>
internal static class SearchStart
{
    /// <summary>Runs the request.</summary>
    /// <returns>The exit code.</returns>
    internal static int Run(SearchRequest request, CliConsole console, CancellationToken stop)
    {
        request.Text.RequireNoPipe("search", console);
        if (!request.Work.HasOutput && Kept(request)?.Output is { Length: > 0 } output)
        {
            request = request with { Work = request.Work with { OutputPath = output } };
        }

        SearchFiles.Of(request, console).RequireDistinct();
        EncodedText text = request.Text.Read();
        SearchIdentity identity = request switch
        {
            { Work.ResumePath: { } path } => Taken(path, Kept(request)!, request, text),
            { Work.CollectFolder: { } folder } => Taken(JobFolder.DescriptionPath(folder), Kept(request)!, request, text),
            _ => New(request, text),
        };
        return identity.Precision == Precision.Double
            ? new SearchRun<double>(request, identity, text, console).Run(stop)
            : new SearchRun<float>(request, identity, text, console).Run(stop);
    }

    /// <summary>The search that is resumed; null for a new one.</summary>
    private static SearchIdentity? Kept(SearchRequest request)
        => request.Work.ResumePath is { } trials ? TrialFile.Load(trials).Identity : request.Work.CollectFolder is { } folder ? JobFolder.LoadIdentity(folder) : null;

    private static SearchIdentity New(SearchRequest request, EncodedText text)
        => SearchIdentity.Of(request.Text.Name, text, request.Precision, request.Options(text, request.Text.EndOfText)) with { Typed = request.Typed, Output = request.Work.HasOutput ? request.Work.OutputPath : "" };

    /// <summary>The search of a file, with the given text.</summary>
    /// <exception cref="CommandException">The text is another one, or an option is typed that would make it another search.</exception>
    private static SearchIdentity Taken(string path, SearchIdentity kept, SearchRequest request, EncodedText text)
    {
        foreach ((string name, string value) in request.Typed)
        {
            string? was = kept.Typed.GetValueOrDefault(name);
            if (was != value)
            {
                throw new CommandException(
                    $"{path} is a search with {name} {(string.IsNullOrEmpty(was) ? "left out" : was)}; with {value} it would be another search. Omit {name} to continue it.");
            }
        }

        SearchIdentity given = SearchIdentity.Of(request.Text.Name, text, kept.Precision, kept.Options) with { Typed = kept.Typed, Output = kept.Output };
        return kept.DifferenceFrom(given) is { } difference ? throw new CommandException($"{path} {difference}. Use the text that the search was started with.") : given;
    }
}
