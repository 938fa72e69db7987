using System.Text;
using CharRnn.Persistence;

namespace CharRnn.Tests.Persistence;

public sealed class TextFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("hello", "ehlo")]
    [InlineData("é漢🎈a", "aé漢🎈")]
    [InlineData("a\r\nb\nc", "\n\rabc")]
    [InlineData("a\0b\0", "\0ab")]
    [InlineData("x", "x")]
    [InlineData("aaaa", "a")]
    [InlineData("\n\n\n", "\n")]
    [InlineData("a\uFEFFb", "ab\uFEFF")]
    public void Read_of_valid_text_keeps_every_character(string text, string vocabulary)
    {
        EncodedText encoded = Read(Encoding.UTF8.GetBytes(text));

        encoded.Vocabulary.ToString().Should().Be(vocabulary);
        Decode(encoded).Should().Be(text);
    }

    [Fact]
    public void Read_drops_a_byte_order_mark_at_the_start_only()
    {
        EncodedText encoded = Read([0xef, 0xbb, 0xbf, .. "a\uFEFFb"u8]);

        Decode(encoded).Should().Be("a\uFEFFb");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Read_of_UTF_16_with_a_byte_order_mark_is_the_same_text(bool isBigEndian)
    {
        const string Text = "é漢🎈a\r\n\0z";
        byte[] bytes = new UnicodeEncoding(isBigEndian, byteOrderMark: true).GetBytes("\uFEFF" + Text);

        Decode(Read(bytes)).Should().Be(Text);
    }

    [Theory]
    [InlineData(65_535)]
    [InlineData(65_536)]
    [InlineData(65_537)]
    [InlineData(200_003)]
    public void Read_of_characters_that_straddle_the_buffer_keeps_them(int length)
    {
        string text = string.Concat(Enumerable.Range(0, length / 4).Select(i => (i % 5) switch { 0 => "🎈", 1 => "a", 2 => "漢", 3 => "é", _ => "bc" }));

        Decode(Read(Encoding.UTF8.GetBytes(text))).Should().Be(text);
        Decode(Read([0xff, 0xfe, .. Encoding.Unicode.GetBytes(text)])).Should().Be(text);
    }

    [Theory]
    [InlineData(new byte[] { (byte)'a', (byte)'b', 0x80 }, "*Byte 2 (0x80) is not valid UTF-8*")]
    [InlineData(new byte[] { (byte)'a', 0xc3 }, "*Byte 1 (0xC3) is not valid UTF-8*")]
    [InlineData(new byte[] { 0xc3, (byte)'a' }, "*Byte 0 (0xC3) is not valid UTF-8*")]
    [InlineData(new byte[] { 0xc0, 0xaf }, "*Byte 0 (0xC0) is not valid UTF-8*")]
    [InlineData(new byte[] { (byte)'x', 0xed, 0xa0, 0x80 }, "*Byte 1 (0xED) is not valid UTF-8*")]
    [InlineData(new byte[] { 0xf4, 0x90, 0x80, 0x80 }, "*Byte 0 (0xF4) is not valid UTF-8*")]
    [InlineData(new byte[] { 0xef, 0xbb, 0xbf, (byte)'a', 0xff }, "*Byte 4 (0xFF) is not valid UTF-8*")]
    [InlineData(new byte[] { 0xff, 0xfe, (byte)'a', 0, (byte)'b' }, "*Byte 4 (0x62) is not valid UTF-16*")]
    [InlineData(new byte[] { 0xff, 0xfe, (byte)'a', 0, 0x00, 0xdc }, "*Byte 4 (0x00) is not valid UTF-16*")]
    [InlineData(new byte[] { 0xff, 0xfe, 0x3c, 0xd8 }, "*Byte 2 (0x3C) is not valid UTF-16*")]
    [InlineData(new byte[] { 0xff, 0xfe, 0x3c, 0xd8, (byte)'a', 0 }, "*Byte 2 (0x3C) is not valid UTF-16*")]
    [InlineData(new byte[] { 0xff, 0xfe, 0, 0, (byte)'a', 0, 0, 0 }, "*UTF-32*")]
    [InlineData(new byte[] { }, "*empty*")]
    [InlineData(new byte[] { 0xef, 0xbb, 0xbf }, "*empty*")]
    [InlineData(new byte[] { 0xff, 0xfe }, "*empty*")]
    public void Read_of_what_is_not_text_names_the_first_bad_byte(byte[] bytes, string message)
    {
        Action act = () => Read(bytes);

        act.Should().Throw<InvalidDataException>().WithMessage(message).WithMessage("*text.txt*");
    }

    [Theory]
    [InlineData(70_001)]
    [InlineData(1_000_000)]
    public void Read_of_a_bad_byte_far_into_the_file_gives_its_offset(int offset)
    {
        byte[] bytes = new byte[offset + 10];
        bytes.AsSpan().Fill((byte)'a');
        bytes[offset] = 0xfe;
        Action act = () => Read(bytes);

        act.Should().Throw<InvalidDataException>().WithMessage(FormattableString.Invariant($"*Byte {offset} (0xFE)*"));
    }

    [Fact]
    public void Read_with_a_vocabulary_uses_it()
        => Read("ba"u8, Vocabulary.FromText("abc")).Vocabulary.Count.Should().Be(3);

    [Fact]
    public void Read_of_a_character_that_the_vocabulary_lacks_names_it_and_its_position()
    {
        Action act = () => Read("abxa"u8, Vocabulary.FromText("ab"));

        act.Should().Throw<InvalidDataException>().WithMessage("*'x' (U+0078) at position 2*");
    }

    [Fact]
    public void Read_of_a_folder_or_a_missing_file_says_so()
    {
        FluentActions.Invoking(() => TextFile.Read(_folder.Path)).Should().Throw<UnauthorizedAccessException>().WithMessage("*folder*");
        FluentActions.Invoking(() => TextFile.Read(_folder["none"])).Should().Throw<FileNotFoundException>();
        FluentActions.Invoking(() => TextFile.Read(_folder["none/none"])).Should().Throw<DirectoryNotFoundException>();
    }

    [Fact]
    public void Read_from_a_stream_that_cannot_seek_is_the_same_text()
    {
        using var seekable = new MemoryStream("hello\n"u8.ToArray());
        using var pipe = new System.IO.Compression.BrotliStream(Compress("hello\n"u8), System.IO.Compression.CompressionMode.Decompress);

        Decode(TextFile.Read(pipe)).Should().Be(Decode(TextFile.Read(seekable)));
    }

    [Fact]
    public void Read_of_a_large_file_allocates_one_byte_a_character_and_a_fixed_rest()
    {
        byte[] bytes = new byte[20_000_000];
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)('a' + (i % 26));
        }

        File.WriteAllBytes(_folder["text.txt"], bytes);
        long before = GC.GetAllocatedBytesForCurrentThread();

        TextFile.Read(_folder["text.txt"]);

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(bytes.Length + 3_000_000);
    }

    private static MemoryStream Compress(ReadOnlySpan<byte> bytes)
    {
        var result = new MemoryStream();
        using (var brotli = new System.IO.Compression.BrotliStream(result, System.IO.Compression.CompressionMode.Compress, leaveOpen: true))
        {
            brotli.Write(bytes);
        }

        result.Position = 0;
        return result;
    }

    private static string Decode(EncodedText text)
    {
        var indexes = new int[text.Length];
        text.CopyTo(0, indexes);
        return text.Vocabulary.Decode(indexes);
    }

    private EncodedText Read(ReadOnlySpan<byte> bytes, Vocabulary? vocabulary = null)
    {
        File.WriteAllBytes(_folder["text.txt"], bytes);
        return TextFile.Read(_folder["text.txt"], vocabulary);
    }
}
