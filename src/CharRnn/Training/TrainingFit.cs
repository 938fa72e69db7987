using System.Numerics;
using CharRnn.Optimization;

namespace CharRnn.Training;

/// <summary>Checks that a network, an optimiser and options fit together, before the first update would fail.</summary>
internal static class TrainingFit
{
    /// <exception cref="ArgumentException">The optimiser is for another architecture.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A gradient limit is 0 in <typeparamref name="T"/>.</exception>
    internal static void Require<T>(RnnArchitecture architecture, IOptimizer<T> optimizer, TrainingOptions options)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (optimizer is Optimizer<T> known)
        {
            Preconditions.RequireSameArchitecture(known.Architecture, architecture, nameof(optimizer));
        }

        RequireLimit<T>(options.GradientLimit, nameof(TrainingOptions.GradientLimit));
        RequireLimit<T>(options.GradientNormLimit, nameof(TrainingOptions.GradientNormLimit));
    }

    /// <exception cref="ArgumentException">Nothing would ever end the training.</exception>
    internal static void RequireEnd(TrainingOptions options, CancellationToken cancellationToken)
    {
        if (options is { MaxUpdates: 0, Epochs: 0, Patience: 0 } && !cancellationToken.CanBeCanceled)
        {
            throw new ArgumentException("Training would never end: set MaxUpdates or Epochs in the options, or pass a token that can be cancelled.", nameof(cancellationToken));
        }
    }

    private static void RequireLimit<T>(double limit, string name)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (!(Preconditions.To<T>(limit) > T.Zero))
        {
            throw new ArgumentOutOfRangeException(name, limit, $"Is 0 in {typeof(T).Name}.");
        }
    }
}
