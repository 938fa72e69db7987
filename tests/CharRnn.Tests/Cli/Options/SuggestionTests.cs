using CharRnn.Cli.Options;

namespace CharRnn.Tests.Cli.Options;

public sealed class SuggestionTests
{
    [Theory]
    [InlineData("--hiden", " Did you mean --hidden?")]
    [InlineData("--hiddne", " Did you mean --hidden?")]
    [InlineData("--batch-size", " Did you mean --batch?")]
    [InlineData("--sequence", " Did you mean --sequence-length?")]
    [InlineData("--xyz", "")]
    [InlineData("-", "")]
    public void For_names_a_near_word_and_no_far_one(string given, string expected)
        => Suggestion.For(given, ["--hidden", "--batch", "--sequence-length"]).Should().Be(expected);

    [Fact]
    public void For_without_words_says_nothing() => Suggestion.For("--hidden", []).Should().BeEmpty();
}
