using System.Text.Json.Nodes;
using CharRnn.Cli.Options;
using CharRnn.Cli.Report.Results;
using CharRnn.Cli.Search;
using CharRnn.Cli.Settings;
using CharRnn.Cli.Training;
using CharRnn.Persistence;
using CharRnn.Tests.Cli.Report;
using CharRnn.Tests.Persistence;
using CharRnn.Training.Search;

namespace CharRnn.Tests.Cli.Settings;

/// <summary>Every training option, in everything that the command does with it.</summary>
public sealed class TrainingTableTests : IDisposable
{
    /// <summary>Settings of the library that are not options of training, and why.</summary>
    private static readonly Dictionary<string, string> _withoutRow = new()
    {
        ["training.smoothing"] = "equation (21) has it fixed",
        ["training.historyEvery"] = "follows from the length of the run",
        ["training.reportEvery"] = "the screen draws every update",
        ["training.sampleEvery"] = "--sample-every belongs to what a run leaves behind",
        ["training.keepBest"] = "--keep belongs to what a run leaves behind",
        ["training.endOfText"] = "follows from the number of texts",
    };

    private static readonly RowSamples _samples = new(TrainingTable.All.Defaults), _published = new(PublishedExperiment.Run);
    private static readonly EncodedText _text = EncodedText.FromText("some text");
    private readonly TemporaryFolder _folder = new();

    public TrainingTableTests() => File.WriteAllText(TextPath, string.Concat(Enumerable.Repeat("the cat sat on the mat; a bat ate the rat. ", 20)));

    public static TheoryData<string> Names => [.. TrainingTable.All.Rows.Select(row => row.Name)];

    private string TextPath => _folder["text.txt"];

    private string ModelPath => _folder["model.safetensors"];

    private string ReportPath => _folder["report"];

