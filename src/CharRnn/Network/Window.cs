using System.Numerics;

namespace CharRnn.Network;

/// <summary>The data of a window that both passes use: its characters, the activations of every layer, and the dropout masks.</summary>
internal sealed class Window<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly int[] _characters;
    private readonly int[] _targets;
    private bool[]? _restarts;
    private readonly LayerBuffers<T>[] _layers;
    private Dropout _dropout;

    internal Window(RnnArchitecture architecture, int sequenceLength, int batchSize)
    {
        ColumnCapacity = sequenceLength * batchSize;
        BatchSize = batchSize;
        _characters = new int[ColumnCapacity];
        _targets = new int[ColumnCapacity];
        _layers = [.. Enumerable.Range(0, architecture.LayerCount).Select(_ => new LayerBuffers<T>(architecture, ColumnCapacity, batchSize, forBackward: true))];
    }

    internal int ColumnCapacity { get; }

    internal int BatchSize { get; }

    /// <summary>The number of columns of the last window, steps · streams; 0 before the first.</summary>
    internal int ColumnCount { get; private set; }

    internal int StepCount => ColumnCount / BatchSize;

    /// <summary>The parameters of the last forward pass.</summary>
    internal RnnParameters<T>? Parameters { get; private set; }

    internal ReadOnlySpan<int> Characters => _characters.AsSpan(0, ColumnCount);

    internal ReadOnlySpan<int> Targets => _targets.AsSpan(0, ColumnCount);

    internal ReadOnlySpan<LayerBuffers<T>> Layers => _layers;

    /// <summary>The last layer, the input of the output layer.</summary>
    internal LayerBuffers<T> Top => _layers[^1];

    /// <summary>Sets a new window, the columns at which a stream restarts from the zero state (null if none does), and the state before the window.</summary>
    internal void Load(
        RnnParameters<T> parameters, ReadOnlySpan<int> characters, ReadOnlySpan<int> targets, ReadOnlySpan<bool> restarts, ReadOnlySpan<T> state, Dropout dropout)
    {
        Parameters = parameters;
        ColumnCount = characters.Length;
        characters.CopyTo(_characters);
        targets.CopyTo(_targets);
        _dropout = dropout;
        int size = state.Length / (BatchSize * _layers.Length);
        for (int i = 0; i < BatchSize; i++)
        {
            for (int layer = 0; layer < _layers.Length; layer++)
            {
                _layers[layer].Load(state.Slice(((i * _layers.Length) + layer) * size, size), i);
            }
        }

        if (!restarts.IsEmpty)
        {
            restarts.CopyTo(_restarts ??= new bool[ColumnCapacity]);
        }

        foreach (LayerBuffers<T> layer in _layers)
        {
            layer.BeginRestarts(restarts.IsEmpty ? null : _restarts);
        }

        if (dropout.IsOn)
        {
            foreach (LayerBuffers<T> layer in _layers)
            {
                layer.AllocateDropped();
            }
        }
    }

    /// <summary>Copies the state after the window.</summary>
    internal void Save(Span<T> state)
    {
        int size = state.Length / (BatchSize * _layers.Length);
        for (int i = 0; i < BatchSize; i++)
        {
            for (int layer = 0; layer < _layers.Length; layer++)
            {
                _layers[layer].Save(state.Slice(((i * _layers.Length) + layer) * size, size), i, ColumnCount);
            }
        }
    }

    /// <summary>Computes the output of a layer in some columns: h, multiplied by the mask under dropout.</summary>
    internal ReadOnlySpan<T> HandUp(int layer, int firstColumn, int columnCount)
    {
        LayerBuffers<T> buffers = _layers[layer];
        int place = firstColumn * buffers.Stride;
        if (_dropout.IsOn)
        {
            _dropout.Apply<T>(buffers.Hidden[place..], buffers.Dropped[place..], buffers.Stride, buffers.HiddenSize, layer, firstColumn, columnCount);
        }

        return HandedUp(layer)[place..];
    }

    /// <summary>The output of a layer in all columns.</summary>
    internal ReadOnlySpan<T> HandedUp(int layer) => _dropout.IsOn ? _layers[layer].Dropped : _layers[layer].Hidden;

    /// <summary>Converts the gradient of a layer's output to that of h, in place, by applying the mask.</summary>
    internal void HandBack(int layer, int firstColumn, int columnCount)
    {
        if (_dropout.IsOn)
        {
            LayerBuffers<T> buffers = _layers[layer];
            Span<T> gradient = buffers.HiddenGradient[(firstColumn * buffers.Stride)..];
            _dropout.Apply(gradient, gradient, buffers.Stride, buffers.HiddenSize, layer, firstColumn, columnCount);
        }
    }
}
