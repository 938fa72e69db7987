using System.Numerics;
using CharRnn.Kernels;
using CharRnn.Optimization;

namespace CharRnn.Training;

/// <summary>From a forward pass to new parameters: backward, mean, clip, optimiser, average.</summary>
internal sealed class ParameterUpdate<T>(Rnn<T> rnn, IOptimizer<T> optimizer, TrainingOptions options, WeightAverage<T>? average = null)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly RnnParameters<T> _gradients = new(rnn.Parameters.Architecture);
    private readonly bool[] _damaged = new bool[rnn.Parameters.Blocks.Count];

    /// <summary>Learns from the workspace's last forward pass.</summary>
    /// <returns>The first block that has a NaN or an infinity afterwards; null when all is well.</returns>
    internal string? Apply(RnnWorkspace<T> workspace, int characters, long update)
    {
        rnn.Backward(workspace, _gradients);
        if (options.LossReduction == LossReduction.Mean)
        {
            GradientClipping.Scale(_gradients, Preconditions.To<T>(1.0 / characters));
        }

        if (double.IsFinite(options.GradientNormLimit))
        {
            GradientClipping.ClipGlobalNorm(_gradients, Preconditions.To<T>(options.GradientNormLimit));
        }

        if (double.IsFinite(options.GradientLimit))
        {
            GradientClipping.ClipElements(_gradients, Preconditions.To<T>(options.GradientLimit));
        }

        optimizer.Apply(rnn.Parameters, _gradients);
        string? damaged = FirstDamagedBlock();
        if (damaged is null)
        {
            average?.Add(update, _gradients.Loop);
        }

        return damaged;
    }

    /// <summary>The first block that has a NaN or an infinity; null when there is none.</summary>
    internal string? FirstDamagedBlock()
    {
        Array.Clear(_damaged);
        _gradients.Loop.Run(
            static (update, _, block, start, count) => ((ParameterUpdate<T>)update).Look(block, start, count), this, argument: default, withZeros: true);
        int first = Array.IndexOf(_damaged, true);
        return first < 0 ? null : rnn.Parameters.BlockSpan[first].Name;
    }

    private void Look(int block, int start, int count)
    {
        if (!KernelSet<T>.Best.AllFinite(rnn.Parameters.BlockSpan[block].Elements.Slice(start, count)))
        {
            _damaged[block] = true;
        }
    }

    /// <summary>The block with the largest element.</summary>
    internal string LargestBlock()
        => rnn.Parameters.Blocks.MaxBy(block => block.Elements.ToArray().Max(value => double.CreateTruncating(T.Abs(value))))!.Name;
}
