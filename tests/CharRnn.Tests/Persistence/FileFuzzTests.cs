using System.Globalization;
using CharRnn.Optimization;
using CharRnn.Persistence;
using CharRnn.Persistence.Safetensors;
using CharRnn.Tests.Fixtures;
using CharRnn.Training;
using CsCheck;

namespace CharRnn.Tests.Persistence;

/// <summary>
/// Thousands of damaged files: each loads or is refused with <see cref="InvalidDataException"/>, and none makes the library
/// allocate more than a small multiple of its size.
/// </summary>
/// <remarks>
/// A failure prints the seed that repeats it (set it in <c>CsCheck_Seed</c>). For a long run set <c>CHARRNN_FUZZ_SECONDS</c>.
/// </remarks>
public sealed class FileFuzzTests
{
    private const int Cases = 10_000;
    private const int FixedAllowance = 1 << 18;
    private const int AllowancePerByte = 32;

    private static readonly byte[][] _modelFiles =
    [
        .. new[] { "known-f32", "known-f64", "foreign-f32", "foreign-f64", "foreign-order", "foreign-bare", "torch-gru-2", "torch-lstm-fc", "torch-gru-bf16", "torch-both-wrappers" }
            .Select(name => File.ReadAllBytes(FixtureFile.PathOf(name + ".safetensors"))),
    ];

    [Fact]
    public void Load_of_a_damaged_model_succeeds_or_says_that_the_data_is_invalid()
        => Run(_modelFiles, file =>
        {
            using var reader = new SafetensorsReader(new MemoryStream(file, writable: false));
            RnnParameters<float> parameters = ModelFile.Read<float>(reader, null).Rnn.Parameters;
            parameters.Blocks.Should().OnlyContain(block => AllFinite(block));
        });

    [Fact]
    public void Resume_of_a_damaged_checkpoint_succeeds_or_says_that_the_data_is_invalid()
    {
        EncodedText text = EncodedText.FromText("the quick brown fox jumps over the lazy dog, again and again and again.");
        byte[] adaGrad = NewCheckpoint(text, new OptimizerOptions(), new TrainingOptions { SequenceLength = 5 });
        byte[] adam = NewCheckpoint(
            text, new OptimizerOptions { Kind = OptimizerKind.Adam }, new TrainingOptions { SequenceLength = 4, BatchSize = 2, HistoryEvery = 1, Validation = ValidationSplit.Tail(0.3) });
        byte[] lstm = NewCheckpoint(
            text, new OptimizerOptions { Kind = OptimizerKind.Adam }, new TrainingOptions { SequenceLength = 4, BatchSize = 2, Dropout = 0.2 }, RnnCell.Lstm, layerCount: 2);
        Run([adaGrad, adam, lstm], file =>
        {
            using var reader = new SafetensorsReader(new MemoryStream(file, writable: false));
            Checkpoint.Read<float>(reader, text, null);
        });
    }

    private static byte[] NewCheckpoint(
        EncodedText text, OptimizerOptions optimizer, TrainingOptions options, RnnCell cell = RnnCell.Tanh, int layerCount = 1)
    {
        var parameters = new RnnParameters<float>(Networks.Architecture(text.Vocabulary.Count, 2, cell, layerCount));
        parameters.Randomize(new Random(1));
        var trainer = new Trainer<float>(new RnnModel<float>(text.Vocabulary, parameters), Optimizer.Create<float>(parameters.Architecture, optimizer), options);
        for (int i = 0; i < 20; i++)
        {
            trainer.Step(text);
        }

        using var file = new MemoryStream();
        Checkpoint.Prepare(trainer, text, null)(file);
        return file.ToArray();
    }

    private static bool AllFinite(ParameterBlock<float> block) => block.Values.ToArray().All(float.IsFinite);

    /// <summary>Reads many damaged files, and counts that the damage is neither always harmless nor always fatal.</summary>
    private static void Run(byte[][] files, Action<byte[]> read)
    {
        int seconds = int.TryParse(Environment.GetEnvironmentVariable("CHARRNN_FUZZ_SECONDS"), CultureInfo.InvariantCulture, out int value) ? value : 0;
        int accepted = 0, refused = 0;
        Mutation.Of(files).Sample(
            file =>
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                try
                {
                    read(file);
                    Interlocked.Increment(ref accepted);
                }
                catch (InvalidDataException)
                {
                    Interlocked.Increment(ref refused);
                }

                long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
                return allocated <= FixedAllowance + ((long)AllowancePerByte * file.Length);
            },
            iter: seconds > 0 ? long.MaxValue : Cases,
            time: seconds > 0 ? seconds : -1,
            print: Convert.ToBase64String);
        Console.WriteLine(FormattableString.Invariant($"{accepted + refused} damaged files: {accepted} read, {refused} refused."));
        accepted.Should().BeGreaterThan(0);
        refused.Should().BeGreaterThan(accepted);
    }
}
