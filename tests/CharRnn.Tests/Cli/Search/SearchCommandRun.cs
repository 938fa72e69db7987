using CharRnn.Tests.Persistence;
using CharRnn.Training.Search;

namespace CharRnn.Tests.Cli.Search;

/// <summary>A small search on a small text in a folder, and the files that it writes.</summary>
public abstract class SearchCommandRun : IDisposable
{
    protected static readonly string[] Small =
    [
        "--trials", "6", "--hidden", "4,6", "--sequence-length", "5,10", "--learning-rate", "0.003..0.1", "--first-epochs", "0.5", "--rungs", "2",
    ];

    private protected TemporaryFolder Folder { get; } = new();

    protected SearchCommandRun() => File.WriteAllText(TextPath, string.Concat(Enumerable.Repeat("the cat sat on the mat; a bat ate the rat. ", 40)));

    protected string TextPath => Folder["text.txt"];

    protected string ModelPath => Folder["best.safetensors"];

    protected string TrialsPath => Folder["best.trials.jsonl"];

    public void Dispose()
    {
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected CommandRun Search(params string[] options) => CommandRun.Of(["search", TextPath, "--output", ModelPath, .. options]);

    private protected (CharRnn.Cli.Search.SearchIdentity Identity, IReadOnlyList<TrialResult> Results) Trials() => CharRnn.Cli.Search.TrialFile.Load(TrialsPath);

    protected string[] Results() => [.. Trials().Results.Select(result => SearchJson.Write(result with { Seconds = 0 }))];

    /// <summary>The lines of the table without the times.</summary>
    private protected static string[] Board(CommandRun run)
        => [.. run.Output[run.Output.LastIndexOf("   trial  passes", StringComparison.Ordinal)..].Split("\n\n")[0].Split('\n').Select(line => line.TrimEnd()[..^4].TrimEnd())];
}
