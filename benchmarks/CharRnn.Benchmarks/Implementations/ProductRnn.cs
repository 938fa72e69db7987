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
    private readonly T[] _textState, _logits;
    private readonly CharacterChooser<T> _chooser;

    internal ProductRnn(Setup setup, int threadCount = 1)
    {
        _rnn = new Rnn<T>(setup.CreateParameters<T>());
        _workspace = new RnnWorkspace<T>(setup.Architecture, setup.SequenceLength, setup.BatchSize, threadCount);
        _gradients = new RnnParameters<T>(setup.Architecture);
        _optimizer = new AdaGrad<T>(setup.Architecture, setup.LearningRate, Setup.Epsilon);
        _state = new T[setup.HiddenSize * setup.BatchSize];
        _textState = new T[_rnn.StateSize];
        _logits = new T[setup.VocabularySize];
        _chooser = new CharacterChooser<T>(setup.VocabularySize, new SamplingOptions());
    }

    public double Update(ReadOnlySpan<int> inputs, ReadOnlySpan<int> targets)
    {
        T loss = _rnn.Forward(inputs, targets, _state, _workspace);
        _rnn.Backward(_workspace, _gradients);
        GradientClipping.ClipElements(_gradients, T.CreateChecked(Setup.GradientLimit));
        _optimizer.Apply(_rnn.Parameters, _gradients);
        return double.CreateChecked(loss);
    }

    public void BeginText() => Array.Clear(_textState);

    public void Read(int index) => _rnn.Step(index, _textState, _logits);

    public double[] GetProbabilities()
    {
        double[] e = [.. _logits.Select(logit => Math.Exp(double.CreateChecked(logit)))];
        return [.. e.Select(value => value / e.Sum())];
    }

    /// <summary>What <see cref="TextGenerator{T}"/> does for a character.</summary>
    public int WriteCharacter(Random random)
    {
        int index = _chooser.Choose(_logits, random);
        Read(index);
        return index;
    }

    public double[] GetParameters()
        => [.. _rnn.Parameters.Blocks.SelectMany(block => block.AsMatrix().ToColumnMajorArray()).Select(double.CreateChecked)];

    public void Dispose()
    {
    }
}
