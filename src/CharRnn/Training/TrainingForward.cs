using System.Numerics;
using CharRnn.Network;

namespace CharRnn.Training;

/// <summary>The forward pass of training: a window goes through the network with dropout, and its loss is looked at before the update.</summary>
internal sealed class TrainingForward<T>(Rnn<T> rnn, WindowReader<T> windows, DivergenceGuard<T> guard, TrainingOptions options)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>The activations of the window, for the backward pass.</summary>
    internal RnnWorkspace<T> Workspace { get; } = new(rnn.Parameters.Architecture, options.LongestSequence, options.BatchSize, options.ThreadCount);

    /// <summary>The loss of a window in nats, summed, and the state behind it; after an exception the state before it.</summary>
    /// <param name="window">The window.</param>
    /// <param name="update">The number of its update: with the seed it gives the masks of dropout, so that a resumed run has the same.</param>
    /// <exception cref="TrainingDivergedException">The loss is not finite, or has exploded.</exception>
    internal double Run(TrainingWindow window, long update)
    {
        windows.KeepState();
        try
        {
            var dropout = new Dropout(options.Dropout, unchecked((ulong)options.ShuffleSeed), update);
            double sum = double.CreateTruncating(rnn.ForwardInTraining(window.Inputs, window.Targets, window.Restarts, windows.State, Workspace, dropout));
            guard.RequireHealthy(sum, window.Inputs.Length, update);
            return sum;
        }
        catch
        {
            windows.RestoreState();
            throw;
        }
    }
}
