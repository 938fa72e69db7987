namespace CharRnn.Training;

public sealed partial class Trainer<T>
{
    /// <summary>
    /// A loss so many times that of a guess among all characters has exploded. Spikes of a run that recovers stay two orders
    /// of magnitude below; a learning rate of 1e9 is beyond it at once, with every number still finite.
    /// </summary>
    private const double ExplosionFactor = 1000;

    /// <summary>Whether a <see cref="TrainingDivergedException"/> has ended the run: then nothing of it is worth writing down.</summary>
    internal bool HasDiverged { get; private set; }

    private void RequireHealthy(double lossSum, int characters, long update)
    {
        if (!double.IsFinite(lossSum))
        {
            throw Diverged(new TrainingDivergedException(update, _parameterUpdate.FirstDamagedBlock()));
        }

        double loss = lossSum / characters, guess = Math.Log(Model.Vocabulary.Count);
        if (loss > ExplosionFactor * guess && Model.Vocabulary.Count > 1)
        {
            throw Diverged(new TrainingDivergedException(update, _parameterUpdate.LargestBlock(), loss, guess));
        }
    }

    /// <summary>The current parameters are not to be taken for the best, nor the run for one that can be resumed.</summary>
    private TrainingDivergedException Diverged(TrainingDivergedException failure)
    {
        HasDiverged = true;
        _best.Abandon();
        return failure;
    }
}
