using System.Globalization;
using CharRnn.Network;

namespace CharRnn;

/// <summary>The sizes, the cell and the depth of a network, which determine the number and the shapes of its arrays.</summary>
public sealed record RnnArchitecture
{
    private const int MostLayers = 100;
    private readonly int _vocabularySize;
    private readonly int _hiddenSize;
    private readonly RnnCell _cell;
    private readonly int _layerCount = 1;

    /// <summary>Number of distinct characters, <em>K</em>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public required int VocabularySize
    {
        get => _vocabularySize;
        init => _vocabularySize = Preconditions.RequirePositive(value, nameof(VocabularySize));
    }

    /// <summary>Number of hidden units of each layer, <em>m</em>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public required int HiddenSize
    {
        get => _hiddenSize;
        init => _hiddenSize = Preconditions.RequirePositive(value, nameof(HiddenSize));
    }

    /// <summary>The cell of every layer. Default <see cref="RnnCell.Tanh"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not one of the enumeration's.</exception>
    public RnnCell Cell
    {
        get => _cell;
        init => _cell = Preconditions.RequireDefined(value, nameof(Cell));
    }

    /// <summary>Number of layers, from 1 to 100. Default 1. Layer l &gt; 1 reads the hidden state of layer l − 1 instead of a character.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1 or more than 100.</exception>
    public int LayerCount
    {
        get => _layerCount;
        init => _layerCount = value is >= 1 and <= MostLayers ? value
            : throw new ArgumentOutOfRangeException(nameof(LayerCount), value, $"Must be from 1 to {MostLayers}.");
    }

    /// <summary>
    /// Number of parameters. One tanh layer: <c>m·K + m·m + K·m + m + K</c>. A cell of G gates has G·m rows in U, W and b; GRU has m more for d; a
    /// layer above the first has G·m × m input weights.
    /// </summary>
    public long ParameterCount
    {
        get
        {
            CellShape shape = CellShape.Of(Cell);
            long k = VocabularySize, m = HiddenSize, g = shape.GateCount;
            long biases = (g + (shape.HasRecurrentBias ? 1 : 0)) * m;
            return (g * m * (k + m)) + ((LayerCount - 1) * 2 * g * m * m) + (LayerCount * biases) + (k * m) + k;
        }
    }

    /// <summary>Numbers of running state per stream, S·m·layers: of each layer h, then c if the cell has one.</summary>
    internal int StateSize => checked(CellShape.Of(Cell).StateCount * HiddenSize * LayerCount);

    /// <summary>For example <c>K = 80, m = 100</c>, or <c>K = 80, m = 256, LSTM, 2 layers</c>.</summary>
    /// <returns>The sizes, in the invariant culture; a single tanh layer is not mentioned.</returns>
    public override string ToString()
    {
        string cell = Cell == RnnCell.Tanh ? LayerCount == 1 ? "" : ", tanh" : $", {Cell.ToString().ToUpperInvariant()}";
        string layers = LayerCount == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $", {LayerCount} layers");
        return string.Create(CultureInfo.InvariantCulture, $"K = {VocabularySize}, m = {HiddenSize}{cell}{layers}");
    }
}
