using System.Numerics;
using CharRnn.Optimization;
using CharRnn.Training;

namespace CharRnn.Tests.Persistence;

/// <summary>The small run that the checkpoint tests save and resume, and a folder for its files.</summary>
public abstract class CheckpointRun<T> : IDisposable
    where T : unmanaged, IFloatingPointIeee754<T>
{
    protected static string Novel { get; } = string.Concat(
        Enumerable.Range(0, 40).Select(i => $"Line {i * i}: the quick brown fox, {(i % 3 == 0 ? "jumps" : "sleeps")} over the lazy dog.\u0003"));

    protected static EncodedText Text { get; } = EncodedText.FromText(Novel);

    private protected TemporaryFolder Folder { get; } = new();

    public void Dispose()
    {
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    protected static List<double> Steps(Trainer<T> trainer, int count)
    {
        var losses = new List<double>();
        for (int i = 0; i < count; i++)
        {
            losses.Add(trainer.Step(Text).Loss);
        }

        return losses;
    }

    protected static RnnModel<T> NewModel()
    {
        var parameters = new RnnParameters<T>(Networks.Architecture(Text.Vocabulary.Count, 11));
        parameters.Randomize(new Random(1), 0.1);
        return new RnnModel<T>(Text.Vocabulary, parameters);
    }

    protected static Trainer<T> NewTrainer(OptimizerOptions optimizer, TrainingOptions options)
    {
        RnnModel<T> model = NewModel();
        return new Trainer<T>(model, Optimizer.Create<T>(model.Rnn.Parameters.Architecture, optimizer), options);
    }
}
