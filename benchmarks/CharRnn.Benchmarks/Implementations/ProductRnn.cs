using System.Numerics;
using CharRnn.Optimization;
using CharRnn.Writing;

namespace CharRnn.Benchmarks.Implementations;

/// <summary>CharRnn itself, through its public API.</summary>
internal sealed class ProductRnn<T> : ICharacterRnn
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Rnn<T> _rnn;
    private readonly RnnWorkspace<T> _workspace;
    private readonly RnnParameters<T> _gradients;
    private readonly AdaGrad<T> _optimizer;
    private readonly bool[] _damaged;
    private readonly T[] _state;
    private readonly CharacterChooser<T> _chooser;
    private readonly int _threadCount;
    private RunningNetwork<T> _text;

    internal ProductRnn(Setup setup, int threadCount)
    {
        _rnn = new Rnn<T>(setup.CreateParameters<T>());
        _workspace = new RnnWorkspace<T>(setup.Architecture, setup.SequenceLength, setup.BatchSize, threadCount);
        _gradients = new RnnParameters<T>(setup.Architecture);
        _optimizer = new AdaGrad<T>(setup.Architecture, setup.LearningRate, Setup.Epsilon);
        _damaged = new bool[_gradients.Blocks.Count];
        _state = new T[_rnn.StateSize * setup.BatchSize];
        _chooser = new CharacterChooser<T>(setup.VocabularySize, new SamplingOptions());
        _threadCount = threadCount;
        _text = new RunningNetwork<T>(_rnn, textCount: 1, threadCount);
    }

    /// <summary>The same as an update of <see cref="Training.Trainer{T}"/>.</summary>
    public double Update(ReadOnlySpan<int> inputs, ReadOnlySpan<int> targets)
    {
        T loss = _rnn.Forward(inputs, targets, _state, _workspace);
        _rnn.Backward(_workspace, _gradients);
        _optimizer.Apply(_rnn.Parameters, _gradients, new(T.One, T.CreateChecked(Setup.GradientLimit)), _damaged);
        return double.CreateChecked(loss);
    }

    public void BeginText() => _text = new RunningNetwork<T>(_rnn, textCount: 1, _threadCount);

    public void Read(int index) => _text.Step(new ReadOnlySpan<int>(in index));

    public double[] GetProbabilities()
    {
        double[] e = [.. _text.Logits(0).ToArray().Select(logit => Math.Exp(double.CreateChecked(logit)))];
        return [.. e.Select(value => value / e.Sum())];
    }

    /// <summary>The same as <see cref="TextGenerator{T}"/> does for a character.</summary>
    public int WriteCharacter(Random random)
    {
        int index = _chooser.Choose(_text.Logits(0), random);
        Read(index);
        return index;
    }

    public double[] GetParameters()
        => [.. _rnn.Parameters.Blocks.SelectMany(block => block.AsMatrix().ToColumnMajorArray()).Select(double.CreateChecked)];

    public void Dispose()
    {
    }
}
