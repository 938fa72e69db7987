using System.Text;

namespace CharRnn.Tests;

/// <summary>Vocabularies that grow, texts that move to another one, and characters that are missing.</summary>
public sealed class VocabularyUnionTests
{
    [Fact]
    public void Union_has_all_characters_in_order()
    {
        Vocabulary vocabulary = Vocabulary.FromText("bda😀");

        vocabulary.Union(Vocabulary.FromText("caé")).ToString().Should().Be("abcdé😀");
        vocabulary.Union(Vocabulary.FromText("ab")).Should().BeSameAs(vocabulary);
        vocabulary.Invoking(v => v.Union(null!)).Should().Throw<ArgumentNullException>().WithParameterName("other");
    }

    [Theory]
    [InlineData(10)]
    [InlineData(40_000)]
    public void A_text_moves_to_another_vocabulary(int length)
    {
        string text = string.Concat(Enumerable.Range(0, length).Select(n => "dbca"[n % 3]));
        EncodedText encoded = EncodedText.FromText(text);
        Vocabulary many = Vocabulary.FromCharacters(Enumerable.Range('a', 300).Select(value => new Rune(value)));

        EncodedText moved = encoded.WithVocabulary(many);

        moved.Vocabulary.Should().BeSameAs(many);
        moved.Fingerprint.Should().Be(EncodedText.FromText(text, many).Fingerprint);
        encoded.WithVocabulary(Vocabulary.FromText("cdb")).Should().BeSameAs(encoded);
        encoded.Invoking(e => e.WithVocabulary(Vocabulary.FromText("ab"))).Should().Throw<ArgumentException>().WithParameterName("vocabulary");
        encoded.Invoking(e => e.WithVocabulary(null!)).Should().Throw<ArgumentNullException>().WithParameterName("vocabulary");
    }

    [Fact]
    public void Unknown_characters_are_counted_the_most_frequent_first()
    {
        Vocabulary vocabulary = Vocabulary.FromText("abc");

        vocabulary.FindUnknown("\uFEFFabxcy-x😀x").Should().Equal(
            new UnknownCharacter(new Rune('x'), 3), new UnknownCharacter(new Rune('-'), 1), new UnknownCharacter(new Rune('y'), 1), new UnknownCharacter(new Rune(0x1F600), 1));
        vocabulary.FindUnknown("abc").Should().BeEmpty();
        new UnknownCharacter(new Rune('é'), 1200).ToString().Should().Be("'é' (U+00E9) 1,200 times");
    }
}
