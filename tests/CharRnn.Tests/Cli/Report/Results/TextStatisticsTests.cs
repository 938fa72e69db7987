using CharRnn.Cli.Report.Results;

namespace CharRnn.Tests.Cli.Report.Results;

public sealed class TextStatisticsTests
{
    [Fact]
    public void Entropies_of_a_text_small_enough_for_pencil_and_paper()
    {
        var text = TextStatistics.Of("text", EncodedText.FromText("aabab"));

        // 3 a, 2 b. Pairs aa ab ba ab: after a, 1 a and 2 b; after b, 1 a. Of aab aba bab no pair has two continuations.
        text.Unigram.Should().BeApproximately(-((0.6 * Math.Log(0.6)) + (0.4 * Math.Log(0.4))), 1e-12);
        text.Bigram.Should().BeApproximately((Math.Log(3) + (2 * Math.Log(1.5))) / 4, 1e-12);
        text.Trigram.Should().Be(0);
    }

    [Fact]
    public void Entropies_are_those_of_counted_strings()
    {
        const string Text = "the cat sat on the mat; the hat that the cat had sat on … – was flat";
        var statistics = TextStatistics.Of("text", EncodedText.FromText(Text));

        new[] { statistics.Unigram, statistics.Bigram, statistics.Trigram }.Should().Equal(
            [Counted(1), Counted(2), Counted(3)], (a, b) => Math.Abs(a - b) < 1e-12);

        // H(next | before) = H(both) − H(before), from the strings themselves.
        static double Counted(int order)
        {
            string[] grams = [.. Enumerable.Range(0, Text.Length - order + 1).Select(i => Text.Substring(i, order))];
            return Entropy(grams) - Entropy([.. grams.Select(gram => gram[..^1])]);
        }

        static double Entropy(string[] events)
            => events.GroupBy(text => text).Sum(group => -(double)group.Count() / events.Length * Math.Log((double)group.Count() / events.Length));
    }

    [Fact]
    public void Frequencies_are_in_order_and_tell_what_is_not_ascii()
    {
        var text = TextStatistics.Of("text", EncodedText.FromText("ééé🙂aab"));

        text.Characters.Should().Be(7);
        text.VocabularySize.Should().Be(4);
        text.Frequencies.Select(character => (character.Character, character.Count)).Should().Equal(("é", 3), ("a", 2), ("b", 1), ("🙂", 1));
        text.NotAscii.Select(character => character.Code).Should().Equal("U+00E9", "U+1F642");
    }
}
