using System.Diagnostics;
using CharRnn.Cli;
using CharRnn.Tests.Persistence;

namespace CharRnn.Tests.Cli.Files;

/// <summary>For every command, output option and input, the input given as that output, in every spelling of its path: no file is lost.</summary>
[Collection(nameof(WholeProcess))]
public sealed class FileRolesTests : IDisposable
{
    private static readonly string[] _spellings = ["{0}", "./{0}", "sub/../{0}", "{0}.symbolic", "{0}.hard"];
    private readonly TemporaryFolder _folder = new();
    private readonly string _before = Directory.GetCurrentDirectory();

    public FileRolesTests()
    {
        Directory.SetCurrentDirectory(_folder.Path);
        Directory.CreateDirectory("sub");
        string text = string.Concat(Enumerable.Repeat("the cat sat on the mat.\n", 30));
        foreach (string name in (string[])["text.txt", "other.txt", "model.loss.csv", "model.loss.png", "model.trials.jsonl"])
        {
            File.WriteAllText(name, text);
        }

        Must("train", "text.txt", "--hidden", "4", "--updates", "3", "--no-curve", "--output", "net.safetensors", "--checkpoint", "run.ckpt");
        Must("search", "text.txt", "--hidden", "4", "--trials", "2", "--rungs", "1", "--first-epochs", "0.1", "--output", "best.safetensors", "--trials-file", "trials.jsonl");
        Must("search", "text.txt", "--hidden", "4", "--trials", "2", "--rungs", "1", "--first-epochs", "0.1", "--emit-jobs", "jobs");
        Must("train", "text.txt", "--hidden", "4", "--updates", "10", "--no-curve", "--output", "saved.safetensors", "--snapshots", "saved");
        Must("train", "text.txt", "--options", "jobs/rung-0/job-0.json", "--result", "jobs/rung-0/result-0.json");
        File.Copy("jobs/rung-0/job-0.json", "job.json");
        foreach (string file in Directory.GetFiles("."))
        {
            File.CreateSymbolicLink(file + ".symbolic", Path.GetFullPath(file));
            Process.Start("ln", [file, file + ".hard"]).WaitForExit();
        }
    }

    public void Dispose()
    {
        Directory.SetCurrentDirectory(_before);
        _folder.Dispose();
    }

    /// <summary>The files that a command reads, and the options with which it writes.</summary>
    private static readonly Case[] _cases =
    [
        new("train {0} --updates 2 --hidden 4", ["text.txt"], ["--output", "--log", "--checkpoint"]),
        new("train text.txt {0} --updates 2 --hidden 4", ["other.txt"], ["--output", "--log", "--checkpoint"]),
        new("train text.txt --resume {0}", ["run.ckpt"], ["--output", "--log"]),
        new("train text.txt --updates 2 --hidden 4 --log {0}", ["a.csv"], ["--output", "--checkpoint"]),
        new("train text.txt --updates 2 --hidden 4 --checkpoint {0}", ["a.ckpt"], ["--output", "--log"]),
        new("train {0} --updates 2 --hidden 4", ["model.loss.csv", "model.loss.png"], ["--output model.safetensors"]),
        new("train text.txt --updates 2 --hidden 4 --log {0}", ["model.loss.csv", "model.loss.png"], ["--output model.safetensors"]),
        new("train text.txt --updates 2 --hidden 4 --checkpoint {0}", ["model.loss.csv", "model.loss.png"], ["--output model.safetensors"]),
        new("train {0} --updates 2 --hidden 4", ["saved/update-000000010.safetensors"], ["--snapshots saved"]),
        new("train text.txt --updates 2 --hidden 4 --snapshots saved", ["saved/update-000000010.safetensors", "saved/update-000000020.safetensors"], ["--output", "--log", "--checkpoint"]),
        new("train {0} --options job.json", ["text.txt"], ["--result", "--result r.json --output"]),
        new("train text.txt --options {0}", ["job.json"], ["--result", "--result r.json --output"]),
        new("train text.txt --options job.json --result {0}", ["r.json"], ["--output"]),
        new("search {0} --hidden 4 --trials 2 --rungs 1", ["text.txt"], ["--output", "--trials-file"]),
        new("search {0} --hidden 4 --trials 2 --rungs 1", ["model.trials.jsonl"], ["--output model.safetensors"]),
        new("search text.txt --hidden 4 --trials 2 --rungs 1 --trials-file {0}", ["a.jsonl"], ["--output"]),
        new("search {0} --resume trials.jsonl", ["text.txt"], ["--output"]),
        new("search text.txt --resume {0}", ["trials.jsonl"], ["--output"]),
        new("search {0} --hidden 4 --trials 2 --rungs 1", ["jobs/search.json", "jobs/tasks", "jobs/rung-0/job-1.json"], ["--emit-jobs jobs"]),
        new("search {0} --collect jobs", ["text.txt"], ["--output"]),
        new("search text.txt --collect jobs --output {0}", ["jobs/search.json", "jobs/tasks", "jobs/trials.jsonl", "jobs/rung-0/job-1.json", "jobs/rung-0/result-0.json"], [""]),
        new("evaluate {0} text.txt", ["net.safetensors"], ["--per-char"]),
        new("evaluate net.safetensors {0}", ["text.txt"], ["--per-char"]),
        new("evaluate {0} text.txt", ["net.safetensors"], ["--per-line"]),
        new("evaluate net.safetensors {0}", ["text.txt"], ["--per-line"]),
        new("explain {0} text.txt --length 50", ["net.safetensors"], ["--output"]),
        new("explain net.safetensors {0} text.txt --length 50", ["best.safetensors"], ["--output"]),
        new("explain net.safetensors {0} --length 50", ["text.txt"], ["--output"]),
        new("explain net.safetensors text.txt --length 50 --snapshots saved", ["saved/update-000000010.safetensors"], ["--output"]),
        new("evaluate net.safetensors text.txt --train-text {0}", ["other.txt"], ["--per-char"]),
        new("export {0}", ["net.safetensors"], ["--output"]),
    ];

