using System.Numerics;

namespace CharRnn.Training;

/// <summary>
/// Ends a run whose numbers are no longer finite, whose loss has exploded or of which an update was interrupted, and keeps its best
/// parameters.
/// </summary>
internal sealed class DivergenceGuard<T>(RnnModel<T> model, ParameterUpdate<T> parameterUpdate, BestParameters<T> best)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>
    /// A loss so many times that of a guess among all characters has exploded. Spikes of a run that recovers stay two orders
    /// of magnitude below; a learning rate of 1e9 is beyond it at once, with every number still finite.
    /// </summary>
    private const double ExplosionFactor = 1000;

    private long? _interruptedUpdate;

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

    /// <summary>Makes an update and looks at the parameters after it.</summary>
    /// <exception cref="TrainingDivergedException">A block has a NaN or an infinity.</exception>
    internal void Apply(RnnWorkspace<T> workspace, int characters, long update)
    {
        string? damagedBlock;
        try
        {
            damagedBlock = parameterUpdate.Apply(workspace, characters, update);
        }
        catch
        {
            _interruptedUpdate = update;
            throw;
        }

        if (damagedBlock is not null)
        {
            throw Stop(new TrainingDivergedException(update, damagedBlock));
        }
    }

    /// <summary>Refuses to continue after an exception in an optimiser: the update is incomplete and can be neither undone nor repeated.</summary>
    /// <exception cref="InvalidOperationException">An exception has interrupted an update.</exception>
    internal void RequireWholeUpdates()
    {
        if (_interruptedUpdate is { } update)
        {
            throw new InvalidOperationException(FormattableString.Invariant(
                $"An exception in the optimiser interrupted update {update:N0}, and a part of the parameters may have changed: continuing would not give the results of an uninterrupted run. Resume from a checkpoint, or begin with a new trainer."));
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
