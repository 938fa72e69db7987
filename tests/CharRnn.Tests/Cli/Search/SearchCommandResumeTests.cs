namespace CharRnn.Tests.Cli.Search;

/// <summary>A search that is continued after an interruption or after its end.</summary>
public sealed class SearchCommandResumeTests : SearchCommandRun
{
    [Theory]
    [InlineData("1 of 8")]
    [InlineData("6 of 8")]
    [InlineData("7 of 8")]
    public void Search_interrupted_and_resumed_is_the_uninterrupted_search(string moment)
    {
        CommandRun whole = Search(Small);
        byte[] model = File.ReadAllBytes(ModelPath);
        string[] results = Results();
        File.Delete(ModelPath);
        File.Delete(TrialsPath);

        using var stop = new CancellationTokenSource();
        CommandRun first = CommandRun.When(moment, stop.Cancel, stop.Token, ["search", TextPath, "--output", ModelPath, "--threads", "1", .. Small]);
        first.ExitCode.Should().Be(130);
        first.Error.Should().Be($"charrnn: interrupted after {moment} results. Continue with: charrnn search {TextPath} --resume {TrialsPath} --output {ModelPath}\n");
        File.Exists(ModelPath).Should().BeFalse();
        CommandRun second = CommandRun.Of("search", TextPath, "--resume", TrialsPath, "--output", ModelPath, "--trials", "6");

        second.ExitCode.Should().Be(0, second.Error);
        second.Output.Should().Contain($"Known: {moment} results");
        File.ReadAllBytes(ModelPath).Should().Equal(model);
        Results().Should().BeEquivalentTo(results);
        Board(second).Should().Equal(Board(whole));
    }

    [Fact]
    public void Search_resumed_without_output_saves_where_it_was_to()
    {
        Search(Small);
        byte[] model = File.ReadAllBytes(ModelPath);
        File.Delete(ModelPath);

        CommandRun run = CommandRun.Of("search", TextPath, "--resume", TrialsPath);

        run.ExitCode.Should().Be(0, run.Error);
        File.ReadAllBytes(ModelPath).Should().Equal(model);
    }

    [Fact]
    public void Search_resumed_when_it_is_over_gives_the_winner_again()
    {
        Search(Small);
        byte[] model = File.ReadAllBytes(ModelPath), trials = File.ReadAllBytes(TrialsPath);
        File.Delete(ModelPath);

        CommandRun.Of("search", TextPath, "--resume", TrialsPath, "--output", ModelPath).ExitCode.Should().Be(0);

        File.ReadAllBytes(ModelPath).Should().Equal(model);
        File.ReadAllBytes(TrialsPath).Should().Equal(trials);
    }

    [Fact]
    public void Search_resumed_with_another_text_or_option_says_what_differs()
    {
        Search(Small);
        File.WriteAllText(Folder["other.txt"], string.Concat(Enumerable.Repeat("a dog ", 300)));

        Refused("search", Folder["other.txt"], "--resume", TrialsPath).Should().Match("*belongs to another text: to *text.txt of 1,720 characters; the given text is *other.txt of 1,800.*");
        Refused("search", TextPath, "--resume", TrialsPath, "--hidden", "9").Should().Match("*is a search with --hidden 4,6; with 9 it would be another search.*");
        Refused("search", TextPath, "--resume", TrialsPath, "--seeds", "9").Should().Match("*is a search with --seeds left out; with 9 *");
        Refused("search", TextPath, "--output", ModelPath).Should().Match("*best.trials.jsonl already exists*--resume *");
        Refused("search", TextPath, "--resume", Folder["other.txt"]).Should().Match("*other.txt contains no search*");
        Refused("search", TextPath, "--resume", Folder["none"]).Should().Match("*none does not exist*");

        static string Refused(params string[] arguments)
        {
            CommandRun run = CommandRun.Of(arguments);
            run.ExitCode.Should().Be(1);
            run.Error.TrimEnd().Split('\n').Should().ContainSingle();
            return run.Error;
        }
    }

    [Fact]
    public void Search_resumed_from_a_file_with_a_result_of_another_search_refuses_it()
    {
        Search(Small);
        string[] lines = File.ReadAllLines(TrialsPath);
        File.WriteAllLines(TrialsPath, lines.Select((line, number) => number == 1 ? line.Replace("\"hiddenSize\":", "\"hiddenSize\":1", StringComparison.Ordinal) : line));

        CommandRun run = CommandRun.Of("search", TextPath, "--resume", TrialsPath, "--output", ModelPath);

        run.ExitCode.Should().Be(1);
        run.Error.Should().Match($"charrnn: {TrialsPath}: The result of trial * on rung 0 is not of this search*\n");
    }
}
