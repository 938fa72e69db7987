using System.Numerics;

namespace CharRnn.Tests;

public abstract class RnnModelScoreManyTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const string Characters = "\nabcde";

    private protected abstract double Tolerance { get; }

    [Theory]
    [InlineData(1, 2, 2)]
    [InlineData(3, 2, 9)]
    [InlineData(64, 2, 40)]
    [InlineData(65, 2, 33)]
    [InlineData(200, 2, 100)]
    public void Scores_are_those_of_the_texts_one_by_one(int count, int shortest, int longest)
    {
        RnnModel<T> model = CreateModel();
        string[] texts = CreateTexts(count, shortest, longest);

        IReadOnlyList<TextScore> scores = model.ScoreMany(texts);

        scores.Should().HaveCount(count);
        for (int n = 0; n < count; n++)
        {
            RequireSame(scores[n], model.Score(texts[n]), n);
        }
    }

    [Fact]
    public void With_the_symbol_a_score_is_that_of_the_whole_document()
    {
        RnnModel<T> model = CreateModel();
        string[] documents = [.. CreateTexts(100, 0, 12)];

        IReadOnlyList<TextScore> scores = model.ScoreMany(documents, endOfText: "\n");

        for (int n = 0; n < documents.Length; n++)
        {
            RequireSame(scores[n], model.Score("\n" + documents[n] + "\n"), n);
        }
    }

    [Fact]
    public void Probabilities_of_all_documents_add_up_to_one()
    {
        // p(end) = 1/2 everywhere: the documents up to 11 characters have all but 2⁻¹² of the probability.
        RnnModel<T> model = Networks.Constant<T>("\na", 0.5, 0.5);

        double sum = model.ScoreMany([.. Enumerable.Range(0, 12).Select(length => new string('a', length))], "\n").Sum(score => Math.Exp(-score.TotalLoss));

        sum.Should().BeApproximately(1 - (1 / 4096.0), 1e-6);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(60_000)]
    public void Score_of_documents_is_the_sum_of_their_scores_and_tells_every_character_in_order(int count)
    {
        RnnModel<T> model = CreateModel();
        string[] documents = [.. CreateTexts(count, 1, 12)];
        EncodedText text = EncodedText.FromText("\n" + string.Concat(documents.Select(document => document + "\n")), model.Vocabulary);
        var losses = new T[text.Length];
        int next = 1;

        TextScore score = model.ScoreDocuments(text, "\n", (position, part) =>
        {
            position.Should().Be(next);
            part.CopyTo(losses.AsSpan(position));
            next += part.Length;
        });

        next.Should().Be(text.Length);
        score.PredictionCount.Should().Be(text.Length - 1);
        int at = 1;
        double total = 0;
        foreach (TextScore expected in model.ScoreMany(documents, "\n"))
        {
            int length = (int)expected.PredictionCount;
            losses.AsSpan(at, length).ToArray().Sum(loss => double.CreateTruncating(loss)).Should().BeApproximately(expected.TotalLoss, 100 * Tolerance);
            at += length;
            total += expected.TotalLoss;
        }

        score.TotalLoss.Should().BeApproximately(total, Tolerance * text.Length);
    }

    [Fact]
    public void No_text_has_no_score() => CreateModel().ScoreMany([]).Should().BeEmpty();

    [Fact]
    public void Arguments_are_checked_and_messages_name_the_text()
    {
        RnnModel<T> model = CreateModel();

        model.Invoking(m => m.ScoreMany(null!)).Should().Throw<ArgumentNullException>().WithParameterName("texts");
        model.Invoking(m => m.ScoreMany(["ab", null!])).Should().Throw<ArgumentNullException>().WithParameterName("texts").WithMessage("Text 1 is null.*");
        model.Invoking(m => m.ScoreMany(["ab"], null!)).Should().Throw<ArgumentNullException>().WithParameterName("endOfText");
        model.Invoking(m => m.ScoreMany(["ab"], "ab")).Should().Throw<ArgumentException>().WithParameterName("endOfText");
        EncodedText text = EncodedText.FromText("\nab\n", model.Vocabulary);
        model.Invoking(m => m.ScoreDocuments(null!, "\n")).Should().Throw<ArgumentNullException>().WithParameterName("text");
        model.Invoking(m => m.ScoreDocuments(text, null!)).Should().Throw<ArgumentNullException>().WithParameterName("endOfText");
        model.Invoking(m => m.ScoreDocuments(text, "")).Should().Throw<ArgumentException>().WithParameterName("endOfText");
        model.Invoking(m => m.ScoreDocuments(EncodedText.FromText("ab"), "a")).Should().Throw<ArgumentException>().WithParameterName("text");
        model.Invoking(m => m.ScoreMany(["ab"], "z")).Should().Throw<ArgumentException>().WithMessage("*'z'*");
        model.Invoking(m => m.ScoreMany(["ab", "a"])).Should().Throw<ArgumentException>().WithMessage("Text 1 has 1 character;*").WithParameterName("texts");
        model.Invoking(m => m.ScoreMany(["ab", "ab", "axb"])).Should().Throw<ArgumentException>().WithMessage("Text 2: *'x'*").WithParameterName("texts");
    }

    private static RnnModel<T> CreateModel() => Networks.RandomModel<T>(Characters, 20, seed: 3, standardDeviation: 0.2);

    private static string[] CreateTexts(int count, int shortest, int longest)
    {
        var random = new Random(count);
        return [.. Enumerable.Range(0, count).Select(_ => new string(random.GetItems<char>("abcde", random.Next(shortest, longest + 1))))];
    }

    private void RequireSame(TextScore score, TextScore expected, int number)
    {
        score.PredictionCount.Should().Be(expected.PredictionCount, "text {0}", number);
        score.TotalLoss.Should().BeApproximately(expected.TotalLoss, Tolerance * expected.PredictionCount, "text {0}", number);
    }
}

public sealed class RnnModelScoreManyTestsDouble : RnnModelScoreManyTests<double>
{
    private protected override double Tolerance => 1e-13;
}

public sealed class RnnModelScoreManyTestsSingle : RnnModelScoreManyTests<float>
{
    private protected override double Tolerance => 1e-6;
}
