using System.Globalization;
using System.Text;

namespace CharRnn.Tests;

public class VocabularyTests
{
    [Fact]
    public void Vocabulary_can_be_enumerated_without_its_type()
    {
        System.Collections.IEnumerator characters = ((System.Collections.IEnumerable)Vocabulary.FromText("ba")).GetEnumerator();

        characters.MoveNext().Should().BeTrue();
        characters.Current.Should().Be(new Rune('a'));
    }

    [Fact]
    public void FromText_collects_distinct_characters_in_ordinal_order()
    {
        Vocabulary vocabulary = Vocabulary.FromText("banana\n Zoë!");

        vocabulary.Count.Should().Be(9);
        vocabulary.ToString().Should().Be("\n !Zabnoë");
    }

    [Fact]
    public void FromText_orders_by_scalar_value_and_not_by_utf16_unit()
    {
        // In UTF-16 order the surrogates of 😀 (U+1F600) come before ﬀ (U+FB00).
        Vocabulary vocabulary = Vocabulary.FromText("😀ﬀ語aあ");

        vocabulary.Select(character => character.Value).Should().Equal('a', 0x3042, 0x8A9E, 0xFB00, 0x1F600);
    }

    [Theory]
    [InlineData(0x2FFF)]
    [InlineData(0x3000)]
    [InlineData(0x3001)]
    [InlineData(0xD7FF)]
    [InlineData(0xE000)]
    [InlineData(0xFFFF)]
    [InlineData(0x10000)]
    [InlineData(0x10FFFF)]
    [InlineData(0)]
    public void Every_scalar_value_survives_encoding_and_decoding(int value)
    {
        string text = "a" + new Rune(value) + "b" + new Rune(value);
        Vocabulary vocabulary = Vocabulary.FromText(text);

        int[] indexes = vocabulary.Encode(text);

        indexes.Should().HaveCount(4);
        indexes[1].Should().Be(indexes[3]);
        vocabulary[indexes[1]].Value.Should().Be(value);
        vocabulary.Decode(indexes).Should().Be(text);
    }

    [Fact]
    public void A_vocabulary_of_thousands_of_characters_maps_both_ways()
    {
        Rune[] characters = [.. Enumerable.Range(0x2F00, 0x400).Concat(Enumerable.Range(0x1F300, 0x300)).Select(value => new Rune(value))];
        string text = string.Concat(characters.Reverse());
        Vocabulary vocabulary = Vocabulary.FromText(text);

        vocabulary.Should().Equal(characters);
        vocabulary.Encode(text).Should().Equal(Enumerable.Range(0, characters.Length).Reverse());
        for (int i = 0; i < characters.Length; i++)
        {
            vocabulary.TryGetIndex(characters[i], out int index).Should().BeTrue();
            index.Should().Be(i);
        }
    }

    [Fact]
    public void FromCharacters_sorts()
        => Vocabulary.FromCharacters("cab".EnumerateRunes()).Equals(Vocabulary.FromText("abc")).Should().BeTrue();

    [Theory]
    [InlineData('a', 0)]
    [InlineData('c', 1)]
    [InlineData('b', -1)]
    [InlineData('\uFFFD', -1)]
    [InlineData('z', -1)]
    public void TryGetIndex_returns_the_index_or_minus_one(char character, int expected)
    {
        bool found = Vocabulary.FromText("ca").TryGetIndex(new Rune(character), out int index);

        index.Should().Be(expected);
        found.Should().Be(expected >= 0);
    }

    [Fact]
    public void A_byte_order_mark_at_the_start_is_not_a_character()
    {
        Vocabulary vocabulary = Vocabulary.FromText("\uFEFFabba");

        vocabulary.ToString().Should().Be("ab");
        vocabulary.Encode("\uFEFFabba").Should().Equal(0, 1, 1, 0);
    }

