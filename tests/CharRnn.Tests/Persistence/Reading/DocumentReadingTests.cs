using CharRnn.Persistence;
using CharRnn.Training;
using static CharRnn.Tests.Persistence.Reading.Texts;

namespace CharRnn.Tests.Persistence.Reading;

/// <summary>Texts divided into documents. The expected results are built with string operations.</summary>
public sealed class DocumentReadingTests
{
    private const string Symbol = TextDocuments.EndOfText;

    [Theory]
    [InlineData("emma\nolivia\nava\n", "\nemma\nolivia\nava\n")]
    [InlineData("emma\nolivia\nava", "\nemma\nolivia\nava\n")]
    [InlineData("\n\nemma\n\n\nava\n\n", "\nemma\nava\n")]
    [InlineData("emma\r\nava\r\n", "\nemma\nava\n")]
    [InlineData("em ma\n \nava", "\nem ma\n \nava\n")]
    [InlineData("a\rb\n", "\na\rb\n")]
    public void Lines_are_documents_and_the_line_feed_is_the_symbol(string text, string expected)
        => Read(text, DocumentFormat.Lines).Should().Be(expected);

    [Theory]
    [InlineData("a\nb\n\nc\n", "!a\nb!c!")]
    [InlineData("\n\na\nb\n \t\n\n\nc\n\n", "!a\nb!c!")]
    [InlineData("a\n  b\n\n  c", "!a\n  b!  c!")]
    [InlineData("a\r\nb\r\n\r\nc\r\n", "!a\nb!c!")]
    [InlineData("a b\n", "!a b!")]
    public void Blank_lines_separate_documents(string text, string expected)
        => Read(text, DocumentFormat.BlankLines).Should().Be(expected.Replace("!", Symbol, StringComparison.Ordinal));

    [Theory]
    [InlineData("%", "a\n%\nb\nc\n%\n", "!a!b\nc!")]
    [InlineData("%", "%%a%%b%", "!a!b!")]
    [InlineData("---", "a--b---c-----d--", "!a--b!c!--d--!")]
    [InlineData("aab", "xaaaby", "!xa!y!")]
    [InlineData("abab", "xababab", "!x!ab!")]
    [InlineData("\n\n", "a\n\nb\nc", "!a!b\nc!")]
    [InlineData("<|end|>", "Once.\nTwice.\n<|end|>\n\nThrice.\n<|end|>\n", "!Once.\nTwice.!Thrice.!")]
    public void A_text_separates_documents(string separator, string text, string expected)
        => Read(text, DocumentFormat.SeparatedBy(separator)).Should().Be(expected.Replace("!", Symbol, StringComparison.Ordinal));

    [Fact]
    public void Any_text_is_divided_as_string_operations_divide_it()
    {
        var random = new Random(1);
        for (int n = 0; n < 300; n++)
        {
            string text = "x" + new string(random.GetItems<char>("ab\n \t\r-", random.Next(100)));
            string lineFeeds = text.Replace("\r\n", "\n", StringComparison.Ordinal);
            string[] lines = lineFeeds.Split('\n');
            Read(text, DocumentFormat.Lines).Should().Be("\n" + string.Concat(lines.Where(line => line.Length > 0).Select(line => line + "\n")));

            IEnumerable<string> separated = lineFeeds.Split("-b-").Select(document => document.Trim('\n')).Where(document => document.Length > 0);
            Read(text, DocumentFormat.SeparatedBy("-b-")).Should().Be(Symbol + string.Concat(separated.Select(document => document + Symbol)));

            string marked = string.Join('\n', lines.Select(line => line.Trim(' ', '\t').Length == 0 ? Symbol : line));
            IEnumerable<string> blocks = marked.Split(Symbol).Select(block => block.Trim('\n')).Where(block => block.Length > 0);
            Read(text, DocumentFormat.BlankLines).Should().Be(Symbol + string.Concat(blocks.Select(block => block + Symbol)));
        }
    }

    [Fact]
    public void A_long_text_is_read_across_all_buffers()
    {
        string[] names = [.. Enumerable.Range(0, 50_000).Select(n => $"nämé{n}")];

        Read(string.Join("\r\n", names), DocumentFormat.Lines).Should().Be("\n" + string.Join('\n', names) + "\n");
    }

    [Fact]
    public void Documents_of_several_files_stand_side_by_side()
    {
        Stream[] files = [Utf8("emma\nava"), Utf8("olivia\n")];

        ReadText read = TextFile.ReadDocuments(files, new TextReadingOptions { Documents = DocumentFormat.Lines });

        Decode(read).Should().Be("\nemma\nava\nolivia\n");
        Decode(TextFile.ReadDocuments([Utf8("a\nb"), Utf8("c")], new TextReadingOptions())).Should().Be($"{Symbol}a\nb{Symbol}c{Symbol}");
    }

    [Fact]
    public void The_text_trains_with_the_symbol_of_the_format()
    {
        foreach (DocumentFormat format in (DocumentFormat[])[DocumentFormat.Lines, DocumentFormat.BlankLines, DocumentFormat.SeparatedBy("%")])
        {
            EncodedText text = TextFile.Read(Utf8("ab\n\n%cd\n\n%ef\n\n%"), new TextReadingOptions { Documents = format }).Text;
            new TrainingOptions { SequenceLength = 2, EndOfText = format.EndOfText }.UpdatesInEpoch(text).Should().BePositive();
            text.Vocabulary[text[0]].ToString().Should().Be(format.EndOfText);
            text[text.Length - 1].Should().Be(text[0]);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\r\n\n")]
    public void A_text_without_a_document_is_refused(string text)
        => FluentActions.Invoking(() => Read(text, DocumentFormat.Lines)).Should().Throw<InvalidDataException>().WithMessage("It has no text.");

    [Fact]
    public void The_symbol_must_not_be_in_the_text()
        => FluentActions.Invoking(() => Read("a" + Symbol, DocumentFormat.BlankLines)).Should().Throw<InvalidDataException>().WithMessage("*U+0003*");

    [Fact]
    public void A_vocabulary_without_the_symbol_is_refused()
        => FluentActions.Invoking(() => TextFile.Read(Utf8("ab"), new TextReadingOptions { Documents = DocumentFormat.BlankLines }, Vocabulary.FromText("ab")))
            .Should().Throw<InvalidDataException>().WithMessage("*U+0003*");

    [Theory]
    [InlineData("")]
    [InlineData("a\u0003")]
    [InlineData("a\uD800")]
    public void A_separator_must_be_text(string separator)
        => FluentActions.Invoking(() => DocumentFormat.SeparatedBy(separator)).Should().Throw<ArgumentException>().WithParameterName(nameof(separator));

    private static string Read(string text, DocumentFormat format) => Decode(TextFile.Read(Utf8(text), new TextReadingOptions { Documents = format }));
}
