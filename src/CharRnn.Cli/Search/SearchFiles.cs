using CharRnn.Cli.Files;
using CharRnn.Cli.Screen;

namespace CharRnn.Cli.Search;

/// <summary>The files of <c>charrnn search</c>.</summary>
internal static class SearchFiles
{
    internal static FileRoles Of(SearchRequest request, CliConsole console)
    {
        FileRoles files = new FileRoles(console).Reads(request.Text.Paths, "the text");
        if (request.Work.EmitFolder is { } jobs)
        {
            return files.WritesAll(JobFolder.Files(jobs), "a file of the search (--emit-jobs)", "--emit-jobs");
        }

        files.Writes(request.Work.OutputPath, "the model file (--output)", "--output");
        return request.Work.CollectFolder is { } folder ? files.WritesAll(JobFolder.Files(folder), "a file of the search (--collect)", "--output")
            : files.Writes(request.Work.TrialsFile, request.Work.ResumePath is null ? "the trials (--trials-file)" : "the trials (--resume)", request.Work.TrialsPath is null ? "--output" : "--trials-file");
    }
}
