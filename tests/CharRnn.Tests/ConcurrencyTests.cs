using System.Numerics;

namespace CharRnn.Tests;

/// <summary>Objects that the documentation calls safe to share are shared between threads, under load.</summary>
public abstract class ConcurrencyTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int Threads = 16;
    private const int TextsPerThread = 12;
    private const int Length = 300;

    [Theory]
    [InlineData(24)]
    [InlineData(1100)]
    public void Generate_on_many_threads_writes_what_each_would_have_written_alone(int hiddenSize)
    {
        RnnModel<T> model = NewModel(hiddenSize);
        int texts = hiddenSize > 1000 ? 1 : TextsPerThread, length = hiddenSize > 1000 ? 40 : Length;
        string[] alone = [.. Enumerable.Range(0, Threads * texts).Select(seed => Generate(model, seed, length))];
        var together = new string[alone.Length];
        using var start = new Barrier(Threads);

        Thread[] threads = [.. Enumerable.Range(0, Threads).Select(thread => new Thread(() =>
        {
            start.SignalAndWait();
            for (int i = 0; i < texts; i++)
            {
                int seed = (thread * texts) + i;
                together[seed] = Generate(model, seed, length);
            }
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());

        together.Should().Equal(alone);
        alone.Should().OnlyHaveUniqueItems("the seeds differ");
    }

    [Fact]
    public void Forward_on_many_threads_with_workspaces_of_their_own_gives_the_same_loss()
    {
        RnnModel<T> model = NewModel(17);
        int[] text = [.. Enumerable.Range(0, 41).Select(i => i * i % model.Vocabulary.Count)];
        T Loss()
        {
            var workspace = new RnnWorkspace<T>(model.Rnn.Parameters.Architecture, 20, batchSize: 2, threadCount: 1);
            return model.Rnn.Forward(text.AsSpan(0, 40), text.AsSpan(1, 40), new T[2 * model.Rnn.StateSize], workspace);
        }

        T expected = Loss();
        var losses = new T[400];

        Parallel.For(0, losses.Length, i => losses[i] = Loss());

        losses.Should().Equal(Enumerable.Repeat(expected, losses.Length));
    }

    private static string Generate(RnnModel<T> model, int seed, int length)
        => new TextGenerator<T>(model, new Random(seed)).Generate(length, new SamplingOptions { Temperature = 0.5 + (seed % 3), TopK = seed % 2 * 10 });

    private static RnnModel<T> NewModel(int hiddenSize)
    {
        var vocabulary = Vocabulary.FromText("\n abcdefghijklmnopqrstuvwxyzé漢🎈");
        var parameters = new RnnParameters<T>(Networks.Architecture(vocabulary.Count, hiddenSize));
        parameters.Randomize(new Random(5), 0.3);
        return new RnnModel<T>(vocabulary, parameters);
    }
}

public sealed class ConcurrencyTestsDouble : ConcurrencyTests<double>;

public sealed class ConcurrencyTestsSingle : ConcurrencyTests<float>;
