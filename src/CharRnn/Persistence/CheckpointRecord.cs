using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CharRnn.Optimization;
using CharRnn.Training;
using static CharRnn.Persistence.FileRule;

namespace CharRnn.Persistence;

/// <summary>The plain numbers and options of a checkpoint: one JSON object among the file's strings.</summary>
internal sealed record CheckpointRecord
{
    private const string Key = ModelMetadata.Prefix + "training";

    /// <summary>No real run has counters this large; larger ones could overflow.</summary>
    private const long MaxCount = 1L << 53;

    private static readonly CheckpointJson _json = new(new JsonSerializerOptions
    {
        // A file with other members was made by another version: nothing is guessed.
        AllowDuplicateProperties = false,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
    });

    /// <summary>
    /// The members that files have had from the beginning: without one of them a file is broken. This list does not grow with the records: a file
    /// without a member that came later has the zero of its type, which must be the default. <c>CheckpointFormatTests</c> reads such a file.
    /// </summary>
    private static readonly HashSet<string> _original =
    [
        "update", "epoch", "window", "smoothLoss", "smoothLength", "bestSmoothLoss", "bestUpdate", "epochLossSum", "epochCharacterCount", "options", "optimizer",
        "optimizerStepCount", "textLength", "textFingerprint",
        "sequenceLength", "sequenceLengths", "batchSize", "lossReduction", "gradientLimit", "gradientNormLimit", "maxUpdates", "epochs", "smoothing", "historyEvery",
        "reportEvery", "sampleEvery", "keepBest", "threadCount", "chunkOrder", "chunkLength", "shuffleSeed", "endOfText", "validation", "patience",
        "kind", "fraction", "interval",
        "learningRate", "schedule", "epsilon", "epsilonPlacement", "initialAccumulator", "momentum", "decay", "beta1", "beta2", "weightDecay",
        "shape", "warmUp", "period", "stepFactor", "finalFraction", "lastUpdate",
    ];

    private static readonly JsonTypeInfo<CheckpointRecord> _type = CreateType();

    public required long Update { get; init; }

    public required int Epoch { get; init; }

    public required int Window { get; init; }

    public required double SmoothLoss { get; init; }

    public required int SmoothLength { get; init; }

    public required double BestSmoothLoss { get; init; }

    public required long BestUpdate { get; init; }

    public required double EpochLossSum { get; init; }

    public required long EpochCharacterCount { get; init; }

    public required TrainingOptions Options { get; init; }

    /// <summary>The settings of one of the library's optimisers; null if the run has another.</summary>
    public required OptimizerOptions? Optimizer { get; init; }

    /// <summary>The class of an optimiser from outside the library. Otherwise null, and not in the file.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? CustomOptimizer { get; init; }

    public required long OptimizerStepCount { get; init; }

    public required int TextLength { get; init; }

    public required string TextFingerprint { get; init; }

    internal KeyValuePair<string, string> ToMetadata() => new(Key, JsonSerializer.Serialize(this, _type));

    internal CheckpointInfo ToInfo() => new()
    {
        Updates = Update,
        Epochs = Epoch,
        SmoothLoss = SmoothLoss,
        BestSmoothLoss = BestSmoothLoss,
        BestUpdate = BestUpdate,
        Options = Options,
        Optimizer = Optimizer,
        CustomOptimizer = CustomOptimizer,
        TextLength = TextLength,
        TextFingerprint = TextFingerprint,
    };

    /// <summary>Finds and reads the record.</summary>
    /// <exception cref="InvalidDataException">The file has none, or it is broken.</exception>
    internal static CheckpointRecord Read(IReadOnlyDictionary<string, string> metadata)
    {
        if (!metadata.TryGetValue(Key, out string? json))
        {
            throw Broken($"It is a model, not a checkpoint: there is no training run in it to resume.");
        }

        CheckpointRecord? record;
        try
        {
            record = JsonSerializer.Deserialize(json, _type);
        }
        catch (Exception failure) when (failure is JsonException or ArgumentException or NotSupportedException or InvalidOperationException)
        {
            // The options check their values as they are set.
            throw Broken($"'{Key}' is broken or from another version. {failure.Message}", failure);
        }

        if (record is null)
        {
            throw Broken($"'{Key}' is null.");
        }

        record.Check();
        return record;
    }

    private void Check()
    {
        Require(Update is >= 0 and < MaxCount, $"'{Key}' has {Quantity.Of(Update, "update")}.");
        Require(Optimizer is null != CustomOptimizer is null, $"'{Key}' must have the settings of an optimiser or the name of a custom one.");
        Require(CustomOptimizer is not "", $"'{Key}' has an optimiser without a name.");
        Require(Epoch >= 0 && Window >= 0 && SmoothLength >= 0 && EpochCharacterCount >= 0, $"'{Key}' has a negative counter.");
        Require(BestUpdate >= 0 && BestUpdate <= Update, $"'{Key}' has its best update at {BestUpdate} of {Update}.");
        Require(OptimizerStepCount is >= 0 and < MaxCount, $"'{Key}' has {Quantity.Of(OptimizerStepCount, "step")} of the optimiser.");
        Require(Update == 0 || double.IsFinite(SmoothLoss), $"'{Key}' has the smooth loss {SmoothLoss}.");
        Require(!double.IsNaN(BestSmoothLoss) && double.IsFinite(EpochLossSum), $"'{Key}' has a loss that is not finite.");
    }

    private static JsonTypeInfo<CheckpointRecord> CreateType()
    {
        var options = new JsonSerializerOptions(_json.Options) { TypeInfoResolver = _json.WithAddedModifier(RequireOriginal) };
        return (JsonTypeInfo<CheckpointRecord>)options.GetTypeInfo(typeof(CheckpointRecord));
    }

    private static void RequireOriginal(JsonTypeInfo type)
    {
        foreach (JsonPropertyInfo property in type.Properties)
        {
            property.IsRequired = type.Kind == JsonTypeInfoKind.Object && property.Set is not null && _original.Contains(property.Name);
        }
    }
}

/// <summary>How a record becomes JSON, without reflection at run time.</summary>
[JsonSourceGenerationOptions(UseStringEnumConverter = true)]
[JsonSerializable(typeof(CheckpointRecord))]
internal sealed partial class CheckpointJson : JsonSerializerContext;
