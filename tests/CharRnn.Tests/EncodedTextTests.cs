using System.Text;

namespace CharRnn.Tests;

public sealed class EncodedTextTests
{
    [Theory]
    [InlineData(2, 1)]
    [InlineData(255, 1)]
    [InlineData(256, 1)]
    [InlineData(257, 2)]
    [InlineData(65_536, 2)]
    [InlineData(65_537, 4)]
    public void FromText_takes_the_narrowest_width_that_holds_every_index(int characters, int bytes)
    {
        var text = new StringBuilder();
        for (int i = 0; i < characters; i++)
        {
            text.Append(new Rune(i < 0xd800 ? i : i + 0x800));
        }

        EncodedText encoded = EncodedText.FromText(text.ToString());

        encoded.BytesPerCharacter.Should().Be(bytes);
        encoded.Length.Should().Be(characters);
        encoded[0].Should().Be(0);
        encoded[characters - 1].Should().Be(characters - 1);
        var copy = new int[characters];
        encoded.CopyTo(0, copy);
        copy.Should().Equal(Enumerable.Range(0, characters));
    }

    [Fact]
    public void FromText_of_nothing_throws()
        => FluentActions.Invoking(() => EncodedText.FromText("", Vocabulary.FromText("a"))).Should().Throw<ArgumentException>().WithParameterName("text");

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, 6)]
    [InlineData(3, 3)]
    [InlineData(int.MaxValue, 1)]
    public void CopyTo_beyond_the_text_throws(int position, int length)
        => FluentActions.Invoking(() => EncodedText.FromText("hello").CopyTo(position, new int[length])).Should().Throw<ArgumentOutOfRangeException>();

    [Theory]
    [InlineData(-1)]
    [InlineData(5)]
    public void Index_beyond_the_text_throws(int position)
        => FluentActions.Invoking(() => EncodedText.FromText("hello")[position]).Should().Throw<ArgumentOutOfRangeException>();

    [Fact]
    public void Fingerprint_is_the_SHA_256_of_vocabulary_and_indexes()
    {
        // printf 'ehlo\xff\x01\x00\x02\x02\x03' | sha256sum
        EncodedText.FromText("hello").Fingerprint.Should().Be("d612e91b918a1a12279bb35355331727649858fec5b8a63b831d1dc73c96cdf4");
    }

    [Fact]
    public void FromIndexes_refuses_nothing_and_what_the_vocabulary_has_not()
    {
        Vocabulary vocabulary = Vocabulary.FromText("abc");

        FluentActions.Invoking(() => EncodedText.FromIndexes([], vocabulary)).Should().Throw<ArgumentException>().WithParameterName("indexes");
        FluentActions.Invoking(() => EncodedText.FromIndexes([0, 3], vocabulary)).Should().Throw<ArgumentOutOfRangeException>().WithParameterName("indexes");
        FluentActions.Invoking(() => EncodedText.FromIndexes([0, -1], vocabulary)).Should().Throw<ArgumentOutOfRangeException>().WithParameterName("indexes");
        FluentActions.Invoking(() => EncodedText.FromIndexes([0], null!)).Should().Throw<ArgumentNullException>().WithParameterName("vocabulary");
    }

    [Theory]
    [InlineData(300)]
    [InlineData(70_000)]
    public void Fingerprint_in_every_width_is_that_of_the_little_endian_indexes(int characters)
    {
        string all = string.Concat(Enumerable.Range(0, characters).Select(i => new Rune(i < 0xd800 ? i : i + 0x800).ToString()));
        EncodedText text = EncodedText.FromText(all);
        byte[] indexes = [.. Enumerable.Range(0, characters).SelectMany(i => BitConverter.GetBytes(i)[..text.BytesPerCharacter])];
        byte[] expected = System.Security.Cryptography.SHA256.HashData([.. Encoding.UTF8.GetBytes(all), 0xff, .. indexes]);

        text.Fingerprint.Should().Be(Convert.ToHexStringLower(expected));
    }

    [Fact]
    public void Fingerprint_of_another_text_or_vocabulary_is_another()
    {
        string[] fingerprints =
        [
            EncodedText.FromText("hello").Fingerprint,
            EncodedText.FromText("hellp").Fingerprint,
            EncodedText.FromText("hell").Fingerprint,
            EncodedText.FromText("hello", Vocabulary.FromText("hello!")).Fingerprint,
            EncodedText.FromText(new string('a', 40_000)).Fingerprint,
            EncodedText.FromText(new string('a', 40_001)).Fingerprint,
        ];

        fingerprints.Should().OnlyHaveUniqueItems();
    }
}
