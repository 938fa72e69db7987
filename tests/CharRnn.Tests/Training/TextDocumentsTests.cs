using CharRnn.Training;

namespace CharRnn.Tests.Training;

public sealed class TextDocumentsTests
{
    [Fact]
    public void Join_puts_the_symbol_around_each_document()
        => TextDocuments.Join(["one", "", "two"]).Should().Be("\u0003one\u0003\u0003two\u0003");

    [Fact]
    public void Join_refuses_nothing_and_a_document_with_the_symbol()
    {
        FluentActions.Invoking(() => TextDocuments.Join([])).Should().Throw<ArgumentException>().WithParameterName("documents");
        FluentActions.Invoking(() => TextDocuments.Join(["a", "b|c"], "|")).Should().Throw<ArgumentException>()
            .WithParameterName("documents").WithMessage("Document 2*");
    }

    [Fact]
    public void Join_refuses_a_document_that_is_null_and_a_symbol_of_two_characters()
    {
        FluentActions.Invoking(() => TextDocuments.Join(["a", null!])).Should().Throw<ArgumentException>()
            .WithParameterName("documents").WithMessage("Document 2*");
        FluentActions.Invoking(() => TextDocuments.Join(["a"], "||")).Should().Throw<ArgumentException>().WithParameterName("endOfText");
        TextDocuments.Join(["a"], "🙂").Should().Be("🙂a🙂");
    }

    [Theory]
    [InlineData("ab")]
    [InlineData("\ud83d")]
    public void EndOfText_must_be_one_character(string value)
        => FluentActions.Invoking(() => new TrainingOptions { EndOfText = value }).Should().Throw<ArgumentException>().WithParameterName("EndOfText");

    [Fact]
    public void A_format_has_its_kind_separator_and_symbol()
    {
        DocumentFormat[] formats = [DocumentFormat.None, DocumentFormat.Lines, DocumentFormat.BlankLines, DocumentFormat.SeparatedBy("%%")];

        formats.Select(format => (format.Kind, format.Separator, format.EndOfText)).Should().Equal(
            (DocumentKind.None, "", ""), (DocumentKind.Lines, "", "\n"), (DocumentKind.BlankLines, "", "\u0003"), (DocumentKind.Separator, "%%", "\u0003"));
    }

    [Fact]
    public void EndOfText_may_be_a_character_of_two_UTF16_units()
        => new TrainingOptions { EndOfText = "🙂" }.EndOfText.Should().Be("🙂");
}
