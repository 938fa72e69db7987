using CharRnn.Optimization;
using CharRnn.Training;

namespace CharRnn.Tests.Training;

/// <summary>A test part beside the validation part: every pair of kinds, with and without documents.</summary>
public sealed class TestSplitTests
{
    private const int Symbol = 0;
    private static readonly string[] _kinds = ["spread", "tail", "every", "range", "parts"];

    public static TheoryData<string, string, int> Pairs
    {
        get
        {
            var pairs = new TheoryData<string, string, int>();
            foreach (string validation in _kinds)
            {
                foreach (string test in _kinds)
                {
                    if (!Split(validation, 0.3).Overlaps(Split(test, 0.9)))
                    {
                        pairs.Add(validation, test, 0);
                        pairs.Add(validation, test, 90);
                    }
                }
            }

            return pairs;
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Training_validation_and_test_never_share_a_target_and_the_test_part_is_that_without_validation(string validation, string test, int documentLength)
    {
        int[] text = [.. Enumerable.Range(0, 3001).Select(i => documentLength > 0 && i % (documentLength + 1) == 0 ? Symbol : 1 + (i % 7))];
        int? symbol = documentLength > 0 ? Symbol : null;
        TextDivision division = TextDivision.Of(new IndexSpan(text), Split(validation, 0.3), Split(test, 0.9), symbol, "text");
        int[] training = Targets(division.Training), heldOut = Targets(division.HeldOut), tested = Targets(division.Test);

        training.Concat(heldOut).Concat(tested).Should().OnlyHaveUniqueItems();
        heldOut.Should().NotBeEmpty();
        division.Test.Should().Equal(TextDivision.Of(new IndexSpan(text), Split(test, 0.9), ValidationSplit.None, symbol, "text").HeldOut);
        int lost = 2 * (division.Training.Length + division.HeldOut.Length + division.Test.Length);
        (training.Length + heldOut.Length + tested.Length).Should().BeInRange(text.Length - 1 - lost, text.Length - 1);
    }

    [Fact]
    public void Two_tails_stand_one_before_the_other()
    {
        TextDivision division = TextDivision.Of(new IndexSpan(new int[1000]), ValidationSplit.Tail(0.1), ValidationSplit.Tail(0.2), null, "text");
        division.Test.Should().Equal(new TextSegment(800, 999));
        division.HeldOut.Should().Equal(new TextSegment(700, 799));
        division.Training.Should().Equal(new TextSegment(0, 699));
    }

    [Fact]
    public void Tail_that_is_longer_than_the_text_after_the_test_part_continues_before_it()
    {
        TextDivision division = TextDivision.Of(new IndexSpan(new int[1000]), ValidationSplit.Tail(0.1), ValidationSplit.Range(0.85, 0.95), null, "text");
        division.Test.Should().Equal(new TextSegment(850, 949));
        division.HeldOut.Should().Equal(new TextSegment(800, 849), new TextSegment(950, 999));
        division.Training.Should().Equal(new TextSegment(0, 799));
    }

    [Fact]
    public void Tail_that_is_longer_than_all_that_the_test_part_leaves_takes_all_of_it_and_the_run_is_refused()
    {
        TextDivision division = TextDivision.Of(new IndexSpan(new int[1000]), ValidationSplit.Tail(0.3), ValidationSplit.Range(0.1, 0.9), null, "text");
        division.HeldOut.Should().Equal(new TextSegment(0, 99), new TextSegment(900, 999));
        division.Training.Should().BeEmpty();
        division.TrainingLength.Should().Be(0);
        TextDivision.Of(new IndexSpan(new int[1000]), ValidationSplit.Range(0.5, 1), ValidationSplit.Range(0, 0.5), null, "text").TrainingLength.Should().Be(0);

        RnnModel<double> model = Networks.RandomModel<double>("ab", 2, seed: 1);
        var trainer = new Trainer<double>(model, new Sgd<double>(model.Rnn.Parameters.Architecture), new() { Epochs = 1, Validation = ValidationSplit.Tail(0.3), Test = ValidationSplit.Range(0.1, 0.9) });
        FluentActions.Invoking(() => trainer.Train(new int[1000])).Should().Throw<ArgumentException>();
    }

    [Fact]
    public void Training_never_looks_at_the_test_part()
    {
        int[] text = [.. Enumerable.Range(0, 300).Select(i => i * i % 5)], changed = [.. text];
        Array.Fill(changed, 0, 150, 30);
        Numbers.ShouldBeSame(TrainOn(text), TrainOn(changed), "the network");

        static RnnParameters<double> TrainOn(int[] text)
        {
            RnnModel<double> model = Networks.RandomModel<double>("abcde", 6, seed: 1);
            var trainer = new Trainer<double>(
                model, new AdaGrad<double>(model.Rnn.Parameters.Architecture),
                new TrainingOptions { SequenceLength = 5, Epochs = 2, Validation = ValidationSplit.Tail(0.2), Test = ValidationSplit.Range(0.5, 0.6) });
            TrainingResult<double> result = trainer.Train(text);
            result.EpochHistory.Should().OnlyContain(epoch => epoch.ValidationLoss > 0);
            return model.Rnn.Parameters;
        }
    }

    [Fact]
    public void Test_is_the_loss_of_the_test_part_and_NaN_without_one()
    {
        string novel = string.Concat(Enumerable.Repeat("the cat sat on the mat. ", 20));
        EncodedText text = EncodedText.FromText(novel);
        RnnModel<double> model = Networks.RandomModel<double>(novel, 6, seed: 1);
        Measure(ValidationSplit.None).Should().Be(double.NaN);
        Measure(ValidationSplit.Tail(0.25)).Should().BeApproximately(model.Score(novel.AsSpan(360)).NatsPerCharacter, 1e-12);

        double Measure(ValidationSplit test)
            => new Trainer<double>(model, new Sgd<double>(model.Rnn.Parameters.Architecture), new TrainingOptions { SequenceLength = 5, Test = test }).Test(text);
    }

    /// <summary>The splits of <see cref="Places"/>, by the names that the command line uses for them.</summary>
    private static readonly Dictionary<string, ValidationSplit> _named = new()
    {
        ["0.1"] = ValidationSplit.Spread(0.1),
        ["every:10"] = ValidationSplit.EveryNth(10),
        ["last:0.1"] = ValidationSplit.Tail(0.1),
        ["last:0.11"] = ValidationSplit.Tail(0.11),
        ["last:0.15"] = ValidationSplit.Tail(0.15),
        ["last:0.3"] = ValidationSplit.Tail(0.3),
        ["70-80"] = ValidationSplit.Range(0.7, 0.8),
        ["75-85"] = ValidationSplit.Range(0.75, 0.85),
        ["75-95"] = ValidationSplit.Range(0.75, 0.95),
        ["80-90"] = ValidationSplit.Range(0.8, 0.9),
        ["82-88"] = ValidationSplit.Range(0.82, 0.88),
        ["85-95"] = ValidationSplit.Range(0.85, 0.95),
        ["90-100"] = ValidationSplit.Range(0.9, 1),
        ["range:0.1:0.45"] = ValidationSplit.Range(0.1, 0.45),
        ["range:0.1:0.7"] = ValidationSplit.Range(0.1, 0.7),
        ["range:0.85:0.9"] = ValidationSplit.Range(0.85, 0.9),
        ["range:0.9:0.95"] = ValidationSplit.Range(0.9, 0.95),
        ["parts:2:0.05"] = ValidationSplit.PerPart(2, 0.05),
        ["parts:2:0.1"] = ValidationSplit.PerPart(2, 0.1),
        ["parts:3:0.1"] = ValidationSplit.PerPart(3, 0.1),
        ["streams:50"] = ValidationSplit.PerPart(50, 0.05),
    };

    /// <summary>Every pair of kinds with explicit positions: overlapping completely, overlapping partly, and adjacent.</summary>
    public static TheoryData<string, string, bool> Places => new()
    {
        { "80-90", "80-90", true },
        { "85-95", "80-90", true },
        { "75-85", "80-90", true },
        { "82-88", "80-90", true },
        { "75-95", "80-90", true },
        { "70-80", "80-90", false },
        { "90-100", "80-90", false },
        { "range:0.85:0.9", "last:0.15", true },
        { "80-90", "last:0.11", true },
        { "range:0.1:0.7", "last:0.3", false },
        { "80-90", "streams:50", true },
        { "range:0.9:0.95", "parts:2:0.05", false },
        { "streams:50", "80-90", true },
        { "streams:50", "last:0.1", true },
        { "parts:2:0.1", "range:0.1:0.45", false },
        { "streams:50", "streams:50", true },
        { "parts:3:0.1", "parts:2:0.1", true },
        { "last:0.1", "last:0.1", false },
        { "last:0.1", "85-95", false },
        { "0.1", "80-90", false },
        { "every:10", "streams:50", false },
        { "80-90", "0.1", false },
        { "80-90", "every:10", false },
    };

    [Theory]
    [MemberData(nameof(Places))]
    public void Validation_that_overlaps_the_test_part_is_refused(string validation, string test, bool overlaps)
    {
        Action divide = () => TextDivision.Of(new IndexSpan(new int[100_000]), _named[validation], _named[test], null, "text");

        if (overlaps)
        {
            divide.Should().Throw<ArgumentException>().WithMessage("*validation and for the test overlap*");
        }
        else
        {
            divide.Should().NotThrow();
        }
    }

    [Fact]
    public void Nothing_left_for_validation_is_said()
        => FluentActions.Invoking(() => TextDivision.Of(new IndexSpan(new int[1000]), ValidationSplit.Spread(), ValidationSplit.Range(0, 1), null, "text"))
            .Should().Throw<ArgumentException>().WithMessage("*nothing would be held out for validation beside the test part*");

    [Theory]
    [InlineData(true, "*nothing would be held out for the test part. *")]
    [InlineData(false, "*nothing would be held out for validation. *")]
    public void Nothing_held_out_is_said_of_the_part_that_lacks_it(bool isTest, string message)
        => FluentActions.Invoking(() => TextDivision.Of(
                new IndexSpan(new int[50]),
                isTest ? ValidationSplit.None : ValidationSplit.EveryNth(10),
                isTest ? ValidationSplit.EveryNth(10) : ValidationSplit.None,
                null,
                "text"))
            .Should().Throw<ArgumentException>().WithMessage(message);

    private static ValidationSplit Split(string kind, double end) => kind switch
    {
        "spread" => ValidationSplit.Spread(),
        "tail" => ValidationSplit.Tail(),
        "every" => ValidationSplit.EveryNth(5, 200),
        "range" => ValidationSplit.Range(end - 0.1, end),
        _ => ValidationSplit.PerPart(end > 0.7 ? 4 : 5, 0.1),
    };

    private static int[] Targets(TextSegment[] pieces) => [.. pieces.SelectMany(piece => Enumerable.Range(piece.Start + 1, piece.TargetCount))];
}
