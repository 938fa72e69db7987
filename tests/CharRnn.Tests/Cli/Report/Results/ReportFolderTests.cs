using CharRnn.Tests.Persistence;

namespace CharRnn.Tests.Cli.Report.Results;

/// <summary>Which folders a report accepts, and which texts are too short for it; both are checked before any work.</summary>
public sealed class ReportFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _text;

    public ReportFolderTests() => _text = TinyReport.WriteText(_folder);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Output_that_is_a_file_is_refused()
        => Refusal(_text).Should().Be($"charrnn: {_text} is a file; --output needs the name of a folder.\n");

    [Fact]
    public void Output_that_is_not_empty_is_refused_and_left_alone()
    {
        Directory.CreateDirectory(_folder["full"]);
        File.WriteAllText(_folder["full/mine.txt"], "mine");

        Refusal(_folder["full"]).Should().Contain("is not empty");

        Directory.GetFileSystemEntries(_folder["full"]).Should().ContainSingle();
    }

    [Fact]
    public void Output_that_is_empty_is_taken()
    {
        Directory.CreateDirectory(_folder["empty"]);

        CommandRun run = CommandRun.Interrupted(["report", _text, "--output", _folder["empty"], .. TinyReport.Options], new CancellationToken(canceled: true));

        run.ExitCode.Should().Be(130);
        File.ReadAllText(_folder["empty/index.html"]).Should().Contain("Not done yet.");
    }

    [Fact]
    public void Output_that_holds_a_report_is_refused_without_resume()
    {
        Directory.CreateDirectory(_folder["old"]);
        File.WriteAllText(_folder["old/results.json"], "{}");

        Refusal(_folder["old"]).Should().Contain("already contains a report").And.Contain("--resume");
    }

    [Fact]
    public void Output_below_a_file_cannot_be_made()
        => Refusal(Path.Combine(_text, "report")).Should().Contain("cannot be used for the report");

    [Fact]
    public void Resume_without_a_report_is_refused()
        => Refusal(_folder["none"], "--resume").Should().Contain("no report to resume");

    [Theory]
    [InlineData("{}")]
    [InlineData("not json")]
    [InlineData("{\"format\":1,\"settings\":null}")]
    public void Resume_of_results_that_are_damaged_is_refused(string json)
    {
        Directory.CreateDirectory(_folder["old"]);
        File.WriteAllText(_folder["old/results.json"], json);

        Refusal(_folder["old"], "--resume").Should().Contain("results.json was not written by 'charrnn report', or is damaged");
    }

    [Fact]
    public void Text_that_is_too_short_is_refused_and_no_folder_made()
    {
        File.WriteAllText(_folder["short.txt"], "abcabc");

        CommandRun run = TinyReport.Run(_folder["short.txt"], _folder["report"]);

        run.ExitCode.Should().Be(1);
        run.Error.Should().Contain("has 6 characters; a report with these options needs 40");
        Directory.Exists(_folder["report"]).Should().BeFalse();
    }

    [Fact]
    public void Output_is_required()
    {
        CommandRun run = CommandRun.Of("report", _text);

        run.ExitCode.Should().Be(2);
        run.Error.Should().Contain("--output").And.Contain("See 'charrnn report --help'.");
    }

    [Theory]
    [InlineData("--top-ps", "0.5,2")]
    [InlineData("--temperatures", "0.5;1")]
    [InlineData("--milestones", "0")]
    [InlineData("--validation", "1")]
    public void Option_that_is_wrong_is_named(string option, string value)
    {
        CommandRun run = CommandRun.Of("report", _text, "--output", _folder["report"], option, value);

        run.ExitCode.Should().Be(2);
        run.Error.Should().StartWith($"charrnn: {option} must be ").And.Contain($"'{value}'");
    }

    private string Refusal(string output, params string[] more)
    {
        CommandRun run = TinyReport.Run(_text, output, more);
        run.ExitCode.Should().Be(1);
        run.Error.Should().MatchRegex("^[^\n]*\n$");
        return run.Error;
    }
}
