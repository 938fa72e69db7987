namespace CharRnn.Persistence;

/// <summary>The contents of a model file's header, see <see cref="ModelFile.Inspect"/>.</summary>
public sealed record ModelFileInfo
{
    private readonly FixedList<ModelFileTensor> _tensors = new([]);

    /// <summary>The sizes K and m of the network, its cell and its number of layers.</summary>
    public required RnnArchitecture Architecture { get; init; }

    /// <summary>The characters; null in a file that another program wrote without them.</summary>
    public required Vocabulary? Vocabulary { get; init; }

    /// <summary>
    /// The type of the network's numbers: <c>F32</c> (float) or <c>F64</c> (double), and in files of other programs also <c>F16</c> or
    /// <c>BF16</c>. Each loads as float and as double.
    /// </summary>
    public required string DataType { get; init; }

    /// <summary>Whether the file is a checkpoint, with a training run that can be resumed.</summary>
    public bool IsCheckpoint => Checkpoint is not null;

    /// <summary>The training run in the file; null in a plain model.</summary>
    public required CheckpointInfo? Checkpoint { get; init; }

    /// <summary>Size of the file in bytes.</summary>
    public required long ByteCount { get; init; }

    /// <summary>The settings that were saved with the model. The library does not interpret these strings.</summary>
    public required IReadOnlyDictionary<string, string> Settings { get; init; }

    /// <summary>Every tensor in the file, including those that the library does not use, in the order of the header.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public required IReadOnlyList<ModelFileTensor> Tensors
    {
        get => _tensors;
        init => _tensors = new(Preconditions.RequireNotNull(value, nameof(Tensors)));
    }
}

/// <summary>A tensor in a model file.</summary>
/// <param name="Name">Its name, such as <c>rnn.weight_hh_l0</c>.</param>
/// <param name="DataType">The type of its numbers as the file names it: <c>F32</c>, <c>F64</c>, …</param>
/// <param name="Shape">Its sizes, outermost first.</param>
/// <param name="ByteCount">Bytes of its numbers.</param>
public sealed record ModelFileTensor(string Name, string DataType, IReadOnlyList<long> Shape, long ByteCount);
