using System.Globalization;
using CharRnn.Cli.Report.Page;
using CharRnn.Cli.Report.Parts;
using CharRnn.Cli.Report.Results;
using CharRnn.Cli.Screen;
using CharRnn.Cli.Settings;
using CharRnn.Tests.Persistence;

namespace CharRnn.Tests.Cli.Report;

/// <summary>An interrupted report continues as if nothing had happened, and only with the same settings.</summary>
public sealed class ReportCommandResumeTests : IClassFixture<OneReport>, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly OneReport _whole;
    private readonly string _text;

    public ReportCommandResumeTests(OneReport whole) => (_whole, _text) = (whole, whole.TextPath);

    private string Output => _folder["report"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("part 1 of 4, gradient check: right", "part 2 of 4, longish training")]
    [InlineData("updates, smooth loss", "part 3 of 4, 60 updates")]
    [InlineData("60 updates, smooth loss", "part 4 of 4, best model")]
    public void Report_interrupted_and_resumed_is_the_uninterrupted_one(string written, string part)
    {
        using var stop = new CancellationTokenSource();

        CommandRun first = CommandRun.When(written, stop.Cancel, stop.Token, ["report", _text, "--output", Output, .. TinyReport.Options]);

        first.ExitCode.Should().Be(130);
        first.Error.Should().Be($"charrnn: interrupted in {part}; what is done is in {Output}. Continue with: charrnn report \"{_text}\" --output {Output} --resume\n");
        File.ReadAllText(Path.Combine(Output, "index.html")).Should().Contain("This report is incomplete");
        CommandRun second = CommandRun.Of("report", _text, "--output", Output, "--resume");
        second.ExitCode.Should().Be(0, second.Error);
        second.Output.Should().Contain("done before");
        TinyReport.RequireSame(TinyReport.Files(Output), TinyReport.Files(_whole.Output));
    }

    [Fact]
    public void Report_that_is_complete_is_written_again_from_its_results()
    {
        _whole.CopyTo(Output);
        Dictionary<string, string> files = TinyReport.Files(Output);
        File.Delete(Path.Combine(Output, "index.html"));

        CommandRun.Of("report", _text, "--output", Output, "--resume", "--hidden", "6").ExitCode.Should().Be(0);

        TinyReport.RequireSame(TinyReport.Files(Output), files);
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(0.99)]
    public void Training_interrupted_in_the_middle_goes_on_from_its_checkpoint(double share)
    {
        (TrainingPart<float> part, ReportResults start, PartContext context) = Longish("whole");
        TrainingOutcome expected = part.Run(start, context, CancellationToken.None).Longish!;
        (part, start, context) = Longish("parts");
        using var stop = new CancellationTokenSource();

        ReportResults half = part.Run(start, context with { Progress = new CancelAt(share, stop) }, stop.Token);

        half.Longish!.IsComplete.Should().BeFalse();
        half.Longish.Updates.Should().BeInRange(50, expected.Updates - 1);
        half.Longish.Milestones.Should().HaveCountGreaterThan(1);
        File.Exists(context.Folder["longish.ckpt"]).Should().BeTrue();
        TrainingOutcome resumed = part.Run(half, context, CancellationToken.None).Longish!;
        ReportJson.ForFile(start with { Longish = resumed }).Should().Be(ReportJson.ForFile(start with { Longish = expected }));
        File.ReadAllBytes(context.Folder["longish-best.safetensors"]).Should().Equal(File.ReadAllBytes(_folder["whole/longish-best.safetensors"]));
        File.Exists(context.Folder["longish.ckpt"]).Should().BeFalse();
    }

    [Fact]
    public void Search_interrupted_in_the_middle_goes_on_from_its_trials()
    {
        (_, ReportResults start, PartContext context) = Longish("whole");
        BestModelOutcome expected = new BestModelPart<float>(new CliConsole(Stream.Null, Stream.Null, TextWriter.Null)).Run(start, context, CancellationToken.None).Best!;
        (_, start, context) = Longish("parts");
        using var stop = new CancellationTokenSource();

        ReportResults half = new BestModelPart<float>(new CliConsole(Stream.Null, Stream.Null, TextWriter.Null)).Run(start, context with { Progress = new CancelAt(0.01, stop) }, stop.Token);

        half.Best!.IsComplete.Should().BeFalse();
        half.Best.Results.Should().HaveCountLessThan(half.Best.JobCount).And.NotBeEmpty();
        File.AppendAllText(context.Folder[ReportFolder.Trials], "{\"job\":{\"tri");
        BestModelOutcome resumed = new BestModelPart<float>(new CliConsole(Stream.Null, Stream.Null, TextWriter.Null)).Run(half, context, CancellationToken.None).Best!;
        ReportJson.ForFile(start with { Best = resumed }).Should().Be(ReportJson.ForFile(start with { Best = expected }));
    }

    [Fact]
    public void Resume_with_another_text_is_refused()
    {
        File.WriteAllText(_folder["other.txt"], File.ReadAllText(_text).Replace('y', 'x'));

        CommandRun run = CommandRun.Of("report", _folder["other.txt"], "--output", _whole.Output, "--resume");

        run.ExitCode.Should().Be(1);
        run.Error.Should().Match($"charrnn: {_whole.Output} is a report on another text (nasty & <text>.txt, *").And.MatchRegex("^[^\n]*\n$");
    }

    [Theory]
    [InlineData("--hidden", "7", "6")]
    [InlineData("--milestones", "1,20", "1,20,50")]
    [InlineData("--trial-epochs", "0.3", "0.2")]
    [InlineData("--top-ps", "0.4", "0.5,0.8,1")]
    public void Resume_with_another_option_is_refused(string option, string asked, string was)
    {
        CommandRun run = CommandRun.Of("report", _text, "--output", _whole.Output, "--resume", option, asked);

        run.ExitCode.Should().Be(1);
        run.Error.Should().Be($"charrnn: {_whole.Output} is a report with {option} {was}; with {asked} it would be another one. Omit {option} to continue it, or choose another --output.\n");
    }

    [Fact]
    public void Page_is_the_same_in_any_culture()
    {
        _whole.CopyTo(Output);
        ReportResults results = TinyReport.Results(Output);
        Dictionary<string, string> expected = TinyReport.Files(Output);
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
        try
        {
            PageFiles.Write(ReportFolder.Open(Output).Folder, results);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }

        TinyReport.RequireSame(TinyReport.Files(Output), expected);
    }

    private (TrainingPart<float> Part, ReportResults Results, PartContext Context) Longish(string name)
    {
        EncodedText text = EncodedText.FromText(File.ReadAllText(_text));
        RunSettings published = ReportSettings.Defaults.Run;
        var settings = new ReportSettings
        {
            Run = published with { Trial = published.Trial with { HiddenSize = 6, Training = published.Training with { SequenceLength = 5, Epochs = 2 } } },
            ShortSequenceLength = 6,
            Milestones = [1, 20, 50],
            Trials = 3,
            TrialEpochs = 0.2,
            Rungs = 2,
        };
        var results = new ReportResults { Settings = settings, Text = TextStatistics.Of("text", text) };
        var part = new TrainingPart<float>(new CliConsole(Stream.Null, Stream.Null, TextWriter.Null))
        {
            Name = TrainingPart.Longish,
            Title = "longish training",
            Settings = settings.ToLongish(threads: 1),
            Milestones = [1, 20, 50],
            KeepsBest = true,
            Get = all => all.Longish,
            Set = (all, outcome) => all with { Longish = outcome },
        };
        return (part, results, new PartContext(text, ReportFolder.Create(_folder[name]), new CancelAt(2, new CancellationTokenSource())));
    }

    private sealed class CancelAt(double share, CancellationTokenSource stop) : IPartProgress
    {
        public bool IsDue(double value) => true;

        public void Report(double value, string detail)
        {
            if (value >= share)
            {
                stop.Cancel();
            }
        }
    }
}