    [SkippableOnWindowsFact]
    public void An_output_that_is_an_input_or_another_output_is_refused_and_nothing_is_written()
    {
        Dictionary<string, string> before = Contents();
        int count = 0;
        foreach (Case tried in _cases)
        {
            foreach ((string input, string option, string spelling) in tried.Variants())
            {
                CommandRun run = CommandRun.Of(tried.Arguments(input, option, spelling));
                run.ExitCode.Should().Be(2, $"{string.Join(' ', tried.Arguments(input, option, spelling))}: {run.Error}");
                run.Error.Should().Match("charrnn: * would be * and * at once. Choose another --*.\n");
                run.Error.TrimEnd().Should().NotContain("\n");
                count++;
            }
        }

        Contents().Should().Equal(before);
        count.Should().BeGreaterThan(150);
    }

    /// <summary>An option of a new kind must be in the table above, or among those that only read.</summary>
    [Fact]
    public void Every_option_that_names_a_file_is_in_the_table()
    {
        string[] readOnly = ["--prompt-file", "--from", "--not-in"];
        string[] elsewhere = ["report --output", "report --resume"];
        foreach (System.CommandLine.Command command in CommandLine.CreateRoot(TestConsole.Empty(), default).Subcommands)
        {
            foreach (string option in command.Options.Where(option => option.HelpName is "file" or "folder").Select(option => option.Name).Except(readOnly))
            {
                bool isTried = _cases.Any(tried => tried.Template.StartsWith(command.Name + " ", StringComparison.Ordinal)
                    && (tried.Template.Contains(option + " ", StringComparison.Ordinal) || tried.Options.Any(given => given.Contains(option, StringComparison.Ordinal))));
                (isTried || elsewhere.Contains($"{command.Name} {option}")).Should().BeTrue($"{command.Name} {option} must be tried");
            }
        }
    }

    [Fact]
    public void A_report_does_not_replace_the_text_it_is_about()
    {
        string[] options = [.. "--hidden 4 --check-lengths 2 --sequence-length 4 --epochs 1 --milestones 1 --short-sequence-length 4 --updates 3 --sample-every 2 --trials 2 --trial-epochs 0.1 --rungs 1 --sample-length 5 --final-length 5".Split(' ')];
        Must(["report", "text.txt", "--output", "folder", .. options]);
        foreach (string file in Directory.GetFiles("folder"))
        {
            byte[] content = File.ReadAllBytes(file);
            CommandRun run = CommandRun.Of("report", file, "--output", "folder", "--resume");
            run.ExitCode.Should().Be(2, file);
            File.ReadAllBytes(file).Should().Equal(content);
        }

        CommandRun.Of(["report", "text.txt", "--output", ".", .. options]).ExitCode.Should().Be(2);
    }

    [Fact]
    public void Jobs_are_not_written_over_files_that_are_not_of_the_search()
    {
        Directory.CreateDirectory("own");
        File.WriteAllText("own/tasks", "what I have to do");

        CommandRun run = CommandRun.Of("search", "text.txt", "--hidden", "4", "--trials", "2", "--rungs", "1", "--emit-jobs", "own");

        run.ExitCode.Should().Be(1);
        run.Error.Should().Match("*tasks already exists*");
        File.ReadAllText("own/tasks").Should().Be("what I have to do");
    }

    [Fact]
    public void A_checkpoint_may_be_resumed_into_itself()
        => Must("train", "text.txt", "--resume", "run.ckpt", "--checkpoint", "./sub/../run.ckpt", "--updates", "4", "--no-curve", "--output", "again.safetensors");

    [SkippableOnWindowsFact]
    public void Devices_may_be_several_outputs_at_once()
        => Must("train", "text.txt", "--hidden", "4", "--updates", "3", "--no-curve", "--output", "/dev/null", "--log", "/dev/null", "--checkpoint", "/dev/null");

    private static void Must(params string[] arguments)
    {
        CommandRun run = CommandRun.Of(arguments);
        run.ExitCode.Should().Be(0, run.Error);
    }

    private Dictionary<string, string> Contents()
        => Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .ToDictionary(file => file, file => Convert.ToBase64String(File.ReadAllBytes(file)));

    /// <param name="Template">A command line with a place for an input.</param>
    /// <param name="Inputs">The inputs to put there; an output that does not exist yet stands for an output given twice.</param>
    /// <param name="Options">Options that get the same file, or that imply it if they already have a value.</param>
    private sealed record Case(string Template, string[] Inputs, string[] Options)
    {
        internal IEnumerable<(string Input, string Option, string Spelling)> Variants()
            => from input in Inputs
               from option in Options
               from spelling in _spellings
               where File.Exists(string.Format(System.Globalization.CultureInfo.InvariantCulture, spelling, input)) || !spelling.StartsWith("{0}.", StringComparison.Ordinal)
               select (input, option, spelling);

        internal string[] Arguments(string input, string option, string spelling)
        {
            string spelled = string.Format(System.Globalization.CultureInfo.InvariantCulture, spelling, input);

            // An option that implies the file decides its spelling, so that of the input varies.
            bool isImplied = option.Length == 0 || option.Split(' ') is [.., var last] && !last.StartsWith('-');
            string line = string.Format(System.Globalization.CultureInfo.InvariantCulture, Template, isImplied ? spelled : input);
            return [.. line.Split(' '), .. option.Split(' ', StringSplitOptions.RemoveEmptyEntries), .. (string[])(isImplied ? [] : [spelled])];
        }
    }
}
