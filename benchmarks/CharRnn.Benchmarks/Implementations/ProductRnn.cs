using System.Numerics;
using CharRnn.Optimization;

namespace CharRnn.Benchmarks.Implementations;

/// <summary>CharRnn itself, through its public API.</summary>
internal sealed class ProductRnn<T> : ICharacterRnn
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Rnn<T> _rnn;
    private readonly RnnWorkspace<T> _workspace;
    private readonly RnnParameters<T> _gradients;
    private readonly AdaGrad<T> _optimizer;
    private readonly T[] _state;
    private CharacterSampler<T> _sampler;

    internal ProductRnn(Setup setup, int threadCount = 1)
    {
        _rnn = new Rnn<T>(setup.CreateParameters<T>());
        _workspace = new RnnWorkspace<T>(setup.Architecture, setup.SequenceLength, setup.BatchSize, threadCount);
        _gradients = new RnnParameters<T>(setup.Architecture);
        _optimizer = new AdaGrad<T>(setup.Architecture, setup.LearningRate, Setup.Epsilon);
        _state = new T[setup.HiddenSize * setup.BatchSize];
        _sampler = new CharacterSampler<T>(_rnn, new SamplingOptions());
    }

    public double Update(ReadOnlySpan<int> inputs, ReadOnlySpan<int> targets)
    {
        T loss = _rnn.Forward(inputs, targets, _state, _workspace);
        _rnn.Backward(_workspace, _gradients);
        GradientClipping.ClipElements(_gradients, T.CreateChecked(Setup.GradientLimit));
        _optimizer.Apply(_rnn.Parameters, _gradients);
        return double.CreateChecked(loss);
    }

    public void BeginText(int first)
    {
        // What TextGenerator does, with the first character given.
        _sampler = new CharacterSampler<T>(_rnn, new SamplingOptions());
        _sampler.Read(first);
    }

    public int WriteCharacter(Random random) => _sampler.Next(random);

    public double[] GetParameters()
        => [.. _rnn.Parameters.Blocks.SelectMany(block => block.AsMatrix().ToColumnMajorArray()).Select(double.CreateChecked)];

    public void Dispose()
    {
    }
}
