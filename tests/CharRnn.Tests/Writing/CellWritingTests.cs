using System.Numerics;
using System.Text;
using CharRnn.Optimization;

namespace CharRnn.Tests.Writing;

/// <summary>Every cell and depth memorises 100 characters and writes them: one text, many texts, any number of threads.</summary>
[Collection(nameof(WholeProcess))]
public abstract class CellWritingTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const string Story =
        "Once there was a fox who counted the stars, lost his place at ninety, and began again from the first";

    public static TheoryData<RnnCell, int> CellsAndDepths => Networks.CellsAndDepths;

    [Theory]
    [MemberData(nameof(CellsAndDepths))]
    public void One_hundred_characters_are_learnt_by_heart(RnnCell cell, int layers)
    {
        RnnModel<T> model = Model(cell, layers, 64);
        int[] text = model.Vocabulary.Encode(Story);
        var workspace = new RnnWorkspace<T>(model.Rnn.Parameters.Architecture, text.Length - 1, threadCount: 1);
        var gradients = new RnnParameters<T>(model.Rnn.Parameters.Architecture);
        var adam = new Adam<T>(model.Rnn.Parameters.Architecture, learningRate: 0.01);
        T loss = T.One;
        for (int update = 0; update < 400 && loss > T.CreateChecked(0.2); update++)
        {
            loss = model.Rnn.Forward(text.AsSpan(..^1), text.AsSpan(1..), new T[model.Rnn.StateSize], workspace);
            model.Rnn.Backward(workspace, gradients);
            GradientClipping.ClipGlobalNorm(gradients, T.CreateChecked(1));
            adam.Apply(model.Rnn.Parameters, gradients);
        }

        double.CreateTruncating(loss).Should().BeLessThan(0.5, "nats for the whole text");
        SamplingOptions greedy = new() { Temperature = 0, Prompt = Story[..1] };
        string rest = Story[1..];
        foreach (int threadCount in new[] { 1, 2, 3 })
        {
            var generator = new TextGenerator<T>(model, new Random(1)) { ThreadCount = threadCount };
            generator.Generate(Story.Length - 1, greedy).Should().Be(rest);
            generator.GenerateMany(3, Story.Length - 1, greedy).Should().OnlyContain(written => written == rest);
        }

        Networks.WriteGreedily(model, new T[model.Rnn.StateSize], text[0], Story.Length - 1).Should().Be(rest);
    }

    [Theory]
    [MemberData(nameof(CellsAndDepths))]
    public void Texts_do_not_depend_on_the_number_of_threads(RnnCell cell, int layers)
    {
        RnnModel<T> model = Model(cell, layers, 100);
        string[] Texts(int threadCount)
        {
            var generator = new TextGenerator<T>(model, new Random(1)) { ThreadCount = threadCount };
            return [generator.Generate(50), .. generator.GenerateMany(5, 20)];
        }

        string[] expected = Texts(1);
        foreach (int threadCount in new[] { 2, 3, 8 })
        {
            Texts(threadCount).Should().Equal(expected);
        }
    }

    /// <summary>The state that training passes to a sample: h and c of every layer.</summary>
    [Theory]
    [MemberData(nameof(CellsAndDepths))]
    public void A_text_goes_on_from_a_given_state(RnnCell cell, int layers)
    {
        RnnModel<T> model = Model(cell, layers, 33);
        int[] text = model.Vocabulary.Encode(Story.AsSpan(0, 20));
        T[] state = new T[model.Rnn.StateSize];
        model.Rnn.Forward(text.AsSpan(..^1), text.AsSpan(1..), state, new RnnWorkspace<T>(model.Rnn.Parameters.Architecture, 19));
        SamplingOptions greedy = new() { Temperature = 0 };

        new TextGenerator<T>(model, new Random(1)).Generate(30, state, text[^1], greedy)
            .Should().Be(Networks.WriteGreedily(model, state, text[^1], 30));
    }

    [Theory]
    [MemberData(nameof(CellsAndDepths))]
    public void A_written_character_allocates_nothing(RnnCell cell, int layers)
    {
        using IEnumerator<Rune> text = new TextGenerator<T>(Model(cell, layers, 40), new Random(1)).Stream().GetEnumerator();
        Allocations.Of(() => text.MoveNext()).Should().Be(0);
    }

    private static RnnModel<T> Model(RnnCell cell, int layers, int m)
    {
        Vocabulary vocabulary = Vocabulary.FromText(Story);
        var parameters = new RnnParameters<T>(Networks.Architecture(vocabulary.Count, m, cell, layers));
        parameters.RandomizeScaled(new Random(5));
        return new RnnModel<T>(vocabulary, parameters);
    }
}

public sealed class CellWritingTestsSingle : CellWritingTests<float>;

public sealed class CellWritingTestsDouble : CellWritingTests<double>;
