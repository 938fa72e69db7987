using System.Numerics;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CharRnn.Benchmarks.Implementations;

/// <summary>The network from the parts that libtorch has for it: nn.RNN, Linear, cross_entropy, clip_grad_value_, Adagrad.</summary>
/// <remarks>
/// Two settings make it the same computation. nn.RNN has two biases that are added; the second one is left at zero and out of
/// training. Its Adagrad divides by √G + ε; with an accumulator that starts at ε and an ε of zero it divides by √(ε + Σg²), as
/// everyone else here does.
/// </remarks>
internal sealed class TorchSharpRnn<T> : ICharacterRnn
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly int _batch, _k, _threadCount;
    private readonly ScalarType _type = typeof(T) == typeof(float) ? ScalarType.Float32 : ScalarType.Float64;
    private readonly RNN _rnn;
    private readonly Linear _linear;
    private readonly Parameter[] _parameters;
    private readonly optim.Optimizer _optimizer;
    private Tensor _state;
    private Tensor _logits;

    internal TorchSharpRnn(Setup setup, int threadCount = 1)
    {
        (_batch, _k, _threadCount) = (setup.BatchSize, setup.VocabularySize, threadCount);
        _rnn = nn.RNN(_k, setup.HiddenSize, dtype: _type);
        _linear = nn.Linear(setup.HiddenSize, _k, dtype: _type);
        Dictionary<string, Parameter> named = _rnn.named_parameters().ToDictionary(p => p.name, p => p.parameter);
        _parameters = [named["weight_ih_l0"], named["weight_hh_l0"], _linear.weight, named["bias_ih_l0"], _linear.bias!];
        using (no_grad())
        {
            named["bias_hh_l0"].zero_();
            named["bias_hh_l0"].requires_grad = false;
            RnnParameters<T> start = setup.CreateParameters<T>();
            for (int i = 0; i < _parameters.Length; i++)
            {
                using Tensor values = tensor([.. start.Blocks[i].AsMatrix().ToRowMajorArray().Select(double.CreateChecked)], ScalarType.Float64);
                _parameters[i].copy_(values.reshape(_parameters[i].shape));
            }
        }

        _optimizer = optim.Adagrad(_parameters, setup.LearningRate, initial_accumulator_value: Setup.Epsilon, eps: 0);
        _state = zeros(1, _batch, setup.HiddenSize, dtype: _type);
        _logits = zeros(_k, dtype: _type);
    }

    /// <summary>Whether libtorch and its C# library load here; if not, why.</summary>
    internal static bool IsAvailable(out string reason)
    {
        try
        {
            using Tensor one = ones(1);
            reason = "";
            return one.item<float>() == 1;
        }
        catch (Exception exception) when (exception is TypeInitializationException or DllNotFoundException or NotSupportedException or BadImageFormatException)
        {
            reason = (exception.InnerException ?? exception).Message.ReplaceLineEndings(" ");
            return false;
        }
    }

    public double Update(ReadOnlySpan<int> inputs, ReadOnlySpan<int> targets)
    {
        set_num_threads(_threadCount);
        using DisposeScope scope = NewDisposeScope();
        Tensor x = nn.functional.one_hot(Indexes(inputs), _k).to_type(_type).view(-1, _batch, _k);
        (Tensor hidden, Tensor state) = _rnn.call(x, _state);
        Tensor logits = _linear.call(hidden).view(-1, _k);
        Tensor loss = nn.functional.cross_entropy(logits, Indexes(targets), reduction: nn.Reduction.Sum);
        _optimizer.zero_grad();
        loss.backward();
        nn.utils.clip_grad_value_(_parameters, Setup.GradientLimit);
        _optimizer.step();
        _state.Dispose();
        _state = state.detach().MoveToOuterDisposeScope();
        return loss.to_type(ScalarType.Float64).item<double>();
    }

    public void BeginText()
    {
        set_num_threads(_threadCount);
        _state.Dispose();
        _state = zeros(1, 1, _rnn.named_parameters().First().parameter.shape[0], dtype: _type);
    }

    public void Read(int index)
    {
        using IDisposable inference = inference_mode();
        using DisposeScope scope = NewDisposeScope();
        Tensor x = nn.functional.one_hot(tensor(index, ScalarType.Int64), _k).to_type(_type).view(1, 1, _k);
        (Tensor hidden, Tensor state) = _rnn.call(x, _state);
        _state.Dispose();
        _logits.Dispose();
        _logits = _linear.call(hidden).view(_k).MoveToOuterDisposeScope();
        _state = state.MoveToOuterDisposeScope();
    }

    public double[] GetProbabilities()
    {
        using DisposeScope scope = NewDisposeScope();
        return nn.functional.softmax(_logits, 0).to_type(ScalarType.Float64).data<double>().ToArray();
    }

    /// <summary>Chance comes from libtorch itself, as its users draw: multinomial.</summary>
    public int WriteCharacter(Random random)
    {
        int index;
        using (inference_mode())
        using (NewDisposeScope())
        {
            index = (int)multinomial(nn.functional.softmax(_logits, 0), 1).item<long>();
        }

        Read(index);
        return index;
    }

    public double[] GetParameters()
    {
        using DisposeScope scope = NewDisposeScope();
        return [.. _parameters.SelectMany(p => (p.dim() == 2 ? p.t() : p).contiguous().to_type(ScalarType.Float64).data<double>().ToArray())];
    }

    public void Dispose()
    {
        _state.Dispose();
        _logits.Dispose();
        _optimizer.Dispose();
        _rnn.Dispose();
        _linear.Dispose();
    }

    private static Tensor Indexes(ReadOnlySpan<int> indexes) => tensor(indexes.ToArray(), ScalarType.Int64);
}