    private string CheckpointPath => _folder["run.ckpt"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_setting_of_the_library_has_a_row()
    {
        Dictionary<string, string> defaults = Leaves(TrainingTable.All.Defaults);
        HashSet<string> changed = [];
        foreach (OptionRow<RunSettings> row in TrainingTable.All.Rows)
        {
            foreach (string value in _samples.Others(row))
            {
                changed.UnionWith(Leaves(_samples.Set(row, value)).Where(leaf => defaults.GetValueOrDefault(leaf.Key) != leaf.Value).Select(leaf => leaf.Key));
            }
        }

        defaults.Keys.Except(changed).Should().BeEquivalentTo(_withoutRow.Keys, "a setting of the library needs a row in TrainingTable, or a reason here");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Row_reaches_the_run_its_files_and_the_run_resumed_from_them(string name)
    {
        OptionRow<RunSettings> row = TrainingTable.All[name];
        string value = Value(row);
        string[] options = _samples.With(row, value);

        Train([.. options, .. Short(name)]).ExitCode.Should().Be(0);

        row.Text(ResumedRun.Open(CheckpointPath).Settings).Should().Be(value);
        IReadOnlyDictionary<string, string> words = ModelFile.Inspect(ModelPath).Settings;
        if (row.Mention == Mention.InCommand)
        {
            (name == "--updates" || !words.ContainsKey(row.Key)).Should().BeTrue();
        }
        else
        {
            words.Should().Contain(row.Key, value);
        }

        CommandRun same = Resume(options), dropped = Resume();
        same.ExitCode.Should().Be(0, same.Error);
        dropped.ExitCode.Should().Be(0, dropped.Error);
        row.Text(ResumedRun.Open(CheckpointPath).Settings).Should().Be(row.Key == "threads" ? "0" : value);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Row_with_another_value_is_another_run_unless_it_may_change(string name)
    {
        OptionRow<RunSettings> row = TrainingTable.All[name];
        string value = Value(row);
        string[] options = _samples.With(row, value);
        string other = row.IsFlag ? value : _samples.Others(row).Append(row.Text(TrainingTable.All.Defaults)).First(text => text != value);
        Train([.. row.IsFlag ? options[1..] : options, .. Short(name)]).ExitCode.Should().Be(0);

        string kept = row.Mention == Mention.IfChanged ? "left out" : "false";

        CommandRun run = Resume(RowSamples.Typed(row, other));

        run.ExitCode.Should().Be(row.MayChange ? 0 : 1, run.Error);
        run.Error.Replace(TrainingAdvice.ForRate(CharRnn.Optimization.OptimizerKind.Adam, 9) ?? "", "", StringComparison.Ordinal).Trim().Should().Be(row.MayChange ? name == TrainingTable.LearningRate ? "charrnn:" : "" : $"charrnn: {CheckpointPath} is a run with {name} {(row.IsFlag ? kept : value)}; with {other} it would be another run. Omit {name} to resume it.");
        row.Text(ResumedRun.Open(CheckpointPath).Settings).Should().Be(row.MayChange ? other : row.IsFlag ? "false" : value);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Row_without_effect_is_refused(string name)
    {
        OptionRow<RunSettings> row = TrainingTable.All[name];
        if (_samples.InVain(row, Value(row)) is { } options)
        {
            CommandRun run = Train(options);

            run.ExitCode.Should().Be(2);
            run.Error.Should().Be($"charrnn: {name} {row.Needs!.Refusal}. See 'charrnn train --help'.\n");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Row_is_an_option_of_search_too_unless_it_says_how_long(string name)
    {
        OptionRow<RunSettings> row = TrainingTable.All[name];
        string value = Value(row);

        CommandRun run = CommandRun.Of([
            "search", TextPath, "--output", ModelPath, "--trials", "1", "--rungs", "1", "--first-epochs", "0.1", .. _samples.With(row, value)]);

        run.ExitCode.Should().Be(row.IsInSearch || name is "--threads" ? 0 : 2, run.Error);
        if (row.IsInSearch)
        {
            (_, IReadOnlyList<TrialResult> results) = TrialFile.Load(Path.ChangeExtension(ModelPath, ".trials.jsonl"));
            bool isOfText = TextReadingTable.All.Rows.Any(each => each.Name == name);
            (isOfText ? ModelFile.Inspect(ModelPath).Settings[row.Key] : row.Text(RunSettings.Of(results[0].Job))).Should().Be(value);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Row_is_an_option_of_report_too_with_the_published_experiment_as_default(string name)
    {
        OptionRow<RunSettings> row = TrainingTable.All[name];
        if (ReportTable.WithoutTraining.ContainsKey(name))
        {
            ReportTable.All.Rows.Any(each => each.Name == name && each.Help == row.Help).Should().BeFalse("{0} is an option of the report itself or none", name);
            return;
        }

        string[] values = _published.Others(row);
        Begin(_published.With(row, values[0])).ExitCode.Should().Be(130);

        ReportSettings settings = ReportFolder.Open(ReportPath).Results.Settings;
        row.Text(settings.Run).Should().Be(values[0]);
        string[] typed = [.. _published.With(row, values[0])], follows = typed.Contains(TrainingTable.Optimizer) ? [TrainingTable.LearningRate] : [];
        TrainingTable.All.Rows.Where(each => each.Text(settings.Run) != each.Text(PublishedExperiment.Run)).Select(each => each.Name).Except(follows)
            .Should().BeEquivalentTo(typed.Where(word => word.StartsWith("--", StringComparison.Ordinal)));
        if (!row.IsFlag)
        {
            string other = values.Append(row.Text(PublishedExperiment.Run)).First(text => text != values[0]);
            CommandRun changed = CommandRun.Of(["report", TextPath, "--output", ReportPath, "--resume", name, other]);
            changed.ExitCode.Should().Be(1);
            changed.Error.Should().Match($"charrnn: {ReportPath} is a report with {name} *; with {other} it would be another one.*");
        }

        if (_published.InVain(row, values[0]) is { } idle)
        {
            Begin(idle).Error.Should().Be($"charrnn: {name} {row.Needs!.Refusal}. See 'charrnn report --help'.\n");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Row_is_in_the_command_that_repeats_a_run(string name)
    {
        OptionRow<RunSettings> row = TrainingTable.All[name];
        RunSettings settings = Parse([.. _samples.With(row, Value(row)), .. Short(name)]);

        RunSettings again = Parse([.. string.Join(' ', TrainingReader.ToOptions(settings, _text)).Split(' ')]);

        TrainingTable.All.Rows.Select(each => each.Typed(again)).Should().Equal(TrainingTable.All.Rows.Select(each => each.Typed(settings)));
    }

    private static RunSettings Parse(string[] options)
    {
        var command = new System.CommandLine.Command("train");
        TrainingTable.All.AddTo(command);
        return TrainingReader.Read(command.Parse(options), _text);
    }

    /// <summary>A report that is interrupted before its first part.</summary>
    private CommandRun Begin(string[] options)
    {
        if (Directory.Exists(ReportPath))
        {
            Directory.Delete(ReportPath, recursive: true);
        }

        return CommandRun.Interrupted(["report", TextPath, "--output", ReportPath, .. TinyReport.Others, .. options], new CancellationToken(canceled: true));
    }

    private static string Value(OptionRow<RunSettings> row) => _samples.Others(row)[0];

    /// <summary>Options for an early end, unless the tested option is the end itself.</summary>
    private static string[] Short(string name) => name is "--updates" ? [] : ["--updates", "6"];

    private static Dictionary<string, string> Leaves(RunSettings settings)
    {
        var leaves = new Dictionary<string, string>();
        Add("", JsonNode.Parse(SearchJson.Write(settings.Trial))!);
        return leaves;

        void Add(string path, JsonNode? node)
        {
            if (node is JsonObject all)
            {
                foreach ((string name, JsonNode? value) in all)
                {
                    Add(path.Length == 0 ? name : $"{path}.{name}", value);
                }
            }
            else
            {
                leaves[path] = node?.ToJsonString() ?? "null";
            }
        }
    }

    private CommandRun Train(string[] options)
        => CommandRun.Of(["train", TextPath, "--output", ModelPath, "--checkpoint", CheckpointPath, "--no-curve", "--sample-every", "0", "--final-length", "0", .. options]);

    private CommandRun Resume(params string[] options) => CommandRun.Of(["train", TextPath, "--resume", CheckpointPath, "--no-curve", .. options]);
}
