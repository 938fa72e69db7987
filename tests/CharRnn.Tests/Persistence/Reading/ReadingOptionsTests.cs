using System.Text;
using CharRnn.Persistence;
using static CharRnn.Tests.Persistence.Reading.Texts;

namespace CharRnn.Tests.Persistence.Reading;

public sealed class ReadingOptionsTests
{
    [Theory]
    [InlineData("windows-1252", "naïve café – 5 €")]
    [InlineData("shift_jis", "日本語とカナ")]
    [InlineData("iso-8859-5", "Привет")]
    [InlineData("big5", "中文")]
    [InlineData("gb18030", "中文😀é")]
    [InlineData("euc-kr", "한국어")]
    [InlineData("utf-8", "é😀")]
    [InlineData("utf-16le", "é😀")]
    [InlineData("utf-16BE", "é😀")]
    [InlineData("utf-32", "é😀")]
    public void Any_encoding_that_NET_knows_is_read(string name, string text)
    {
        EncodingProvider provider = CodePagesEncodingProvider.Instance;
        byte[] bytes = (provider.GetEncoding(name) ?? Encoding.GetEncoding(name)).GetBytes(text);

        // Longer than any buffer, and so that characters of two bytes lie across its end.
        byte[] many = [(byte)'x', .. Enumerable.Repeat(bytes, 7001).SelectMany(b => b)];
        byte[] file = name.StartsWith("utf-", StringComparison.OrdinalIgnoreCase) && name != "utf-8" ? many[1..] : many;

        string read = Decode(TextFile.Read(new MemoryStream(file), new TextReadingOptions { Encoding = name }));

        read.Should().Be((file.Length == many.Length ? "x" : "") + string.Concat(Enumerable.Repeat(text, 7001)));
    }

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-32")]
    [InlineData("utf-8")]
    public void A_byte_order_mark_is_no_character(string name)
    {
        Encoding encoding = Encoding.GetEncoding(name);
        byte[] bytes = [.. encoding.GetPreamble(), .. encoding.GetBytes("ab")];

        Decode(TextFile.Read(new MemoryStream(bytes), new TextReadingOptions { Encoding = name })).Should().Be("ab");
    }

    [Theory]
    [InlineData("shift_jis", new byte[] { 0x61, 0x62, 0x81 }, "Byte 2*")]
    [InlineData("us-ascii", new byte[] { 0x61, 0xe9, 0x62 }, "Byte 1 (0xE9) is not valid us-ascii*")]
    [InlineData("utf-8", new byte[] { 0x61, 0xff }, "Byte 1 (0xFF) is not valid utf-8*")]
    public void Bytes_that_are_no_character_are_refused_with_their_place(string name, byte[] bytes, string message)
        => FluentActions.Invoking(() => TextFile.Read(new MemoryStream(bytes), new TextReadingOptions { Encoding = name }))
            .Should().Throw<InvalidDataException>().WithMessage(message);

    [Theory]
    [InlineData("klingon")]
    [InlineData(null)]
    public void An_encoding_that_NET_does_not_know_is_refused(string? name)
    {
        FluentActions.Invoking(() => new TextReadingOptions { Encoding = name! }).Should().Throw<ArgumentException>().WithParameterName("Encoding");
        TextReadingOptions.IsEncoding(name).Should().BeFalse();
    }

    [Fact]
    public void Line_ends_are_normalized_across_buffers()
    {
        string text = string.Concat(Enumerable.Range(0, 40_000).Select(n => n % 3 == 0 ? "\r\n" : n % 3 == 1 ? "\r" : "a\n")) + "\r";

        string read = Read(text, new TextReadingOptions { NormalizesLineEnds = true });

        read.Should().Be(text.Replace("\r\n", "\n", StringComparison.Ordinal));
    }

    [Fact]
    public void Characters_are_composed_across_buffers()
    {
        var random = new Random(2);
        string[] parts = ["e\u0301", "a", "\u0301", "o\u0308\u0323", "\u1100\u1161\u11a8", "é", "\n", "😀", "\u212B", "中"];
        string text = string.Concat(Enumerable.Range(0, 50_000).Select(_ => parts[random.Next(parts.Length)]));

        string read = Read(text, new TextReadingOptions { ComposesCharacters = true });

        read.Should().Be(text.Normalize(NormalizationForm.FormC));
        read.Should().NotBe(text);
    }

    [Fact]
    public void All_unknown_characters_are_listed_with_their_counts()
        => FluentActions.Invoking(() => Read("a-bb+b-a—a-", new TextReadingOptions(), Vocabulary.FromText("ab")))
            .Should().Throw<InvalidDataException>()
            .WithMessage("3 of its characters '-' (U+002D) 3 times, '+' (U+002B) 1 time, '—' (U+2014) 1 time, first at position 1, are not in the vocabulary.");

    [Fact]
    public void Of_many_unknown_characters_the_first_twelve_are_listed()
        => FluentActions.Invoking(() => Read("a0123456789cdefb", new TextReadingOptions(), Vocabulary.FromText("ab")))
            .Should().Throw<InvalidDataException>().WithMessage("14 of its characters *'c' (U+0063) 1 time, 'd' (U+0064) 1 time and 2 more, first at position 1, are not*");

    [Theory]
    [InlineData("ab-", "Its character '-' (U+002D) at position 2 is not in the vocabulary.")]
    [InlineData("a-b-", "Its character '-' (U+002D) 2 times, first at position 1, is not in the vocabulary.")]
    public void One_unknown_character_is_named(string text, string message)
        => FluentActions.Invoking(() => Read(text, new TextReadingOptions(), Vocabulary.FromText("ab"))).Should().Throw<InvalidDataException>().WithMessage(message);

    [Fact]
    public void Unknown_characters_are_left_out_and_counted_if_they_may_be_skipped()
    {
        ReadText read = TextFile.Read(Utf8("a-bb+b-a"), new TextReadingOptions { Unknown = UnknownCharacters.Skip }, Vocabulary.FromText("ab"));

        Decode(read).Should().Be("abbba");
        read.Skipped.Should().Equal(new UnknownCharacter(new Rune('-'), 2), new UnknownCharacter(new Rune('+'), 1));
    }

    [Fact]
    public void A_text_of_nothing_but_unknown_characters_is_refused()
        => FluentActions.Invoking(() => Read("---", new TextReadingOptions { Unknown = UnknownCharacters.Skip }, Vocabulary.FromText("ab")))
            .Should().Throw<InvalidDataException>().WithMessage("The vocabulary has none of its characters.");

    [Fact]
    public void A_file_gets_its_name_in_messages()
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "text.txt");
        File.WriteAllText(path, "abc");

        FluentActions.Invoking(() => TextFile.Read(path, new TextReadingOptions(), Vocabulary.FromText("ab"))).Should().Throw<InvalidDataException>().WithMessage($"'{path}'*'c'*");
        Decode(TextFile.Read(path, new TextReadingOptions())).Should().Be("abc");
    }

    private static string Read(string text, TextReadingOptions options, Vocabulary? vocabulary = null) => Decode(TextFile.Read(Utf8(text), options, vocabulary));
}
