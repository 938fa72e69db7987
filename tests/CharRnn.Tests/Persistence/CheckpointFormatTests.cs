using System.Text.Json.Nodes;
using CharRnn.Optimization;
using CharRnn.Persistence;
using CharRnn.Training;

namespace CharRnn.Tests.Persistence;

/// <summary>A checkpoint of the first version of the format can be read whatever members the records have gained since, and each member of the old file is required.</summary>
public sealed class CheckpointFormatTests
{
    private const string Key = "charrnn.training";

    private const string First = """
        {
          "update": 7, "epoch": 1, "window": 2, "smoothLoss": 3.5, "smoothLength": 4, "bestSmoothLoss": 3.25, "bestUpdate": 6, "epochLossSum": 9.5, "epochCharacterCount": 8,
          "options": {
            "sequenceLength": 4, "sequenceLengths": [4, 5], "batchSize": 2, "lossReduction": "Mean", "gradientLimit": "Infinity", "gradientNormLimit": 1, "maxUpdates": 70,
            "epochs": 3, "smoothing": 0.5, "historyEvery": 2, "reportEvery": 3, "sampleEvery": 4, "keepBest": false, "threadCount": 1, "chunkOrder": "Shuffled",
            "chunkLength": 60, "shuffleSeed": 5, "endOfText": "\u0003", "patience": 2,
            "validation": { "kind": "EveryNth", "fraction": 0.2, "interval": 5, "chunkLength": 50 }
          },
          "optimizer": {
            "kind": "Adam", "learningRate": 0.02, "epsilon": 1e-7, "epsilonPlacement": "OutsideRoot", "initialAccumulator": 0.5, "momentum": 0.1, "decay": 0.9,
            "beta1": 0.8, "beta2": 0.95, "weightDecay": 0.01,
            "schedule": { "shape": "Step", "warmUp": 10, "period": 20, "stepFactor": 0.25, "finalFraction": 0.125 }
          },
          "optimizerStepCount": 7, "textLength": 1000, "textFingerprint": "00"
        }
        """;

    public static TheoryData<string> Members
    {
        get
        {
            var members = new TheoryData<string>();
            foreach (string path in Paths(JsonNode.Parse(First)!.AsObject(), ""))
            {
                members.Add(path);
            }

            return members;
        }
    }

    [Fact]
    public void Read_of_a_file_of_the_first_version_has_its_values_and_the_defaults_of_all_later_members()
    {
        CheckpointRecord record = Read(First);

        record.Options.Should().BeEquivalentTo(new TrainingOptions
        {
            SequenceLength = 4,
            SequenceLengths = [4, 5],
            BatchSize = 2,
            LossReduction = LossReduction.Mean,
            GradientLimit = double.PositiveInfinity,
            GradientNormLimit = 1,
            MaxUpdates = 70,
            Epochs = 3,
            Smoothing = 0.5,
            HistoryEvery = 2,
            ReportEvery = 3,
            SampleEvery = 4,
            KeepBest = false,
            ThreadCount = 1,
            ChunkOrder = ChunkOrder.Shuffled,
            ChunkLength = 60,
            ShuffleSeed = 5,
            EndOfText = "\u0003",
            Patience = 2,
            Validation = new ValidationSplit { Kind = ValidationKind.EveryNth, Fraction = 0.2, Interval = 5, ChunkLength = 50 },
        });
        record.Optimizer.Should().BeEquivalentTo(new OptimizerOptions
        {
            Kind = OptimizerKind.Adam,
            LearningRate = 0.02,
            Epsilon = 1e-7,
            EpsilonPlacement = EpsilonPlacement.OutsideRoot,
            InitialAccumulator = 0.5,
            Momentum = 0.1,
            Decay = 0.9,
            Beta1 = 0.8,
            Beta2 = 0.95,
            WeightDecay = 0.01,
            Schedule = new LearningRateSchedule { Shape = LearningRateShape.Step, WarmUp = 10, Period = 20, StepFactor = 0.25, FinalFraction = 0.125 },
        });
        record.Should().BeEquivalentTo(
            new { Update = 7L, Epoch = 1, Window = 2, SmoothLoss = 3.5, SmoothLength = 4, BestSmoothLoss = 3.25, BestUpdate = 6L, EpochLossSum = 9.5, EpochCharacterCount = 8L, OptimizerStepCount = 7L, TextLength = 1000, TextFingerprint = "00" });
        record.CustomOptimizer.Should().BeNull();
    }

    [Theory]
    [MemberData(nameof(Members))]
    public void Read_without_a_member_of_the_first_version_is_refused(string path)
    {
        JsonObject file = JsonNode.Parse(First)!.AsObject(), parent = file;
        string[] names = path.Split('.');
        foreach (string name in names[..^1])
        {
            parent = parent[name]!.AsObject();
        }

        parent.Remove(names[^1]).Should().BeTrue();

        FluentActions.Invoking(() => Read(file.ToJsonString())).Should().Throw<InvalidDataException>().WithMessage($"*{names[^1]}*");
    }

    private static CheckpointRecord Read(string json) => CheckpointRecord.Read(new Dictionary<string, string> { [Key] = json });

    private static IEnumerable<string> Paths(JsonObject parent, string prefix)
        => parent.SelectMany(member => (string[])[prefix + member.Key, .. member.Value is JsonObject child ? Paths(child, $"{prefix}{member.Key}.") : []]);
}
