using CharRnn.Persistence;
using CharRnn.Tests.Persistence;
using CharRnn.Training.Search;

namespace CharRnn.Tests.Cli.Search;

/// <summary>A search whose trials run elsewhere.</summary>
public sealed class SearchCommandJobsTests : IDisposable
{
    private static readonly string[] _small = ["--trials", "4", "--hidden", "4,6", "--sequence-length", "5", "--first-epochs", "0.5", "--rungs", "2", "--reduction", "2"];
    private readonly TemporaryFolder _folder = new();

    public SearchCommandJobsTests() => File.WriteAllText(TextPath, string.Concat(Enumerable.Repeat("the cat sat on the mat; a bat ate the rat. ", 40)));

    private string TextPath => _folder["text.txt"];

    private string ModelPath => _folder["best.safetensors"];

    private string Jobs => _folder["jobs"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false, "float")]
    [InlineData(true, "double")]
    public void Jobs_done_elsewhere_make_the_search_in_this_process(bool keepsModels, string precision)
    {
        string[] options = [.. _small, "--precision", precision];
        CommandRun here = CommandRun.Of(["search", TextPath, "--output", ModelPath, .. options]);
        here.ExitCode.Should().Be(0, here.Error);
        byte[] model = File.ReadAllBytes(ModelPath);
        string[] results = [.. Results(_folder["best.trials.jsonl"])];
        File.Delete(ModelPath);

        CommandRun emitted = CommandRun.Of(["search", TextPath, "--emit-jobs", Jobs, .. options]);
        emitted.ExitCode.Should().Be(0, emitted.Error);
        emitted.Output.Should().Contain("To be done: 4 jobs, ").And.Contain("N = 0,1,2,3");
        CommandRun collected = emitted;
        for (int round = 0; File.Exists(Path.Combine(Jobs, "tasks")); round++)
        {
            round.Should().BeLessThan(2);
            DoTasks(keepsModels);
            collected = CommandRun.Of("search", TextPath, "--collect", Jobs, "--output", ModelPath);
            collected.ExitCode.Should().Be(0, collected.Error);
        }

        collected.Output.Should().Contain(here.Output[here.Output.IndexOf("The same network again", StringComparison.Ordinal)..].TrimEnd());
        Results(Path.Combine(Jobs, "trials.jsonl")).Should().BeEquivalentTo(results);
        File.ReadAllBytes(ModelPath).Should().Equal(model);
    }

    [Fact]
    public void Collect_names_what_is_missing_and_has_it_done_again()
    {
        CommandRun.Of(["search", TextPath, "--emit-jobs", Jobs, .. _small]).ExitCode.Should().Be(0);
        Do("rung-0", "0");
        Do("rung-0", "2");

        CommandRun run = CommandRun.Of("search", TextPath, "--collect", Jobs, "--output", ModelPath);

        run.ExitCode.Should().Be(0, run.Error);
        run.Output.Should().Contain("Missing: 2 results of round 1, of the trials 1,3\n").And.Contain("N = 1,3");
        File.ReadAllText(Path.Combine(Jobs, "tasks")).Should().Be("rung-0 1,3\n");
        File.Exists(ModelPath).Should().BeFalse();
        DoTasks(keepsModels: false);
        CommandRun.Of("search", TextPath, "--collect", Jobs).Output.Should().Contain("Round 1 is complete. Next: round 2, 1 pass each");
        File.ReadAllText(Path.Combine(Jobs, "tasks")).Should().StartWith("rung-1 ");
    }

    [Fact]
    public void Collected_results_are_a_search_that_can_be_resumed()
    {
        CommandRun.Of(["search", TextPath, "--emit-jobs", Jobs, .. _small]).ExitCode.Should().Be(0);
        DoTasks(keepsModels: false);
        CommandRun.Of("search", TextPath, "--collect", Jobs).ExitCode.Should().Be(0);

        CommandRun run = CommandRun.Of("search", TextPath, "--resume", Path.Combine(Jobs, "trials.jsonl"), "--output", ModelPath);

        run.ExitCode.Should().Be(0, run.Error);
        run.Output.Should().Contain("Known: 4 of 6 results");
    }

    [Fact]
    public void What_does_not_belong_is_refused()
    {
        File.WriteAllText(_folder["other.txt"], string.Concat(Enumerable.Repeat("a dog ", 300)));
        CommandRun.Of(["search", TextPath, "--emit-jobs", Jobs, .. _small]).ExitCode.Should().Be(0);
        string job = Path.Combine(Jobs, "rung-0", "job-1.json"), result = Path.Combine(Jobs, "rung-0", "result-1.json");

        Refused(1, "search", TextPath, "--emit-jobs", Jobs).Should().Match("*already contains a search*--collect*");
        Refused(1, "search", _folder["other.txt"], "--collect", Jobs).Should().Match("*search.json belongs to another text*");
        Refused(1, "search", TextPath, "--collect", _folder["none"]).Should().Match("*contains no search*");
        Refused(1, "train", _folder["other.txt"], "--options", job, "--result", result).Should().Match("*job-1.json is a job for a different text than *other.txt*");
        Refused(1, "train", TextPath, "--options", TextPath, "--result", result).Should().Match("*text.txt is not a job*");
        Refused(1, "train", TextPath, "--options", _folder["none.json"], "--result", result).Should().Match("*none.json does not exist*");
        Refused(1, "train", TextPath, "--options", job, "--result", _folder["no/r.json"]).Should().Match("*folder *no of the result does not exist*");
        Refused(2, "train", TextPath, "--options", job).Should().Match("*--options needs the file of --result*");
        Refused(2, "train", TextPath, "--result", result).Should().Match("*--result needs the job of --options*");
        Refused(2, "train", TextPath, "--options", job, "--result", result, "--hidden", "5").Should().Match("*--hidden cannot be combined with --options*");
        File.Exists(result).Should().BeFalse();
        File.WriteAllText(result, "{");
        Refused(1, "search", TextPath, "--collect", Jobs).Should().Match("*result-1.json: *Delete this file*");
        File.WriteAllText(result, SearchJson.Write(new TrialResult { Job = new() { Trial = 1 }, ValidationLoss = 1 }));
        Refused(1, "search", TextPath, "--collect", Jobs).Should().Match("*trial 1 on rung 0 is not of this search*");

        static string Refused(int code, params string[] arguments)
        {
            CommandRun run = CommandRun.Of(arguments);
            run.ExitCode.Should().Be(code, run.Error);
            run.Error.TrimEnd().Split('\n').Should().ContainSingle();
            return run.Error;
        }
    }

    [Fact]
    public void A_job_that_is_interrupted_leaves_no_result()
    {
        CommandRun.Of(["search", TextPath, "--emit-jobs", Jobs, "--trials", "2", "--first-epochs", "100000"]).ExitCode.Should().Be(0);
        string result = Path.Combine(Jobs, "rung-0", "result-1.json");
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));

        CommandRun run = CommandRun.Interrupted(["train", TextPath, "--options", Path.Combine(Jobs, "rung-0", "job-1.json"), "--result", result], stop.Token);

        run.ExitCode.Should().Be(130);
        run.Error.Should().StartWith("charrnn: interrupted; there is no result.");
        File.Exists(result).Should().BeFalse();
    }

    [SkippableOnWindowsFact]
    public void The_script_for_Slurm_runs_without_Slurm()
    {
        string[] two = ["--trials", "2", .. _small[2..]];
        CommandRun.Of(["search", TextPath, "--emit-jobs", Jobs, .. two]).ExitCode.Should().Be(0);
        string script = Path.Combine(Docs.MarkdownFiles.Root, "docs", "search", "slurm-array.sh");

        using var process = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("bash", [script, "--here", TextPath, Jobs, "--output", ModelPath])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["CHARRNN"] = $"dotnet {Path.Combine(AppContext.BaseDirectory, "CharRnn.Cli.dll")}" },
        })!;
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit(TimeSpan.FromMinutes(2)).Should().BeTrue();

        process.ExitCode.Should().Be(0, error);
        ModelFile.Inspect(ModelPath).Settings.Should().ContainKey("validation_loss");
        byte[] model = File.ReadAllBytes(ModelPath);
        CommandRun.Of(["search", TextPath, "--output", ModelPath, .. two]).ExitCode.Should().Be(0);
        File.ReadAllBytes(ModelPath).Should().Equal(model);
    }

    [Fact]
    public void Collect_saves_where_its_search_was_told_to()
    {
        CommandRun.Of(["search", TextPath, "--emit-jobs", Jobs, "-o", ModelPath, "--trials", "2", "--hidden", "4", "--first-epochs", "0.2", "--rungs", "1"]).ExitCode.Should().Be(0);
        DoTasks(keepsModels: true);

        CommandRun run = CommandRun.Of("search", TextPath, "--collect", Jobs);

        run.ExitCode.Should().Be(0, run.Error);
        run.Output.Should().Contain($"Saved {ModelPath}.");
        File.Exists(ModelPath).Should().BeTrue();
    }

    private static IEnumerable<string> Results(string path) => CharRnn.Cli.Search.TrialFile.Load(path).Results.Select(result => SearchJson.Write(result with { Seconds = 0 }));

    private void DoTasks(bool keepsModels)
    {
        string[] tasks = File.ReadAllText(Path.Combine(Jobs, "tasks")).TrimEnd().Split(' ');
        foreach (string number in tasks[1].Split(',').Reverse())
        {
            Do(tasks[0], number, keepsModels);
        }
    }

    private void Do(string rung, string number, bool keepsModel = false)
    {
        string[] output = keepsModel ? ["--output", Path.Combine(Jobs, rung, $"model-{number}.safetensors")] : [];
        CommandRun run = CommandRun.Of(
            ["train", TextPath, "--options", Path.Combine(Jobs, rung, $"job-{number}.json"), "--result", Path.Combine(Jobs, rung, $"result-{number}.json"), .. output]);
        run.ExitCode.Should().Be(0, run.Error);
        run.Output.Should().StartWith($"Trial {number}, ");
    }
}
