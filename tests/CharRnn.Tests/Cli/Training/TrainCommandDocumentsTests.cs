using CharRnn.Cli.Failures;
using CharRnn.Persistence;
using CharRnn.Tests.Persistence;

namespace CharRnn.Tests.Cli.Training;

/// <summary>Many short texts: from a list of names to new names and to unusual ones.</summary>
public sealed class TrainCommandDocumentsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("gru")]
    [InlineData("lstm")]
    [InlineData("tanh")]
    public void A_list_of_names_is_learnt_written_and_judged(string cell)
    {
        // A consonant, a vowel, twice or three times: some 2,000 names of which a third is listed.
        string[] names = [.. Enumerable.Range(0, 600).Select(n => Syllable(n) + Syllable(n / 7) + (n % 3 == 0 ? Syllable(n / 11) : "")).Distinct()];
        string list = _folder["names.txt"], model = _folder["names.safetensors"], candidates = _folder["candidates.txt"];
        File.WriteAllLines(list, names);
        File.WriteAllLines(candidates, ["bado", "kkkk", "mira"]);

        CommandRun training = CommandRun.Of(
            "train", list, "--documents", "lines", "--cell", cell, "--hidden", "32", "--epochs", "25", "--batch", "8", "--sequence-length", "10", "--dropout", "0.1",
            "--validation", "0.1", "--keep", "best", "--sample-every", "0", "--final-length", "0", "--no-curve", "--threads", "1", "-o", model);
        CommandRun written = CommandRun.Of("sample", model, "--count", "20", "--unique", "--not-in", list, "--seed", "3");
        CommandRun judged = CommandRun.Of("evaluate", model, candidates, "--per-line", "-");

        training.ExitCode.Should().Be(ExitCode.Done, training.Error);
        ModelFileInfo info = ModelFile.Inspect(model);
        info.Settings.Should().Contain("documents", "lines").And.Contain("end_of_text", "U+000A");
        written.ExitCode.Should().Be(ExitCode.Done, written.Error);
        string[] news = written.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        news.Should().HaveCount(20).And.OnlyHaveUniqueItems().And.NotIntersectWith(names);
        news.Count(name => IsPronounceable(name)).Should().BeGreaterThanOrEqualTo(15, "consonants and vowels take turns");
        judged.ExitCode.Should().Be(ExitCode.Done, judged.Error);
        judged.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Single(line => line.StartsWith("2,", StringComparison.Ordinal)).Should().Contain(",1,", "kkkk is the most unusual");
    }

    private static string Syllable(int n) => $"{"bdkmnrst"[n % 8]}{"aeiou"[n % 5]}";

    private static bool IsPronounceable(string name) => !name.Where((letter, n) => "aeiou".Contains(letter, StringComparison.Ordinal) != (n % 2 == 1)).Any();
}
