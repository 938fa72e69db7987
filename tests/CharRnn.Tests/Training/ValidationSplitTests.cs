using CharRnn.Training;

namespace CharRnn.Tests.Training;

/// <summary>What each kind of split holds out, with and without documents.</summary>
public sealed class ValidationSplitTests
{
    private const int Symbol = 0;

    public static TheoryData<string, int> KindsAndDocuments
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (string kind in (string[])["spread", "tail", "every", "range", "parts"])
            {
                data.Add(kind, 0);
                data.Add(kind, 7);
                data.Add(kind, 90);
                data.Add(kind, 700);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(KindsAndDocuments))]
    public void What_is_held_out_is_never_a_training_target_and_all_else_is_read(string kind, int documentLength)
    {
        int[] text = Text(3001, documentLength);
        TextDivision division = Divide(text, Split(kind), documentLength > 0 ? Symbol : null);
        int[] training = [.. division.Training.SelectMany(Targets)], heldOut = [.. division.HeldOut.SelectMany(Targets)];

        training.Should().BeInAscendingOrder().And.OnlyHaveUniqueItems();
        heldOut.Should().BeInAscendingOrder().And.OnlyHaveUniqueItems().And.NotIntersectWith(training);
        // Neighbours of different kinds leave out the character between them.
        int changes = division.Training.Length + division.HeldOut.Length;
        (training.Length + heldOut.Length).Should().BeInRange(text.Length - changes - 1, text.Length - 1);
        foreach (TextSegment piece in division.Training.Concat(division.HeldOut).Where(_ => documentLength > 0))
        {
            text[(piece.Start + 1)..piece.LastTarget].Should().NotContain(Symbol, "no piece reaches into the next document");
        }
    }

    [Theory]
    [InlineData(3001, 0.1)]
    [InlineData(70_000, 0.1)]
    [InlineData(1_115_394, 0.1)]
    [InlineData(70_000, 0.03)]
    [InlineData(70_000, 0.4)]
    public void Spread_holds_out_about_the_fraction_in_chunks_at_even_distances(int length, double fraction)
    {
        TextSegment[] heldOut = Divide(Text(length, 0), ValidationSplit.Spread(fraction), null).HeldOut;

        ((double)heldOut.Sum(piece => piece.TargetCount) / length).Should().BeApproximately(fraction, 0.05 * fraction + (1.0 * heldOut.Length / length));
        heldOut.Length.Should().BeGreaterThanOrEqualTo(length < 10_000 ? 1 : 4);
        heldOut.Should().OnlyContain(piece => piece.TargetCount <= 5000);
        int[] distances = [.. heldOut.Zip(heldOut.Skip(1), (one, next) => next.Start - one.Start).DefaultIfEmpty()];
        (distances.Max() - distances.Min()).Should().BeLessThanOrEqualTo(heldOut.Max(piece => piece.TargetCount) + 2);
    }

    [Fact]
    public void Spread_of_a_tiny_text_holds_out_a_piece_of_its_middle()
        => Divide(Text(40, 0), ValidationSplit.Spread(0.1), null).HeldOut.Should().ContainSingle().Which.Start.Should().BeInRange(10, 30);

    [Fact]
    public void Spread_holds_out_whole_documents_where_there_are_enough()
    {
        // 40 documents of 20 characters, each with its symbol.
        int[] text = Text(801, 19);
        TextDivision division = Divide(text, ValidationSplit.Spread(0.1), Symbol);
        division.HeldOut.Should().Equal(new(80, 100), new(280, 300), new(480, 500), new(680, 700));
        division.Training.Should().HaveCount(36);
    }

    /// <summary>Documents of which the fifth, fifteenth and so on, which would be held out by their number, are much longer or shorter than the others; and too few documents.</summary>
    [Theory]
    [InlineData(100, 20, 400)]
    [InlineData(100, 100, 5)]
    [InlineData(3, 200, 600)]
    public void Spread_holds_out_about_the_fraction_whatever_the_lengths_of_the_documents(int count, int length, int unusualLength)
    {
        int first = count < 10 ? 0 : 4;
        int[] text = [Symbol, .. Enumerable.Range(0, count).SelectMany(i => Enumerable.Repeat(1, (i % 10 == first ? unusualLength : length) - 1).Append(Symbol))];
        TextDivision division = Divide(text, ValidationSplit.Spread(0.1), Symbol);

        ((double)division.HeldOut.Sum(piece => piece.TargetCount) / (text.Length - 1)).Should().BeInRange(0.07, 0.13);
    }

    [Fact]
    public void EveryNth_holds_out_every_nth_document_with_the_symbol_that_ends_it()
    {
        int[] text = Text(801, 19);
        TextDivision division = Divide(text, ValidationSplit.EveryNth(10), Symbol);
        division.HeldOut.Should().Equal(new(180, 200), new(380, 400), new(580, 600), new(780, 800));
        division.Training.Should().HaveCount(36);
    }

    [Fact]
    public void EveryNth_divides_a_long_document_into_chunks_that_count_like_documents()
    {
        // A document of 300 characters and six of 19.
        int[] text = [Symbol, .. Enumerable.Repeat(1, 299), .. Text(121, 19)];
        TextDivision division = Divide(text, ValidationSplit.EveryNth(2, 100), Symbol);
        division.HeldOut.Should().Equal(new(100, 199), new(300, 320), new(340, 360), new(380, 400));
        division.Training.Should().Equal(new(0, 99), new(200, 300), new(320, 340), new(360, 380), new(400, 420));
    }

    [Fact]
    public void EveryNth_with_fewer_documents_than_n_is_refused_and_says_so()
        => FluentActions.Invoking(() => Divide(Text(61, 19), ValidationSplit.EveryNth(10), Symbol))
            .Should().Throw<ArgumentException>().WithParameterName("text").WithMessage("*only 3 documents*fewer than 10*one in 3, or a fraction*");

    /// <summary>Units of one and two characters, of which one character falls away at each change.</summary>
    [Fact]
    public void No_piece_is_empty_however_short_the_units()
    {
        TextDivision division = Divide(Text(40, 2), ValidationSplit.EveryNth(2, 2), Symbol);
        division.HeldOut.Should().NotBeEmpty();
        division.Training.Concat(division.HeldOut).Should().OnlyContain(piece => piece.TargetCount > 0);
    }

    [Fact]
    public void Range_holds_out_one_range()
    {
        TextDivision division = Divide(Text(1000, 0), ValidationSplit.Range(0.8, 0.9), null);
        division.HeldOut.Should().Equal(new TextSegment(800, 899));
        division.Training.Should().Equal(new TextSegment(0, 799), new TextSegment(900, 999));
    }

    [Fact]
    public void PerPart_holds_out_the_end_of_each_part()
        => Divide(Text(1000, 0), ValidationSplit.PerPart(4, 0.2), null).HeldOut
            .Should().Equal(new TextSegment(200, 249), new TextSegment(450, 499), new TextSegment(700, 749), new TextSegment(950, 999));

    [Theory]
    [InlineData("tail")]
    [InlineData("range")]
    public void A_range_within_one_long_document_is_held_out_as_it_is(string kind)
        => Divide(Text(1001, 499), Split(kind), Symbol).HeldOut.Sum(piece => piece.TargetCount).Should().BeInRange(80, 200);

    [Fact]
    public void Numbers_out_of_range_are_refused_by_name()
    {
        Refused("end", () => ValidationSplit.Range(0.5, 0.5));
        Refused("RangeStart", () => ValidationSplit.Range(-0.1, 0.5));
        Refused("RangeEnd", () => ValidationSplit.Range(0.1, 1.5));
        Refused("RangeEnd", () => ValidationSplit.Range(0.1, double.NaN));
        Refused("partCount", () => ValidationSplit.PerPart(0));
        Refused("PartCount", () => new ValidationSplit { PartCount = -1 });
        Refused("Fraction", () => ValidationSplit.PerPart(50, 0));
        Refused("Fraction", () => ValidationSplit.Spread(1));
        static void Refused(string name, Func<ValidationSplit> make) => make.Should().Throw<ArgumentOutOfRangeException>().WithParameterName(name);
    }

    /// <summary>The streams share the remaining text: none ends early because of the gaps.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(16)]
    [InlineData(32)]
    public void Streams_read_all_but_a_few_windows_of_a_text_with_gaps(int batch)
    {
        int[] text = Text(200_000, 0);
        var options = new TrainingOptions { SequenceLength = 50, BatchSize = batch, Validation = ValidationSplit.Spread() };
        WindowSchedule schedule = WindowSchedule.Create(new IndexSpan(text), options, null, "text");
        schedule.BeginEpoch(0);

        int read = batch * Enumerable.Range(0, schedule.WindowCount).Sum(schedule.LengthOf);

        read.Should().BeGreaterThan(180_000 - (60 * batch));
    }

    private static IEnumerable<int> Targets(TextSegment piece) => Enumerable.Range(piece.Start + 1, piece.TargetCount);

    private static TextDivision Divide(int[] text, ValidationSplit split, int? symbol) => TextDivision.Of(new IndexSpan(text), split, test: ValidationSplit.None, symbol, "text");

    private static ValidationSplit Split(string kind) => kind switch
    {
        "spread" => ValidationSplit.Spread() with { ChunkLength = 200 },
        "tail" => ValidationSplit.Tail(),
        "every" => ValidationSplit.EveryNth(5, 100),
        "range" => ValidationSplit.Range(0.3, 0.45),
        _ => ValidationSplit.PerPart(10, 0.1),
    };

    /// <summary>Ones, with the symbol before each document, and at the end.</summary>
    private static int[] Text(int length, int documentLength)
        => [.. Enumerable.Range(0, length).Select(i => documentLength > 0 && (i % (documentLength + 1) == 0 || i == length - 1) ? Symbol : 1)];
}
