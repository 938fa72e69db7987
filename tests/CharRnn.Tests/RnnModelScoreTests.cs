using System.Numerics;

namespace CharRnn.Tests;

public abstract class RnnModelScoreTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly Vocabulary _vocabulary = Vocabulary.FromText("abcd");

    /// <summary>Float logits are off by about 1e-7 each.</summary>
    private protected abstract double Tolerance { get; }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(128)]
    [InlineData(129)]
    [InlineData(130)]
    [InlineData(257)]
    [InlineData(1000)]
    public void Score_of_any_length_is_the_sum_of_single_steps(int length)
    {
        RnnModel<T> model = CreateModel(standardDeviation: 0.5);
        int[] text = CreateText(length);
        double[] expected = StepByStep(model, text);
        var losses = new T[length - 1];

        TextScore score = model.Score(text, losses);

        score.PredictionCount.Should().Be(length - 1);
        score.TotalLoss.Should().BeApproximately(expected.Sum(), Tolerance * length);
        for (int i = 0; i < expected.Length; i++)
        {
            double.CreateTruncating(losses[i]).Should().BeApproximately(expected[i], Tolerance, "character {0}", i + 1);
        }
    }

    [Fact]
    public void Score_of_an_ignorant_network_is_the_uniform_guess()
    {
        TextScore score = CreateModel(standardDeviation: 0).Score("abacadabra".Replace('r', 'c'));

        score.NatsPerCharacter.Should().BeApproximately(Math.Log(4), 1e-6);
        score.BitsPerCharacter.Should().BeApproximately(2, 1e-6);
        score.Perplexity.Should().BeApproximately(4, 1e-5);
        score.ToString().Should().Be("1.386 nats/char (2.000 bits/char, perplexity 4.000)");
    }

    [Theory]
    [InlineData(2)]
    [InlineData(129)]
    [InlineData(300)]
    public void Score_of_an_encoded_text_is_that_of_its_indexes(int length)
    {
        RnnModel<T> model = CreateModel(standardDeviation: 0.5);
        int[] text = CreateText(length);
        T[] expected = new T[length - 1], losses = new T[length - 1];
        TextScore score = model.Score(text, expected);

        model.Score(EncodedText.FromIndexes(text, _vocabulary), losses).Should().Be(score);
        model.Score(EncodedText.FromIndexes(text, _vocabulary)).Should().Be(score);

        losses.Should().Equal(expected);
    }

    [Fact]
    public void Score_passes_the_losses_to_a_callback_in_order_with_their_positions()
    {
        RnnModel<T> model = CreateModel(standardDeviation: 0.5);
        EncodedText text = EncodedText.FromIndexes(CreateText(300), _vocabulary);
        var expected = new T[299];
        TextScore score = model.Score(text, expected);
        List<T> told = [];

        model.Score(text, (position, losses) =>
        {
            position.Should().Be(told.Count + 1);
            told.AddRange(losses);
        }).Should().Be(score);

        told.Should().Equal(expected);
    }

    [Fact]
    public void Score_of_a_text_that_does_not_fit_is_refused_by_name()
    {
        RnnModel<T> model = CreateModel(0);

        FluentActions.Invoking(() => model.Score((EncodedText)null!)).Should().Throw<ArgumentNullException>().WithParameterName("text");
        FluentActions.Invoking(() => model.Score(EncodedText.FromText("abcd xyz"))).Should().Throw<ArgumentException>().WithParameterName("text");
        FluentActions.Invoking(() => model.Score(EncodedText.FromIndexes([1], _vocabulary))).Should().Throw<ArgumentException>().WithParameterName("text");
        FluentActions.Invoking(() => model.Score(EncodedText.FromIndexes([1, 2], _vocabulary), new T[2])).Should().Throw<ArgumentException>().WithParameterName("losses");
        FluentActions.Invoking(() => model.Score([0, 1, 4, 2])).Should().Throw<ArgumentOutOfRangeException>().WithParameterName("text").WithMessage("*position 2*");
    }

    [Fact]
    public void Score_of_one_character_is_refused()
    {
        Action act = () => CreateModel(0).Score("a");

        act.Should().Throw<ArgumentException>().WithParameterName("text").WithMessage("*1 character; 2 are needed*");
    }

    [Fact]
    public void Score_into_an_array_of_another_length_is_refused()
    {
        Action act = () => CreateModel(0).Score([0, 1, 2], new T[3]);

        act.Should().Throw<ArgumentException>().WithParameterName("losses").WithMessage("*3 elements; 2 are needed*");
    }

    [Fact]
    public void Score_of_an_unknown_character_is_refused()
    {
        Action act = () => CreateModel(0).Score("abx");

        act.Should().Throw<ArgumentException>().WithMessage("*'x' (U+0078) at position 2*");
    }

    private static RnnModel<T> CreateModel(double standardDeviation)
    {
        var parameters = new RnnParameters<T>(Networks.Architecture(_vocabulary.Count, 7));
        parameters.Randomize(new Random(1), standardDeviation);
        return new RnnModel<T>(_vocabulary, parameters);
    }

    private static int[] CreateText(int length)
    {
        var random = new Random(2);
        return [.. Enumerable.Range(0, length).Select(_ => random.Next(_vocabulary.Count))];
    }

    /// <summary>−ln p of every next character, with logits from <see cref="Rnn{T}.Step"/> and a plain logsumexp in double.</summary>
    private static double[] StepByStep(RnnModel<T> model, int[] text)
    {
        var state = new T[model.Rnn.StateSize];
        var logits = new T[_vocabulary.Count];
        var losses = new double[text.Length - 1];
        for (int i = 0; i < losses.Length; i++)
        {
            model.Rnn.Step(text[i], state, logits);
            losses[i] = Math.Log(logits.Sum(logit => Math.Exp(double.CreateTruncating(logit)))) - double.CreateTruncating(logits[text[i + 1]]);
        }

        return losses;
    }
}

public sealed class RnnModelScoreTestsDouble : RnnModelScoreTests<double>
{
    private protected override double Tolerance => 1e-12;
}

public sealed class RnnModelScoreTestsSingle : RnnModelScoreTests<float>
{
    private protected override double Tolerance => 1e-5;
}
