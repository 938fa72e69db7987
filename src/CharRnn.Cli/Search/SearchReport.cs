using System.Text.Json.Nodes;
using CharRnn.Cli.Files;
using CharRnn.Cli.Screen;
using CharRnn.Cli.Settings;
using CharRnn.Training.Search;

namespace CharRnn.Cli.Search;

/// <summary>Writes the results of a search to standard output, as lines or as one JSON object.</summary>
internal sealed class SearchReport(SearchRequest request, SearchIdentity identity, EncodedText text, Leaderboard board, CliConsole console)
{
    internal Leaderboard Board { get; } = board;

    private SearchOptions Options => identity.Options;

    /// <summary>Writes the heading: text, network and trials.</summary>
    /// <param name="search">The search.</param>
    /// <param name="threads">Trials side by side; null when they run elsewhere.</param>
    /// <param name="known">Results that are there already.</param>
    internal void WriteHeading<T>(ModelSearch<T> search, int? threads, int known = 0)
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        if (request.Work.WritesJson)
        {
            return;
        }

        string kind = Options.Strategy == SearchStrategy.Grid ? "every combination" : Invariant($"drawn with seed {Options.Seed}");
        string sideBySide = threads is { } count ? Invariant($", {count} in parallel") : "";
        console.WriteProse(Invariant($"Text: {request.Text.Name}, {Quantity.Of(text.Length, "character")}, {text.Vocabulary.Count:N0} of them different; held out: {ValidationFormat.Write(Options.Validation)}"));
        console.WriteProse(Invariant($"Search: {Quantity.Of(search.TrialCount, "trial")}, {kind}, in {identity.Precision.Word()}{sideBySide}"));
        console.WriteProse("Rounds: " + string.Join(", then ", Rounds(search.TrialCount)));
        if (known > 0)
        {
            console.Out.WriteLine(Invariant($"Known: {known:N0} of {Quantity.Of(search.JobCount, "result")}"));
        }

        console.Out.WriteLine();
        console.Out.Flush();
    }

    /// <summary>The jobs that are to be done somewhere.</summary>
    internal void WriteNextJobs(string folder, IReadOnlyList<TrialJob> jobs)
    {
        if (request.Work.WritesJson)
        {
            WriteJson(folder, [], jobs);
            return;
        }

        string rung = Path.Combine(folder, JobFolder.RungName(jobs[0].Rung));
        console.Out.WriteLine(Invariant($"To be done: {Quantity.Of(jobs.Count, "job")}, {rung}{Path.DirectorySeparatorChar}job-N.json, N = {JobFolder.Numbers(jobs)}"));
        console.Out.WriteLine($"Each, anywhere: charrnn train {request.Text.Typed}--options {rung}{Path.DirectorySeparatorChar}job-N.json --result {rung}{Path.DirectorySeparatorChar}result-N.json");
        console.Out.WriteLine($"To run all jobs, with or without Slurm, see docs/search.md. Then: charrnn search {request.Text.Typed}--collect {OutputFile.Quoted(folder)}");
    }

    /// <summary>Writes the collected results and the next step.</summary>
    internal void WriteCollected(IReadOnlyList<TrialResult> ranking, string folder, IReadOnlyList<TrialJob> pending, bool isUnderWay)
    {
        if (!request.Work.WritesJson)
        {
            console.Out.Write(ranking.Count > 0 ? Board.ToText(ranking, console) + "\n" : "");
            console.Out.WriteLine(isUnderWay || ranking.Count == 0
                ? Invariant($"Missing: {Quantity.Of(pending.Count, "result")} of round {pending[0].Rung + 1}, of the trials {JobFolder.Numbers(pending)}")
                : Invariant($"Round {pending[0].Rung} is complete. Next: round {pending[0].Rung + 1}, {Leaderboard.Passes(pending[0].Epochs)} each"));
        }

        if (request.Work.WritesJson)
        {
            WriteJson(folder, ranking, pending);
            return;
        }

        WriteNextJobs(folder, pending);
    }

    /// <summary>The end of the search.</summary>
    internal void WriteWinner(IReadOnlyList<TrialResult> ranking, string model, TimeSpan? elapsed)
    {
        string command = Winner.Command(request.Work.Retrains ? Winner.OnWholeText(ranking[0], identity.Precision, text) : Winner.Settings(ranking[0], identity.Precision), request.Text, text);
        if (request.Work.WritesJson)
        {
            WriteJson(null, ranking, [], model, command);
            return;
        }

        double nats = ranking[0].ValidationLoss;
        console.Out.Write(elapsed is null ? "" : "\n");
        console.Out.WriteLine(Board.ToText(ranking, console));
        console.WriteProse(Invariant(
            $"Winner: trial {ranking[0].Job.Trial}, {nats:F4} nats/char on the held-out part ({nats / Math.Log(2):F4} bits/char, perplexity {Math.Exp(nats):F3}){(elapsed is { } time ? $", found in {Duration.Text(time)}" : "")}"));
        console.Out.WriteLine($"Saved {model}{(request.Work.Retrains ? ", trained on the whole text" : "")}. Write with it: charrnn sample {OutputFile.Quoted(model)}");
        console.Out.WriteLine($"The same network again: {command}");
    }

    private IEnumerable<string> Rounds(int trials)
    {
        for (int rung = 0; rung < Options.Rungs; rung++)
        {
            double factor = Math.Pow(Options.Reduction, rung);
            int count = (int)Math.Max(1, Math.Ceiling(trials / factor));
            yield return Invariant($"{count:N0} {(count == 1 ? "trial" : "trials")} of {Leaderboard.Passes(Options.FirstEpochs * factor)}");
        }
    }

    private void WriteJson(string? folder, IReadOnlyList<TrialResult> ranking, IReadOnlyList<TrialJob> pending, string? model = null, string? command = null)
        => JsonOutput.Write(console, json =>
        {
            json.WriteString("text", request.Text.Name);
            json.WriteString("trialsFile", folder is null && request.Work.CollectFolder is null ? request.Work.TrialsFile : Path.Combine(folder ?? request.Work.CollectFolder!, "trials.jsonl"));
            if (model is not null)
            {
                json.WriteString("model", model);
                json.WriteNumber("validationNatsPerCharacter", ranking[0].ValidationLoss);
                json.WriteString("train", command);
            }

            json.WriteStartArray("pending");
            foreach (TrialJob job in pending)
            {
                JsonNode.Parse(SearchJson.Write(job))!.WriteTo(json);
            }

            json.WriteEndArray();
            json.WriteStartArray("leaderboard");
            foreach (TrialResult result in ranking)
            {
                JsonNode.Parse(SearchJson.Write(result))!.WriteTo(json);
            }

            json.WriteEndArray();
        });

    private static string Invariant(FormattableString value) => FormattableString.Invariant(value);
}
