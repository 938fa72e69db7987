using System.Numerics;
using CharRnn.Kernels;
using CharRnn.Optimization;

namespace CharRnn.Training;

/// <summary>Updates the parameters after a forward pass: backward pass, mean, clipping, optimiser, average.</summary>
internal sealed class ParameterUpdate<T>(Rnn<T> rnn, IOptimizer<T> optimizer, TrainingOptions options, WeightAverage<T>? average = null)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly RnnParameters<T> _gradients = new(rnn.Parameters.Architecture);
    private readonly bool[] _damaged = new bool[rnn.Parameters.Blocks.Count];
    private bool _isFirst = true;

    /// <summary>Updates the parameters by the workspace's last forward pass.</summary>
    /// <returns>The first block that has a NaN or an infinity afterwards; null when all is well.</returns>
    /// <remarks>
    /// The library's optimisers scale, clip, move and look in one pass, and only where the update moves something: what it has not moved is
    /// as it was. Only the first update looks everywhere, since the parameters come from elsewhere.
    /// </remarks>
    internal string? Apply(RnnWorkspace<T> workspace, int characters, long update)
    {
        rnn.Backward(workspace, _gradients);
        T factor = options.LossReduction == LossReduction.Mean ? Preconditions.To<T>(1.0 / characters) : T.One;
        T limit = double.IsFinite(options.GradientLimit) ? Preconditions.To<T>(options.GradientLimit) : T.PositiveInfinity;
        if (double.IsFinite(options.GradientNormLimit))
        {
            // The length of the gradient of the mean.
            GradientClipping.Scale(_gradients, factor);
            GradientClipping.ClipGlobalNorm(_gradients, Preconditions.To<T>(options.GradientNormLimit));
            factor = T.One;
        }

        string? damaged = Move(factor, limit);
        if (damaged is null)
        {
            average?.Add(update, _gradients.Loop);
        }

        return damaged;
    }

    /// <summary>Scales, clips and applies the optimiser; the first block that has a NaN or an infinity afterwards.</summary>
    private string? Move(T factor, T limit)
    {
        if (optimizer is Optimizer<T> own && !_isFirst)
        {
            Array.Clear(_damaged);
            own.Apply(rnn.Parameters, _gradients, new(factor, limit), _damaged);
            return FirstOfDamaged();
        }

        _isFirst = false;
        GradientClipping.Scale(_gradients, factor);
        GradientClipping.ClipElements(_gradients, limit);
        optimizer.Apply(rnn.Parameters, _gradients);
        return FirstDamagedBlock();
    }

    /// <summary>The first block that has a NaN or an infinity; null when there is none.</summary>
    internal string? FirstDamagedBlock()
    {
        Array.Clear(_damaged);
        _gradients.Loop.Run(
            static (update, _, block, start, count) => ((ParameterUpdate<T>)update).Look(block, start, count), this, argument: default, withZeros: true);
        return FirstOfDamaged();
    }

    private string? FirstOfDamaged()
    {
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
