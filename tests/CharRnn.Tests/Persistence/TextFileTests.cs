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
    public void Read_of_valid_text_keeps_every_character(string text, string vocabulary)
    {
        EncodedText encoded = Read(Encoding.UTF8.GetBytes(text));

        encoded.Vocabulary.ToString().Should().Be(vocabulary);
        Decode(encoded).Should().Be(text);
    }

    [Fact]
    public void Read_drops_byte_order_marks_at_the_start_and_where_files_were_joined()
    {
        EncodedText encoded = Read([0xef, 0xbb, 0xbf, .. "a\uFEFFb\uFEFF"u8]);

        Decode(encoded).Should().Be("ab");
        encoded.Vocabulary.Count.Should().Be(2);
    }

    [Fact]
    public void Read_with_a_vocabulary_that_has_the_byte_order_mark_keeps_it_but_at_the_start()
        => Decode(Read([0xef, 0xbb, 0xbf, .. "a\uFEFFb"u8], Vocabulary.FromText("ab\uFEFF"))).Should().Be("a\uFEFFb");

    [Theory]
    [InlineData("utf-16", "*UTF-16, little-endian, without a byte-order mark*UTF-8*")]
    [InlineData("utf-16BE", "*UTF-16, big-endian, without a byte-order mark*UTF-8*")]
    [InlineData("utf-32", "*UTF-32 without a byte-order mark*UTF-8*")]
    [InlineData("utf-32BE", "*UTF-32 without a byte-order mark*UTF-8*")]
    public void Read_of_wide_encodings_without_a_byte_order_mark_names_them(string encoding, string message)
    {
        foreach (string text in (string[])["plain letters\n", "with “quotes” and é, as they come\r\n", new string('x', 100_000)])
        {
            Action act = () => Read(Encoding.GetEncoding(encoding).GetBytes(text));

            act.Should().Throw<InvalidDataException>().WithMessage(message);
        }
    }

    [Theory]
    [InlineData("a\0b\0")]
    [InlineData("\0\0\0\0\0\0\0\0")]
    [InlineData("every\0word\0has\0a\0NUL\0behind\0it\0")]
    public void Read_of_UTF_8_with_NULs_keeps_them(string text) => Decode(Read(Encoding.UTF8.GetBytes(text))).Should().Be(text);

    [Fact]
    public void Read_of_UTF_16_files_of_both_byte_orders_that_were_joined_is_refused()
    {
        Action act = () => Read([0xff, 0xfe, (byte)'a', 0, 0xfe, 0xff, 0, (byte)'b']);

        act.Should().Throw<InvalidDataException>().WithMessage("*Byte 4*other byte order*");
    }

    [Fact]
    public void Read_of_CR_LF_with_a_vocabulary_of_LF_hints_at_line_ends()
    {
        Action act = () => Read("a\r\nb"u8, Vocabulary.FromText("a\nb"));

        act.Should().Throw<InvalidDataException>().WithMessage("*U+000D at position 1*line ends CR LF*");
    }

    [Fact]
    public void Read_of_a_device_or_a_pipe_without_a_writer_is_refused()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        FluentActions.Invoking(() => TextFile.Read("/dev/zero")).Should().Throw<InvalidDataException>().WithMessage("*/dev/zero*device*");
        File.CreateSymbolicLink(_folder["link"], "/dev/zero");
        FluentActions.Invoking(() => TextFile.Read(_folder["link"])).Should().Throw<InvalidDataException>().WithMessage("*device*");
        System.Diagnostics.Process.Start("mkfifo", [_folder["pipe"]]).WaitForExit();
        FluentActions.Invoking(() => TextFile.Read(_folder["pipe"])).Should().Throw<InvalidDataException>().WithMessage("*pipe that no program writes to*");
    }

    [Theory]
    [InlineData(10)]
    [InlineData(300)]
    [InlineData(70_000)]
    public void Read_from_a_stream_that_cannot_seek_is_the_text_of_one_that_can(int characters)
    {
        var random = new Random(1);
        string text = string.Concat(Enumerable.Range(0, 200_000).Select(i => new Rune(0x10000 + (i < characters ? i : random.Next(characters))).ToString()));
        byte[] bytes = Encoding.UTF8.GetBytes(text);

        EncodedText seekable = TextFile.Read(new MemoryStream(bytes)), once = TextFile.Read(new OnceStream(bytes));

        once.Fingerprint.Should().Be(seekable.Fingerprint);
        once.BytesPerCharacter.Should().Be(seekable.BytesPerCharacter);
        TextFile.Read(new OnceStream(bytes), seekable.Vocabulary).Fingerprint.Should().Be(seekable.Fingerprint);
    }

    [Fact]
    public void Read_of_documents_is_their_join()
    {
        string[] documents = ["one\n", "two 漢", "three 🎈"];
        EncodedText expected = EncodedText.FromText(CharRnn.Training.TextDocuments.Join(documents));

        EncodedText read = TextFile.ReadDocuments(documents.Select(document => new OnceStream([0xef, 0xbb, 0xbf, .. Encoding.UTF8.GetBytes(document)])));

        read.Fingerprint.Should().Be(expected.Fingerprint);
    }

    [Theory]
    [InlineData("", "*empty*")]
    [InlineData("a\u0003b", "*U+0003*")]
    public void Read_of_documents_refuses_an_empty_one_and_the_symbol_between_them(string second, string message)
    {
        Action act = () => TextFile.ReadDocuments([new OnceStream("a"u8.ToArray()), new OnceStream(Encoding.UTF8.GetBytes(second))]);
        FluentActions.Invoking(() => TextFile.ReadDocuments([])).Should().Throw<ArgumentException>().WithParameterName("documents");

        act.Should().Throw<InvalidDataException>().WithMessage(message);
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

    /// <summary>As a pipe: read once, from start to end, in small pieces.</summary>
    private sealed class OnceStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;

        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, 1000)]);
    }
}
