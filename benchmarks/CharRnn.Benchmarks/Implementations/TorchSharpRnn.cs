using System.Globalization;
using System.Numerics;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CharRnn.Benchmarks.Implementations;

/// <summary>The network built from the modules of libtorch: nn.RNN, nn.GRU or nn.LSTM, Linear, cross_entropy, clip_grad_value_, Adagrad.</summary>
/// <remarks>
/// Two settings make the computation the same. First, these cells have two biases that are added; the second one stays zero and is not
/// trained, except the part of a GRU's bias for n, which the reset gate multiplies. Second, libtorch's Adagrad divides by √G + ε. With an
/// accumulator that starts at ε and an ε of zero it divides by √(ε + Σg²), like all other implementations here.
/// </remarks>
internal sealed class TorchSharpRnn<T> : ICharacterRnn
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly int _batch, _k, _m, _layers, _threadCount;
    private readonly ScalarType _type = typeof(T) == typeof(float) ? ScalarType.Float32 : ScalarType.Float64;
    private readonly nn.Module _rnn;
    private readonly Linear _linear;
    private readonly Parameter[] _parameters;
    private readonly Parameter[] _secondBiases;
    private readonly optim.Optimizer _optimizer;
    private Tensor _state;
    private Tensor _cellState;
    private Tensor _logits;

    internal TorchSharpRnn(Setup setup, int threadCount = 1)
    {
        (_batch, _k, _m, _layers, _threadCount) = (setup.BatchSize, setup.VocabularySize, setup.HiddenSize, setup.LayerCount, threadCount);
        _rnn = setup.Cell switch
        {
            RnnCell.Gru => nn.GRU(_k, _m, _layers, dtype: _type),
            RnnCell.Lstm => nn.LSTM(_k, _m, _layers, dtype: _type),
            _ => nn.RNN(_k, _m, _layers, dtype: _type),
        };
        _linear = nn.Linear(_m, _k, dtype: _type);
        Dictionary<string, Parameter> named = _rnn.named_parameters().ToDictionary(p => p.name, p => p.parameter);
        Parameter[] second = [.. named.Where(p => p.Key.StartsWith("bias_hh", StringComparison.Ordinal)).Select(p => p.Value)];
        _secondBiases = setup.Cell == RnnCell.Gru ? second : [];
        using (no_grad())
        {
            foreach (Parameter bias in second)
            {
                bias.zero_();
                bias.requires_grad = setup.Cell == RnnCell.Gru;
            }

            _parameters = [.. setup.CreateParameters<T>().Blocks.Select(block => Load(block, named))];
        }

        _optimizer = optim.Adagrad(_parameters, setup.LearningRate, initial_accumulator_value: Setup.Epsilon, eps: 0);
        _state = Zeros(_batch);
        _cellState = Zeros(_batch);
        _logits = zeros(_k, dtype: _type);
    }

    /// <summary>The parameter of a block, with the values of the block; for d of a GRU, the last third of the second bias.</summary>
    private Parameter Load(ParameterBlock<T> block, Dictionary<string, Parameter> named)
    {
        string layer = block.Name.Length > 1 ? $"_l{int.Parse(block.Name[1..], CultureInfo.InvariantCulture) - 1}" : "_l0";
        Parameter parameter = block.Name[0] switch
        {
            'U' => named["weight_ih" + layer],
            'W' => named["weight_hh" + layer],
            'b' => named["bias_ih" + layer],
            'd' => named["bias_hh" + layer],
            'V' => _linear.weight,
            _ => _linear.bias!,
        };
        using Tensor values = tensor([.. block.AsMatrix().ToRowMajorArray().Select(double.CreateChecked)], ScalarType.Float64);
        if (block.Name[0] == 'd')
        {
            parameter[(2 * _m)..].copy_(values);
        }
        else
        {
            parameter.copy_(values.reshape(parameter.shape));
        }

        return parameter;
    }

    private Tensor Zeros(int batch) => zeros(_layers, batch, _m, dtype: _type);

    /// <summary>Runs the layers and stores their state.</summary>
    private Tensor Hidden(Tensor x)
    {
        (Tensor hidden, Tensor state, Tensor? cells) = _rnn switch
        {
            LSTM lstm => lstm.call(x, (_state, _cellState)),
            GRU gru => Pair(gru.call(x, _state)),
            _ => Pair(((RNN)_rnn).call(x, _state)),
        };
        _state.Dispose();
        _state = state.detach().MoveToOuterDisposeScope();
        if (cells is not null)
        {
            _cellState.Dispose();
            _cellState = cells.detach().MoveToOuterDisposeScope();
        }

        return hidden;

        static (Tensor, Tensor, Tensor?) Pair((Tensor Hidden, Tensor State) pair) => (pair.Hidden, pair.State, null);
    }

    /// <summary>Checks whether libtorch and its C# library can be loaded; if not, says why.</summary>
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
        Tensor logits = _linear.call(Hidden(x)).view(-1, _k);
        Tensor loss = nn.functional.cross_entropy(logits, Indexes(targets), reduction: nn.Reduction.Sum);
        _optimizer.zero_grad();
        loss.backward();
        foreach (Parameter bias in _secondBiases)
        {
            bias.grad![..(2 * _m)].zero_();
        }

        nn.utils.clip_grad_value_(_parameters, Setup.GradientLimit);
        _optimizer.step();
        return loss.to_type(ScalarType.Float64).item<double>();
    }

    public void BeginText()
    {
        set_num_threads(_threadCount);
        _state.Dispose();
        _cellState.Dispose();
        _state = Zeros(1);
        _cellState = Zeros(1);
    }

    public void Read(int index)
    {
        using IDisposable inference = inference_mode();
        using DisposeScope scope = NewDisposeScope();
        Tensor x = nn.functional.one_hot(tensor(index, ScalarType.Int64), _k).to_type(_type).view(1, 1, _k);
        Tensor logits = _linear.call(Hidden(x)).view(_k).MoveToOuterDisposeScope();
        _logits.Dispose();
        _logits = logits;
    }

    public double[] GetProbabilities()
    {
        using DisposeScope scope = NewDisposeScope();
        return nn.functional.softmax(_logits, 0).to_type(ScalarType.Float64).data<double>().ToArray();
    }

    /// <summary>Draws with libtorch's own multinomial, as its users do.</summary>
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
        return [.. _parameters.SelectMany(p => (p.dim() == 2 ? p.t() : _secondBiases.Contains(p) ? p[(2 * _m)..] : p).contiguous().to_type(ScalarType.Float64).data<double>().ToArray())];
    }

    public void Dispose()
    {
        _state.Dispose();
        _cellState.Dispose();
        _logits.Dispose();
        _optimizer.Dispose();
        _rnn.Dispose();
        _linear.Dispose();
    }

    private static Tensor Indexes(ReadOnlySpan<int> indexes) => tensor(indexes.ToArray(), ScalarType.Int64);
}
