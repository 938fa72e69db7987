using System.Numerics;
using System.Text;

namespace CharRnn.Tests;

public abstract class TextGeneratorTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly SamplingOptions _greedy = new() { Temperature = 0 };

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Generate_feeds_every_character_it_chooses_back_into_the_network(double temperature)
    {
        // Fed with anything but its own last character, the network would repeat one letter or skip some.
        RnnModel<T> model = Networks.Cycle<T>("abcde");
        for (int seed = 0; seed < 5; seed++)
        {
            Generator(model, seed).Generate(23, new SamplingOptions { Temperature = temperature, Prompt = "e" })
                .Should().Be("abcdeabcdeabcdeabcdeabc");
        }
    }

    [Fact]
    public void Generate_follows_the_characters_that_chance_has_chosen()
    {
        // After a comes b or c, evenly; after b always d, after c always e; then a again.
        RnnModel<T> model = Networks.Cycle<T>("abcde");
        model.Rnn.Parameters.OutputWeights.Clear();
        foreach ((int from, int to) in new[] { (0, 1), (0, 2), (1, 3), (2, 4), (3, 0), (4, 0) })
        {
            model.Rnn.Parameters.OutputWeights[to, from] = T.CreateChecked(60);
        }

        string text = Generator(model, 3).Generate(3000, new SamplingOptions { Prompt = "d" });

        text.Should().MatchRegex("^(abd|ace)*$").And.Contain("abdace").And.Contain("aceabd").And.Contain("abdabd");
    }

    [Fact]
    public void Generate_carries_the_state_from_character_to_character()
        => Generator(Networks.ThreeAsThenB<T>()).Generate(12, new SamplingOptions { Temperature = 0, Prompt = "b" }).Should().Be("aaabaaabaaab");

    [Fact]
    public void Generate_reads_the_prompt_with_the_state_and_does_not_repeat_it()
    {
        TextGenerator<T> generator = Generator(Networks.ThreeAsThenB<T>());

        generator.Generate(5, _greedy with { Prompt = "baa" }).Should().Be("abaaa");
        generator.Generate(5, _greedy with { Prompt = "baaa" }).Should().Be("baaab");
    }

    [Theory]
    [InlineData("ab\ncd", "\n", "abcd\n")]
    [InlineData("bcda", "a", "bcdab")]
    public void An_empty_prompt_is_a_line_break_or_else_character_0(string characters, string prompt, string expected)
    {
        TextGenerator<T> generator = Generator(Networks.Cycle<T>(characters));

        generator.Generate(5, _greedy).Should().Be(expected);
        generator.Generate(5, _greedy with { Prompt = prompt }).Should().Be(expected);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(17)]
    [InlineData(1000)]
    public void Generate_writes_exactly_as_many_scalar_values_as_asked_for(int length)
    {
        TextGenerator<T> generator = Generator(Networks.RandomModel<T>("ab😀🎉語\n", 8, seed: 1, standardDeviation: 1), seed: 2);

        string text = generator.Generate(length, new SamplingOptions { Prompt = "😀a" });

        text.EnumerateRunes().Count().Should().Be(length);
        text.EnumerateRunes().Should().NotContain(Rune.ReplacementChar);
    }

    [Fact]
    public void Characters_outside_the_basic_plane_are_one_character_each()
        => Generator(Networks.Cycle<T>("😀🎉a")).Generate(4, _greedy with { Prompt = "a" }).Should().Be("🎉😀a🎉");

    [Fact]
    public void The_same_seed_writes_the_same_text()
    {
        RnnModel<T> model = Networks.RandomModel<T>("abcdefgh\n", 10, seed: 1, standardDeviation: 1);
        var options = new SamplingOptions { Temperature = 0.8, TopK = 6, TopP = 0.95, Prompt = "abc" };

        string first = Generator(model, 7).Generate(200, options), second = Generator(model, 7).Generate(200, options), other = Generator(model, 8).Generate(200, options);

        second.Should().Be(first);
        other.Should().NotBe(first);
    }

    [Fact]
    public void Stream_writes_what_Generate_writes()
    {
        RnnModel<T> model = Networks.RandomModel<T>("ab😀cd\n", 10, seed: 1, standardDeviation: 1);
        var options = new SamplingOptions { Prompt = "ab", Temperature = 1.3 };

        string streamed = string.Concat(Generator(model, 7).Stream(options).Take(300));

        streamed.Should().Be(Generator(model, 7).Generate(300, options));
    }

    [Fact]
    public void Every_enumeration_of_a_stream_starts_anew()
    {
        IEnumerable<Rune> stream = Generator(Networks.Cycle<T>("abcde")).Stream(_greedy);

        string.Concat(stream.Take(7)).Should().Be("bcdeabc");
        string.Concat(stream.Take(7)).Should().Be("bcdeabc");
    }

    [Theory]
    [InlineData(0, 1.0, 0.0)]
    [InlineData(0, 1.0, 0.7)]
    [InlineData(5, 0.9, 0.7)]
    public void Stream_allocates_nothing_per_character(int topK, double topP, double temperature)
    {
        RnnModel<T> model = Networks.RandomModel<T>("abcdefghijklmnopqrstuvwxyz\n", 20, seed: 1);
        var options = new SamplingOptions { TopK = topK, TopP = topP, Temperature = temperature, StopText = "zzzzzzzzzz" };
        using IEnumerator<Rune> stream = Generator(model).Stream(options).GetEnumerator();

        Allocations.Of(() => stream.MoveNext()).Should().Be(0);
    }

    [Fact]
    public void Generate_from_a_given_state_and_character_goes_on_from_there()
    {
        RnnModel<T> model = Networks.RandomModel<T>("abcdefgh\n", 10, seed: 3, standardDeviation: 1);
        T[] state = [.. Enumerable.Range(0, 10).Select(i => T.CreateChecked(Math.Sin(i)))], before = [.. state];

        string text = Generator(model).Generate(50, state, 4, _greedy);

        text.Should().Be(Networks.WriteGreedily(model, before, 4, 50)).And.NotBe(Networks.WriteGreedily(model, new T[10], 4, 50));
        state.Should().Equal(before, "the state is copied");
        IEnumerable<Rune> stream = Generator(model).Stream(state, 4, _greedy);
        Array.Clear(state);
        string.Concat(stream.Take(50)).Should().Be(text);
        string.Concat(stream.Take(50)).Should().Be(text, "every enumeration starts again");
    }

    [Fact]
    public void Generate_from_a_given_state_reads_the_prompt_after_the_character()
    {
        TextGenerator<T> generator = Generator(Networks.ThreeAsThenB<T>());

        generator.Generate(5, new T[3], 0, _greedy with { Prompt = "aa" }).Should().Be("baaab");
        generator.Generate(5, new T[3], 1, _greedy with { Prompt = "aa" }).Should().Be("abaaa");
    }

    [Theory]
    [InlineData("b", "aaab")]
    [InlineData("aab", "aaab")] // what looked like the beginning was the second letter of it
    [InlineData("baa", "aaabaa")]
    [InlineData("aabaaab", "aaabaaab")]
    [InlineData("aaaa", "aaabaaabaaabaaab")] // never written
    [InlineData("", "aaabaaabaaabaaab")]
    public void Writing_ends_with_the_stop_text(string stopText, string expected)
    {
        TextGenerator<T> generator = Generator(Networks.ThreeAsThenB<T>());
        SamplingOptions options = _greedy with { Prompt = "b", StopText = stopText };

        generator.Generate(16, options).Should().Be(expected);
        string.Concat(generator.Stream(options).Take(16)).Should().Be(expected);
        generator.GenerateMany(2, 16, options).Should().Equal(expected, expected);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("bx")]
    public void A_stop_text_that_can_never_be_written_is_refused_before_writing(string stopText)
    {
        TextGenerator<T> generator = Generator(Networks.ThreeAsThenB<T>());
        SamplingOptions options = _greedy with { StopText = stopText };

        foreach (Action act in (Action[])[() => generator.Generate(16, options), () => generator.Stream(options), () => generator.Stream(new T[3], 0, options), () => generator.GenerateMany(2, 16, options)])
        {
            act.Should().Throw<ArgumentException>().WithParameterName("StopText").WithMessage("*'x' (U+0078)*");
        }
    }

    [Fact]
    public void The_prompt_is_no_part_of_the_stop_text()
        => Generator(Networks.Cycle<T>("abc")).Generate(6, _greedy with { Prompt = "a", StopText = "ab" }).Should().Be("bcab");

    [Fact]
    public void GenerateMany_writes_independent_texts_that_do_not_depend_on_their_number()
    {
        RnnModel<T> model = Networks.RandomModel<T>("abcdefgh\n", 10, seed: 1, standardDeviation: 1);

        IReadOnlyList<string> five = Generator(model, 4).GenerateMany(5, 100), two = Generator(model, 4).GenerateMany(2, 100);

        five.Should().HaveCount(5).And.OnlyHaveUniqueItems().And.OnlyContain(text => text.Length == 100);
        two.Should().Equal(five.Take(2));
    }

    [Fact]
    public void GenerateMany_greedily_writes_what_Generate_writes()
    {
        RnnModel<T> model = Networks.RandomModel<T>("abcdefgh\n", 10, seed: 1, standardDeviation: 1);
        SamplingOptions options = _greedy with { Prompt = "bad" };

        Generator(model).GenerateMany(3, 40, options).Should().OnlyContain(text => text == Generator(model, 0).Generate(40, options));
    }

    [Fact]
    public void GenerateMany_writes_what_Generate_writes_from_the_same_random_numbers()
    {
        RnnModel<T> model = Networks.RandomModel<T>("abcdefgh\n", 10, seed: 1, standardDeviation: 1);
        var seeds = new Random(4);

        Generator(model, 4).GenerateMany(5, 60).Should().Equal(Enumerable.Range(0, 5).Select(_ => Generator(model, seeds.Next()).Generate(60)));
    }

    /// <summary>Sizes of which threads get several panels of rows, one, or none.</summary>
    [Theory]
    [InlineData(5)]
    [InlineData(70)]
    [InlineData(300)]
    public void Any_number_of_threads_writes_the_same_texts(int m)
    {
        RnnModel<T> model = Networks.RandomModel<T>("abcdefghijklmnopqrstuvwxyz\n", m, seed: 1, standardDeviation: 2 / Math.Sqrt(m));
        (string, string, string) Write(int threadCount)
        {
            TextGenerator<T> With(int seed) => new(model, new Random(seed)) { ThreadCount = threadCount };
            return (With(1).Generate(500), string.Concat(With(2).Stream().Take(500)), string.Concat(With(3).GenerateMany(5, 100)));
        }

        (string, string, string) expected = Write(threadCount: 1);
        foreach (int threadCount in (ReadOnlySpan<int>)[0, 2, 3, 7])
        {
            Write(threadCount).Should().Be(expected);
        }
    }

    [Theory]
    [InlineData(0, double.NaN, 0)]
    [InlineData(2, double.NaN, 0)]
    [InlineData(2, double.NaN, 1)]
    [InlineData(1, double.PositiveInfinity, 0)]
    [InlineData(1, double.PositiveInfinity, 1)]
    public void A_damaged_network_is_refused(int row, double damage, double temperature)
    {
        RnnModel<T> model = Networks.RandomModel<T>("abc", 4, seed: 1);
        model.Rnn.Parameters.OutputBias[row] = T.CreateTruncating(damage);

        Action act = () => Generator(model).Generate(5, new SamplingOptions { Temperature = temperature });

        act.Should().Throw<InvalidOperationException>().WithMessage("*NaN or infinite*");
    }

    [Theory]
    [InlineData("a😀x", "'x' (U+0078) at position 3")]
    [InlineData("B", "'B' (U+0042) at position 0")]
    public void A_prompt_with_an_unknown_character_says_which_one(string prompt, string expected)
    {
        TextGenerator<T> generator = Generator(Networks.Cycle<T>("abc😀"));
        SamplingOptions options = _greedy with { Prompt = prompt };
        Action generate = () => generator.Generate(3, options);
        Action stream = () => generator.Stream(options);
        Action fromState = () => generator.Generate(3, new T[4], 0, options);
        Action streamFromState = () => generator.Stream(new T[4], 0, options);
        Action many = () => generator.GenerateMany(2, 3, options);

        foreach (Action act in new[] { generate, stream, fromState, streamFromState, many })
        {
            act.Should().Throw<ArgumentException>().WithParameterName("Prompt").WithMessage($"*{expected}*");
        }
    }

    [Fact]
    public void Arguments_out_of_range_are_refused()
    {
        RnnModel<T> model = Networks.Cycle<T>("abc");
        TextGenerator<T> generator = Generator(model);

        FluentActions.Invoking(() => new TextGenerator<T>(null!, new Random(1))).Should().Throw<ArgumentNullException>().WithParameterName("model");
        FluentActions.Invoking(() => new TextGenerator<T>(model, null!)).Should().Throw<ArgumentNullException>().WithParameterName("random");
        FluentActions.Invoking(() => generator.Generate(-1)).Should().Throw<ArgumentOutOfRangeException>().WithParameterName("length");
        FluentActions.Invoking(() => generator.Generate(-1, new T[3], 0)).Should().Throw<ArgumentOutOfRangeException>().WithParameterName("length");
        FluentActions.Invoking(() => generator.Generate(1, new T[2], 0)).Should().Throw<ArgumentException>().WithParameterName("state").WithMessage("* 2 elements; 3 are needed*");
        FluentActions.Invoking(() => generator.Generate(1, new T[3], 3)).Should().Throw<ArgumentOutOfRangeException>().WithParameterName("firstCharacter").WithMessage("*0 to 2*");
        FluentActions.Invoking(() => generator.Generate(1, new T[3], -1)).Should().Throw<ArgumentOutOfRangeException>().WithParameterName("firstCharacter");
        FluentActions.Invoking(() => generator.Stream(new T[2], 0)).Should().Throw<ArgumentException>().WithParameterName("state");
        FluentActions.Invoking(() => generator.Stream(new T[3], 3)).Should().Throw<ArgumentOutOfRangeException>().WithParameterName("firstCharacter");
        FluentActions.Invoking(() => new TextGenerator<T>(model, new Random(1)) { ThreadCount = -1 }).Should().Throw<ArgumentOutOfRangeException>().WithParameterName("ThreadCount");
        FluentActions.Invoking(() => generator.GenerateMany(0, 1)).Should().Throw<ArgumentOutOfRangeException>().WithParameterName("count");
        FluentActions.Invoking(() => generator.GenerateMany(1, -1)).Should().Throw<ArgumentOutOfRangeException>().WithParameterName("length");
    }

    private static TextGenerator<T> Generator(RnnModel<T> model, int seed = 1) => new(model, new Random(seed));
}

public sealed class TextGeneratorTestsDouble : TextGeneratorTests<double>;

public sealed class TextGeneratorTestsSingle : TextGeneratorTests<float>;
