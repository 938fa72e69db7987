using CharRnn.Optimization;

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

    /// <summary>Refuses before the first update what would fail in it.</summary>
    private static void RequireFit(RnnArchitecture architecture, IOptimizer<T> optimizer, TrainingOptions options)
    {
        if (optimizer is Optimizer<T> known)
        {
            Preconditions.RequireSameArchitecture(known.Architecture, architecture, nameof(optimizer));
        }

        RequireLimit(options.GradientLimit, nameof(TrainingOptions.GradientLimit));
        RequireLimit(options.GradientNormLimit, nameof(TrainingOptions.GradientNormLimit));
    }

    private static void RequireLimit(double limit, string name)
    {
        if (!(Preconditions.To<T>(limit) > T.Zero))
        {
            throw new ArgumentOutOfRangeException(name, limit, $"Is 0 in {typeof(T).Name}.");
        }
    }

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
