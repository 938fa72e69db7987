using System.Numerics;

namespace CharRnn.Tests.Writing;

/// <summary>Temperature, top-k and nucleus, as a generator applies them.</summary>
public abstract class CharacterChooserTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [Theory]
    [InlineData(0, 0, 1.0)] // greedy
    [InlineData(1e-12, 0, 1.0)] // as good as greedy
    [InlineData(1.0, 1, 1.0)] // the most probable one only
    [InlineData(1.0, 0, 1e-9)] // the smallest nucleus
    [InlineData(100.0, 1, 1.0)]
    public void Greedy_has_many_names(double temperature, int topK, double topP)
    {
        RnnModel<T> model = Networks.RandomModel<T>("the quick brown fox jumps over lazy dogs\n", 12, seed: 5, standardDeviation: 1);
        string expected = Networks.WriteGreedily(model, new T[12], 0, 60);

        Generator(model, seed: 9).Generate(60, new SamplingOptions { Temperature = temperature, TopK = topK, TopP = topP })
            .Should().Be(expected);
    }

    [Theory]
    [InlineData(0, 0, 1.0)]
    [InlineData(1.0, 1, 1.0)]
    [InlineData(1.0, 0, 1e-9)]
    public void Greedy_takes_the_first_of_equally_probable_characters(double temperature, int topK, double topP)
    {
        // Every second character has probability 1/25; the sort is not a stable one.
        string characters = string.Concat(Enumerable.Range('A', 50).Select(c => (char)c));
        TextGenerator<T> generator = Generator(Networks.Constant<T>(characters, [.. Enumerable.Range(0, 50).Select(i => i % 2 == 0 ? 1e-9 : 0.04)]));

        generator.Generate(5, new SamplingOptions { Temperature = temperature, TopK = topK, TopP = topP }).Should().Be("BBBBB");
    }

    [Fact]
    public void Greedy_takes_character_0_when_all_are_equally_probable()
        => Generator(Networks.Constant<T>("abcd", 0.25, 0.25, 0.25, 0.25)).Generate(3, new SamplingOptions { Temperature = 0 }).Should().Be("aaa");

    [Theory]
    [InlineData(1.0, 0, 1.0, 0.5, 0.3, 0.15, 0.05)]
    [InlineData(0.5, 0, 1.0, 0.6849315068, 0.2465753425, 0.0616438356, 0.0068493151)] // p² / Σp²
    [InlineData(2.0, 0, 1.0, 0.3790018, 0.2935735, 0.2075878, 0.1198509)] // √p / Σ√p
    [InlineData(1.0, 2, 1.0, 0.625, 0.375, 0, 0)]
    [InlineData(1.0, 3, 1.0, 0.5263157895, 0.3157894737, 0.1578947368, 0)]
    [InlineData(1.0, 4, 1.0, 0.5, 0.3, 0.15, 0.05)]
    [InlineData(1.0, 1000, 1.0, 0.5, 0.3, 0.15, 0.05)]
    [InlineData(1.0, 0, 0.7, 0.625, 0.375, 0, 0)] // 0.5 is not enough
    [InlineData(1.0, 0, 0.49, 1, 0, 0, 0)]
    [InlineData(1.0, 0, 0.81, 0.5263157895, 0.3157894737, 0.1578947368, 0)]
    [InlineData(1.0, 2, 0.6, 1, 0, 0, 0)] // the nucleus of what top-k leaves: 0.625 is enough
    [InlineData(0.5, 0, 0.9, 0.7352941176, 0.2647058824, 0, 0)] // the nucleus after temperature
    public void Characters_come_with_the_probabilities_that_the_options_leave(
        double temperature, int topK, double topP, double first, double second, double third, double fourth)
    {
        const int Draws = 20_000;
        double[] expected = [first, second, third, fourth];

        // Vocabulary order is not the order of the probabilities.
        TextGenerator<T> generator = Generator(Networks.Constant<T>("abcd", 0.15, 0.5, 0.05, 0.3), seed: 11);
        string text = generator.Generate(Draws, new SamplingOptions { Temperature = temperature, TopK = topK, TopP = topP });

        int[] counts = [.. "bdac".Select(character => text.Count(c => c == character))];
        double chiSquare = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            if (expected[i] == 0)
            {
                counts[i].Should().Be(0);
            }
            else
            {
                chiSquare += Math.Pow(counts[i] - (expected[i] * Draws), 2) / (expected[i] * Draws);
            }
        }

        chiSquare.Should().BeLessThan(16.27, "three degrees of freedom pass it once in a thousand");
    }

    [Theory]
    [InlineData(1.0, 0, 1.0)]
    [InlineData(0, 0, 1.0)]
    [InlineData(1.0, 2, 1.0)]
    [InlineData(1.0, 0, 0.5)]
    public void A_damaged_network_is_refused_whatever_the_options(double temperature, int topK, double topP)
    {
        for (int damaged = 0; damaged < 4; damaged++)
        {
            double[] probabilities = [0.25, 0.25, 0.25, 0.25];
            probabilities[damaged] = double.NaN;

            Generator(Networks.Constant<T>("abcd", probabilities))
                .Invoking(one => one.Generate(1, new SamplingOptions { Temperature = temperature, TopK = topK, TopP = topP }))
                .Should().Throw<InvalidOperationException>().WithMessage("*NaN or infinite*");
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(1000)]
    public void Options_that_leave_every_character_draw_in_the_order_of_the_vocabulary(int topK)
    {
        double[] probabilities = [0.1, 0.4, 0.2, 0.3];
        var random = new Random(21);
        string expected = string.Concat(Enumerable.Range(0, 200).Select(_ =>
        {
            double draw = random.NextDouble(), sum = 0;
            return "abcd"[Array.FindIndex(probabilities, p => draw < (sum += p))];
        }));

        Generator(Networks.Constant<T>("abcd", probabilities), seed: 21).Generate(200, new SamplingOptions { TopK = topK }).Should().Be(expected);
    }

    [Fact]
    public void A_nucleus_that_is_reached_exactly_ends_there()
        => Generator(Networks.Constant<T>("abcd", 0.25, 0.25, 0.25, 0.25)).Generate(100, new SamplingOptions { TopP = 0.5 })
            .Distinct().Order().Should().Equal('a', 'b');

    [Fact]
    public void A_draw_that_rounding_leaves_without_a_character_takes_the_last_possible_one()
    {
        // 29 times 1/29, rounded, adds up to no more than the largest number that is drawn; the character after them is impossible.
        string characters = string.Concat(Enumerable.Range('A', 30).Select(c => (char)c));
        RnnModel<T> model = Networks.Constant<T>(characters, [.. Enumerable.Repeat(1.0, 30)]);
        model.Rnn.Parameters.OutputBias[29] = T.CreateChecked(-1e6);

        new TextGenerator<T>(model, new LargestDraw()).Generate(3).Should().Be(new string(characters[28], 3));
    }

    private static TextGenerator<T> Generator(RnnModel<T> model, int seed = 1) => new(model, new Random(seed));

    private sealed class LargestDraw : Random
    {
        public override double NextDouble() => 1 - Math.Pow(2, -53);
    }
}

public sealed class CharacterChooserTestsDouble : CharacterChooserTests<double>;

public sealed class CharacterChooserTestsSingle : CharacterChooserTests<float>;
