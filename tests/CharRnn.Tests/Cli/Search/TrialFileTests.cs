using CharRnn.Cli.Failures;
using CharRnn.Cli.Search;
using CharRnn.Cli.Settings;
using CharRnn.Tests.Persistence;
using CharRnn.Training.Search;

namespace CharRnn.Tests.Cli.Search;

public sealed class TrialFileTests : IDisposable
{
    private static readonly SearchIdentity _identity = SearchIdentity.Of("a.txt", EncodedText.FromText("abcabc"), Precision.Float, new SearchOptions { TrialCount = 4 }) with
    {
        Typed = new Dictionary<string, string> { ["--trials"] = "4" },
    };

    private readonly TemporaryFolder _folder = new();
    private readonly StringWriter _warnings = new();

    private string FilePath => _folder["trials.jsonl"];

    public void Dispose()
    {
        _folder.Dispose();
        _warnings.Dispose();
    }

    [Fact]
    public void Results_are_there_as_soon_as_they_are_told()
    {
        using TrialFile file = TrialFile.Create(FilePath, _identity, _warnings);
        file.Report(Result(0));
        file.Report(Result(1));

        (SearchIdentity identity, IReadOnlyList<TrialResult> results) = TrialFile.Load(FilePath);
        identity.ToJson().Should().Be(_identity.ToJson());
        identity.Typed.Should().Contain("--trials", "4");
        results.Select(SearchJson.Write).Should().Equal(SearchJson.Write(Result(0)), SearchJson.Write(Result(1)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(30)]
    public void A_line_that_was_not_written_to_its_end_is_cut_off(int missing)
    {
        using (TrialFile file = TrialFile.Create(FilePath, _identity, _warnings))
        {
            file.Report(Result(0));
            file.Report(Result(1));
        }

        byte[] whole = File.ReadAllBytes(FilePath);
        File.WriteAllBytes(FilePath, whole[..^missing]);
        using (TrialFile file = TrialFile.Resume(FilePath, _ => _identity, _warnings))
        {
            file.Known.Select(result => result.Job.Trial).Should().Equal(0);
            file.Report(Result(1));
        }

        File.ReadAllBytes(FilePath).Should().Equal(whole);
    }

    [Fact]
    public void A_broken_line_is_named()
    {
        TrialFile.Create(FilePath, _identity, _warnings).Dispose();
        File.AppendAllText(FilePath, SearchJson.Write(Result(0)) + "\n{\"trial\":7}\n" + SearchJson.Write(Result(1)) + "\n");

        FluentActions.Invoking(() => TrialFile.Load(FilePath)).Should().Throw<CommandException>().WithMessage($"{FilePath}, line 3: *trial*");
    }

    [Theory]
    [InlineData("", "*contains no search*")]
    [InlineData("{\"charrnn\":\"sear", "*contains no search*")]
    [InlineData("Once upon a time\n", "*line 1*does not begin with the description of a search*")]
    [InlineData("{\"charrnn\":\"search\",\"version\":9}\n", "*line 1*version 9*")]
    [InlineData("{\"charrnn\":\"search\",\"version\":1}\n", "*line 1*lacks*")]
    public void A_file_of_something_else_is_refused(string content, string message)
    {
        File.WriteAllText(FilePath, content);

        FluentActions.Invoking(() => TrialFile.Load(FilePath)).Should().Throw<CommandException>().WithMessage(message);
    }

    [Fact]
    public void Another_search_is_refused_and_the_difference_named()
    {
        TrialFile.Create(FilePath, _identity, _warnings).Dispose();
        SearchIdentity text = SearchIdentity.Of("b.txt", EncodedText.FromText("abcabd"), Precision.Float, _identity.Options);

        Refuses(_ => text).WithMessage($"{FilePath} belongs to another text: to a.txt of 6 characters; the given text is b.txt of 6. *");
        Refuses(was => was with { Precision = Precision.Double }).WithMessage("*a search in float, not in double*");
        Refuses(was => was with { Options = new() { TrialCount = 5 } }).WithMessage("*other options: trialCount is 4 there and 5 here*");
        Refuses(was => was with { Options = was.Options with { Spaces = [new() { Base = new() { HiddenSize = 7 } }] } }).WithMessage("*base.hiddenSize is 100 there and 7 here*");

        FluentAssertions.Specialized.ExceptionAssertions<CommandException> Refuses(Func<SearchIdentity, SearchIdentity> expected)
            => FluentActions.Invoking(() => TrialFile.Resume(FilePath, expected, _warnings)).Should().Throw<CommandException>();
    }

    [Fact]
    public void A_search_without_a_result_is_replaced()
    {
        TrialFile.Create(FilePath, _identity, _warnings).Dispose();

        TrialFile.Create(FilePath, _identity with { TextName = "b.txt" }, _warnings).Dispose();

        TrialFile.Load(FilePath).Identity.TextName.Should().Be("b.txt");
    }

    [Fact]
    public void A_file_with_anything_else_in_it_is_never_replaced()
    {
        File.WriteAllText(FilePath, "precious");

        FluentActions.Invoking(() => TrialFile.Create(FilePath, _identity, _warnings)).Should().Throw<CommandException>().WithMessage($"*--resume {FilePath}*");
        File.ReadAllText(FilePath).Should().Be("precious");
    }

    private static TrialResult Result(int trial) => new() { Job = new() { Trial = trial }, Updates = 5, SmoothLoss = 1.5, ValidationLoss = 1.25 + trial };
}
