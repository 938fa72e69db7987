using System.Numerics;

namespace CharRnn.Tests;

public abstract class TextSessionTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private protected abstract double Tolerance { get; }

    [Theory]
    [InlineData("")]
    [InlineData("ab")]
    public void Session_writes_what_a_generator_writes(string prompt)
    {
        RnnModel<T> model = Networks.RandomModel<T>("\nabcde", 20, seed: 3, standardDeviation: 0.2);
        var options = new SamplingOptions { Prompt = prompt, Temperature = 0.7, TopK = 4 };

        string expected = new TextGenerator<T>(model, new Random(5)).Generate(100, options);

        Write(new TextSession<T>(model, new Random(5), options), 100).Should().Be(expected);
    }

    [Fact]
    public void Log_probabilities_are_those_of_the_score_whatever_the_temperature()
    {
        RnnModel<T> model = Networks.RandomModel<T>("\nabcde", 20, seed: 3, standardDeviation: 0.2);
        var session = new TextSession<T>(model, new Random(5), new SamplingOptions { Prompt = "ab", Temperature = 0.5, TopP = 0.9 });
        WrittenCharacter[] written = [.. Enumerable.Range(0, 50).Select(_ => session.Next())];
        string text = "ab" + string.Concat(written.Select(character => character.Character.ToString()));
        var losses = new T[text.Length - 1];

        model.Score(model.Vocabulary.Encode(text), losses);

        for (int i = 0; i < written.Length; i++)
        {
            written[i].LogProbability.Should().BeApproximately(-double.CreateTruncating(losses[i + 1]), Tolerance, "character {0}", i);
        }
    }

    [Fact]
    public void Log_probability_of_an_improbable_character_is_finite()
    {
        RnnModel<T> model = Networks.Constant<T>("ab", 1, 1e-300);
        model.Rnn.Parameters.OutputBias[1] = T.CreateChecked(-900);
        var session = new TextSession<T>(model, new Random(1), new SamplingOptions { Temperature = 1e6 });

        double[] written = [.. Enumerable.Range(0, 100).Select(_ => session.Next().LogProbability).Distinct().Order()];

        written.Should().HaveCount(2);
        written[0].Should().BeApproximately(-900, 1e-3);
        written[1].Should().BeApproximately(0, 1e-6);
    }

    [Fact]
    public void Return_takes_back_what_was_read_and_written()
    {
        RnnModel<T> model = Networks.RandomModel<T>("\nabcde", 20, seed: 3, standardDeviation: 0.2);
        var options = new SamplingOptions { Temperature = 0 };
        var session = new TextSession<T>(model, new Random(5), options);
        TextSessionPoint<T> beginning = session.Mark();
        string first = Write(session, 20);
        TextSessionPoint<T> middle = session.Mark();
        string second = Write(session, 20);

        session.Read("ccc");
        session.Return(middle);
        Write(session, 20).Should().Be(second);
        session.Return(beginning);
        Write(session, 20).Should().Be(first);
    }

    [Fact]
    public void Options_take_effect_at_the_next_character()
    {
        RnnModel<T> model = Networks.Constant<T>("ab", 0.6, 0.4);
        var session = new TextSession<T>(model, new Random(5));

        Write(session, 100).Should().Contain("b");
        session.ChangeOptions(session.Options with { Temperature = 0 });
        Write(session, 100).Should().Be(new string('a', 100));
    }

    [Fact]
    public void Unknown_characters_are_refused_and_nothing_is_read()
    {
        RnnModel<T> model = Networks.ThreeAsThenB<T>();
        var session = new TextSession<T>(model, new Random(5), new SamplingOptions { Temperature = 0 });
        session.Read("aa");

        session.Invoking(s => s.Read("ax")).Should().Throw<ArgumentException>().WithMessage("*'x' (U+0078)*");
        session.Next().Character.Value.Should().Be('a');
        session.Next().Character.Value.Should().Be('b');
    }

    [Fact]
    public void Arguments_are_checked()
    {
        RnnModel<T> model = Networks.ThreeAsThenB<T>();
        var session = new TextSession<T>(model, new Random(5));
        TextSessionPoint<T> foreign = new TextSession<T>(Networks.ThreeAsThenB<T>(), new Random(5)).Mark();

        session.Invoking(s => s.ChangeOptions(null!)).Should().Throw<ArgumentNullException>().WithParameterName("options");
        session.Invoking(s => s.Return(null!)).Should().Throw<ArgumentNullException>().WithParameterName("point");
        session.Invoking(s => s.Return(foreign)).Should().Throw<ArgumentException>().WithParameterName("point");
        FluentActions.Invoking(() => new TextSession<T>(null!, new Random(5))).Should().Throw<ArgumentNullException>().WithParameterName("model");
        FluentActions.Invoking(() => new TextSession<T>(model, null!)).Should().Throw<ArgumentNullException>().WithParameterName("random");
    }

    private static string Write(TextSession<T> session, int length)
        => string.Concat(Enumerable.Range(0, length).Select(_ => session.Next().Character.ToString()));
}

public sealed class TextSessionTestsDouble : TextSessionTests<double>
{
    private protected override double Tolerance => 1e-12;
}

public sealed class TextSessionTestsSingle : TextSessionTests<float>
{
    private protected override double Tolerance => 1e-5;
}
