using System.Numerics;
using CharRnn.Kernels;
using CharRnn.Network;

namespace CharRnn.Training;

/// <summary>The average of the parameters over about the last part of the updates so far: <see cref="TrainingOptions.AveragedShare"/>.</summary>
internal sealed class WeightAverage<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly double _share;
    private readonly RnnParameters<T> _current;

    /// <summary>Begins with the parameters as they are.</summary>
    /// <param name="model">The network that is trained.</param>
    /// <param name="share">f, greater than 0 and less than 1.</param>
    internal WeightAverage(RnnModel<T> model, double share)
    {
        _share = share;
        _current = model.Rnn.Parameters;
        Model = new RnnModel<T>(model.Vocabulary, _current.Clone());
    }

    /// <summary>The network with the averaged parameters, live.</summary>
    internal RnnModel<T> Model { get; }

    /// <summary>Adds the parameters after an update to the average.</summary>
    /// <param name="update">k, from 1.</param>
    /// <param name="loop">The loop over the elements: that of the gradient, whose threads have the parameters in their caches.</param>
    internal void Add(long update, BlockLoop<T> loop)
        => loop.Run(
            static (average, share, block, start, count) => ((WeightAverage<T>)average).Move(block, start, count, share),
            this,
            Preconditions.To<T>(Math.Min(1, 1 / (_share * update))),
            withZeros: true);

    private void Move(int block, int start, int count, T share)
        => KernelSet<T>.Best.MoveTowards(
            Model.Rnn.Parameters.BlockSpan[block].Elements.Slice(start, count), _current.BlockSpan[block].Elements.Slice(start, count), share);
}
