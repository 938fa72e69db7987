using CharRnn.Cli.Explain.Units;

namespace CharRnn.Tests.Cli.Explain;

/// <summary>Properties of texts short enough to be marked by hand: a digit below each character.</summary>
public class TextPropertiesTests
{
    [Theory]
    [InlineData("inside quotes", "a \"b c\" d", "001111000")]
    [InlineData("inside quotes", "“a” „b“ «c»", "11001100110")]
    [InlineData("inside quotes", "\"a\n\nb", "11100")]
    [InlineData("depth of brackets", "a(b[c]d)e)(f", "011221100011")]
    [InlineData("position in the line", "ab\nc\n\nd", "1201001")]
    [InlineData("in the indentation of a line", "  a b\n \nc", "110000000")]
    [InlineData("in a line that ends with a colon", "ab: \nc:d\n", "111100000")]
    [InlineData("in the first line after a blank one", "a\n\nb\nc", "000100")]
    [InlineData("inside a word", "it's a 2 é", "1101010001")]
    [InlineData("position in the word", "it's a don’t-x'", "123401012345010")]
    [InlineData("first letter of a word", "it's a-b", "10000101")]
    [InlineData("last letter of a word", "it's a-b", "00010101")]
    [InlineData("in a capitalised word", "Tom saw NATO o'Neil", "1110000011110000000")]
    [InlineData("in a word all in capitals", "I saw NATO, NAto", "0000000111000100")]
    [InlineData("capital letter", "aBÉ1", "0110")]
    [InlineData("vowel", "aEéyb", "11100")]
    [InlineData("consonant", "aEéyb1", "000110")]
    [InlineData("digit", "a1", "01")]
    [InlineData("punctuation", "a.-b", "0110")]
    [InlineData("space", "a b\n", "0100")]
    [InlineData("end of a line", "a\nb", "010")]
    [InlineData("after the end of a sentence, before the next word", "a. \"B?! 1", "011101110")]
    [InlineData("position in the sentence", "ab. c", "12001")]
    [InlineData("the character a", "aba", "101")]
    public void Property_marks_the_characters_it_should(string name, string text, string marks)
    {
        TextProperty property = TextProperties.Of([.. text.EnumerateRunes()]).Single(candidate => candidate.Name == name);

        string.Concat(property.Values.Select(value => (int)value)).Should().Be(marks);
    }

    [Fact]
    public void Property_that_hardly_ever_changes_is_not_looked_at()
    {
        int[] all = [.. Enumerable.Range(0, 100)];

        new TextProperty("", [.. all.Select(i => i < 20 ? 1f : 0f)]).VariesAmong(all).Should().BeTrue();
        new TextProperty("", [.. all.Select(i => i < 19 ? 1f : 0f)]).VariesAmong(all).Should().BeFalse();
        new TextProperty("", [.. all.Select(i => i < 81 ? 1f : 0f)]).VariesAmong(all).Should().BeFalse();
        new TextProperty("", [.. all.Select(i => (float)i)]).VariesAmong(all).Should().BeTrue();
        new TextProperty("", [.. all.Select(_ => 1f)]).VariesAmong(all).Should().BeFalse();
    }
}
