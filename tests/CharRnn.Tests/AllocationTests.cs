using System.Numerics;
using CharRnn.Optimization;
using CharRnn.Training;

namespace CharRnn.Tests;

/// <summary>Nothing is allocated per update, per pass or per character.</summary>
[Collection(nameof(WholeProcess))]
public abstract class AllocationTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static TheoryData<int, int, int, int, int> Shapes => new()
    {
        // m, K, τ, B, threads
        { 1, 2, 1, 1, 1 },
        { 100, 80, 25, 1, 1 },
        { 33, 17, 9, 5, 1 },
        { 100, 80, 5, 8, 2 },
        { 70, 30, 7, 3, 5 },
        { 130, 96, 4, 16, 3 },
        { 300, 20, 9, 1, 2 },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Update_allocates_nothing(int m, int k, int tau, int batch, int threadCount)
    {
        RnnModel<T> model = Model(m, k);
        // Long enough that no epoch ends: the list of epochs grows by one record each.
        int[] text = [.. Enumerable.Range(0, batch * ((1000 * tau) + 1)).Select(i => i * 7 % k)];
        var options = new TrainingOptions { SequenceLength = tau, BatchSize = batch, ThreadCount = threadCount, HistoryEvery = 0, GradientNormLimit = 100 };
        var trainer = new Trainer<T>(model, new AdaGrad<T>(model.Rnn.Parameters.Architecture), options);
        Action update = () => trainer.Step(text);

        Allocations.Of(update).Should().Be(0);
        Allocations.OfAllThreads(update).Should().Be(0);
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(100, 80)]
    [InlineData(1024, 5)]
    [InlineData(1025, 5)]
    public void Step_allocates_nothing(int m, int k)
    {
        Rnn<T> rnn = Model(m, k).Rnn;
        T[] state = new T[m], logits = new T[k];
        Allocations.Of(() => rnn.Step(1, state, logits)).Should().Be(0);
    }

    private static RnnModel<T> Model(int m, int k)
    {
        Vocabulary vocabulary = Vocabulary.FromText(string.Concat(Enumerable.Range(0, k).Select(i => (char)('0' + i))));
        var parameters = new RnnParameters<T>(Networks.Architecture(k, m));
        parameters.Randomize(new Random(1));
        return new RnnModel<T>(vocabulary, parameters);
    }
}

public sealed class AllocationTestsSingle : AllocationTests<float>;

public sealed class AllocationTestsDouble : AllocationTests<double>;
