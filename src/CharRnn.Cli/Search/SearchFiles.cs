using CharRnn.Cli.Files;
using CharRnn.Cli.Screen;

namespace CharRnn.Cli.Search;

/// <summary>The files of <c>charrnn search</c>.</summary>
internal static class SearchFiles
{
    internal static FileRoles Of(SearchRequest request, CliConsole console)
    {
        FileRoles files = new FileRoles(console).Reads(request.Text.Paths, "the text");
        if (request.EmitFolder is { } jobs)
        {
            return files.WritesAll(JobFolder.Files(jobs), "a file of the search (--emit-jobs)", "--emit-jobs");
        }

        files.Writes(request.OutputPath, "the model file (--output)", "--output");
        return request.CollectFolder is { } folder ? files.WritesAll(JobFolder.Files(folder), "a file of the search (--collect)", "--output")
            : files.Writes(request.TrialsFile, request.ResumePath is null ? "the trials (--trials-file)" : "the trials (--resume)", request.TrialsPath is null ? "--output" : "--trials-file");
    }
}
