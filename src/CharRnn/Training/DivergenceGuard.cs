using System.Numerics;

namespace CharRnn.Training;

/// <summary>Ends a run whose numbers are no longer finite or whose loss has exploded, and keeps its best parameters.</summary>
internal sealed class DivergenceGuard<T>(RnnModel<T> model, ParameterUpdate<T> parameterUpdate, BestParameters<T> best)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>
    /// A loss so many times that of a guess among all characters has exploded. Spikes of a run that recovers stay two orders
    /// of magnitude below; a learning rate of 1e9 is beyond it at once, with every number still finite.
    /// </summary>
    private const double ExplosionFactor = 1000;

    /// <summary>Whether a <see cref="TrainingDivergedException"/> has ended the run: then it is not worth a checkpoint.</summary>
    internal bool HasDiverged { get; private set; }

    /// <summary>Looks at the loss of a window before its update.</summary>
    /// <exception cref="TrainingDivergedException">It is not finite, or has exploded.</exception>
    internal void RequireHealthy(double lossSum, int characters, long update)
    {
        if (!double.IsFinite(lossSum))
        {
            throw Stop(new TrainingDivergedException(update, parameterUpdate.FirstDamagedBlock()));
        }

        double loss = lossSum / characters, guess = Math.Log(model.Vocabulary.Count);
        if (loss > ExplosionFactor * guess && model.Vocabulary.Count > 1)
        {
            throw Stop(new TrainingDivergedException(update, parameterUpdate.LargestBlock(), loss, guess));
        }
    }

    /// <summary>Looks at the parameters after an update.</summary>
    /// <param name="damagedBlock">The first block that has a NaN or an infinity; null when none has.</param>
    /// <param name="update">The number of the update.</param>
    /// <exception cref="TrainingDivergedException">A block is damaged.</exception>
    internal void RequireUndamaged(string? damagedBlock, long update)
    {
        if (damagedBlock is not null)
        {
            throw Stop(new TrainingDivergedException(update, damagedBlock));
        }
    }

    /// <summary>The current parameters must not be taken for the best ones, nor the run be resumed.</summary>
    private TrainingDivergedException Stop(TrainingDivergedException failure)
    {
        HasDiverged = true;
        best.Abandon();
        return failure;
    }
}