    [Fact]
    public void A_byte_order_mark_elsewhere_is_a_character()
    {
        const string Text = "a\uFEFFb";
        Vocabulary vocabulary = Vocabulary.FromText(Text);

        vocabulary.Count.Should().Be(3);
        vocabulary.Decode(vocabulary.Encode(Text)).Should().Be(Text);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\uFEFF")]
    public void FromText_of_nothing_is_refused(string nothing)
    {
        Action act = () => Vocabulary.FromText(nothing);

        act.Should().Throw<ArgumentException>().WithParameterName("text");
    }

    [Theory]
    [InlineData("61 62 D83D", 2)] // high surrogate at the end
    [InlineData("61 62 D83D 63", 2)] // high surrogate before another character
    [InlineData("DE00", 0)] // low surrogate alone
    [InlineData("61 DE00 D83D", 1)] // a pair the wrong way round
    [InlineData("FEFF 61 D83D D83D DE00", 2)] // behind a mark that is skipped, before a whole pair
    [InlineData("61 D83D DE00 DE00", 3)] // behind a whole pair
    public void A_lone_surrogate_is_refused_with_its_code_and_position(string units, int position)
    {
        // Written as UTF-16 units: an attribute cannot hold a string that is not valid Unicode.
        string given = string.Concat(units.Split(' ').Select(unit => (char)Convert.ToInt32(unit, 16)));
        string code = "U+" + ((int)given[position]).ToString("X4", CultureInfo.InvariantCulture);
        Vocabulary vocabulary = Vocabulary.FromText("abc😀");

        Action collect = () => Vocabulary.FromText(given);
        Action encode = () => vocabulary.Encode(given);

        collect.Should().Throw<ArgumentException>().WithParameterName("text").WithMessage($"*{code}*position {position};*");
        encode.Should().Throw<ArgumentException>().WithParameterName("text").WithMessage($"*{code}*position {position};*");
    }

    [Theory]
    [InlineData("abx", "'x' (U+0078) at position 2 ")]
    [InlineData("\uFEFFabx", "'x' (U+0078) at position 3 ")]
    [InlineData("x", "'x' (U+0078) at position 0 ")]
    [InlineData("a~b", "'~' (U+007E) at position 1 ")]
    [InlineData("a\tb", "U+0009 at position 1 ")]
    [InlineData("b語", "'語' (U+8A9E) at position 1 ")]
    [InlineData("😀a🎉", "'🎉' (U+1F389) at position 3 ")]
    public void Encode_names_an_unknown_character_and_its_position(string given, string expected)
    {
        Vocabulary vocabulary = Vocabulary.FromText("ab😀");

        Action act = () => vocabulary.Encode(given);

        act.Should().Throw<ArgumentException>().WithParameterName("text").WithMessage($"*{expected}*");
    }

    [Fact]
    public void Encode_of_nothing_is_empty()
        => Vocabulary.FromText("a").Encode("").Should().BeEmpty();

    [Fact]
    public void Encode_allocates_the_indexes_and_nothing_else_of_the_size_of_the_text()
    {
        const int Characters = 5_000_000;
        string text = string.Create(Characters, 0, static (span, _) => span.Fill('語'));
        Vocabulary vocabulary = Vocabulary.FromText("ab語");
        vocabulary.Encode("ab語");

        long before = GC.GetAllocatedBytesForCurrentThread();
        int[] indexes = vocabulary.Encode(text);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        indexes.Should().HaveCount(Characters);

        // The thread's share of the heap, 8 kB, may count as a whole when a collection comes between.
        allocated.Should().BeLessThan(((long)Characters * sizeof(int)) + 10_000);
    }

    [Fact]
    public void Encode_allocates_one_number_for_a_surrogate_pair()
    {
        string text = string.Concat(Enumerable.Repeat("😀a", 1_000_000));
        Vocabulary vocabulary = Vocabulary.FromText("a😀");

        long before = GC.GetAllocatedBytesForCurrentThread();
        int[] indexes = vocabulary.Encode(text);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        // The runtime's own search makes short-lived objects of up to 1 MB in all until it has been compiled for good.
        indexes.Should().HaveCount(2_000_000);
        allocated.Should().BeLessThan((2_000_000L * sizeof(int)) + 2_000_000);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(2)]
    [InlineData(int.MaxValue)]
    public void An_index_outside_the_vocabulary_is_refused(int outside)
    {
        Vocabulary vocabulary = Vocabulary.FromText("ab");

        Action get = () => _ = vocabulary[outside];
        Action decode = () => vocabulary.Decode([0, outside]);

        get.Should().Throw<ArgumentOutOfRangeException>().WithParameterName("index").WithMessage("*0 to 1*").Which.ActualValue.Should().Be(outside);
        decode.Should().Throw<ArgumentOutOfRangeException>().WithParameterName("indexes").WithMessage("*0 to 1*").Which.ActualValue.Should().Be(outside);
    }

    [Fact]
    public void FromCharacters_refuses_null_nothing_and_duplicates()
    {
        Action none = () => Vocabulary.FromCharacters(null!);
        Action empty = () => Vocabulary.FromCharacters([]);
        Action twice = () => Vocabulary.FromCharacters("aba".EnumerateRunes());

        none.Should().Throw<ArgumentNullException>().WithParameterName("characters");
        empty.Should().Throw<ArgumentException>().WithParameterName("characters");
        twice.Should().Throw<ArgumentException>().WithParameterName("characters").WithMessage("*'a' (U+0061)*");
    }

    [Fact]
    public void Vocabularies_with_the_same_characters_are_equal()
    {
        Vocabulary one = Vocabulary.FromText("hello 😀"), other = Vocabulary.FromText("😀 ollehhh");

        one.Equals(other).Should().BeTrue();
        one.Equals((object)other).Should().BeTrue();
        one.GetHashCode().Should().Be(other.GetHashCode());
    }

    [Theory]
    [InlineData("ab")]
    [InlineData("abd")]
    [InlineData("abcd")]
    public void Vocabularies_with_other_characters_are_not_equal(string characters)
    {
        Vocabulary one = Vocabulary.FromText("abc"), other = Vocabulary.FromText(characters);

        one.Equals(other).Should().BeFalse();
        one.Equals((object)other).Should().BeFalse();
        one.GetHashCode().Should().NotBe(other.GetHashCode());
    }

    [Fact]
    public void A_vocabulary_is_not_equal_to_null_or_to_another_type()
    {
        Vocabulary vocabulary = Vocabulary.FromText("abc");

        vocabulary.Equals((object)"abc").Should().BeFalse();
        vocabulary.Equals(null).Should().BeFalse();
    }
}
