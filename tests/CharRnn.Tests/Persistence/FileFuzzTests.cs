using System.Globalization;
using CharRnn.Persistence;
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
    private const int Cases = 20_000;
    private const int FixedAllowance = 1 << 18;
    private const int AllowancePerByte = 32;

    private static readonly byte[][] _modelFiles =
    [
        .. new[] { "known-f32", "known-f64", "foreign-f32", "foreign-f64", "foreign-order", "foreign-bare" }
            .Select(name => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Fixtures", name + ".safetensors"))),
    ];

    [Fact]
    public void Load_of_a_damaged_model_succeeds_or_says_that_the_data_is_invalid()
        => Run(_modelFiles, file =>
        {
            using var reader = new SafetensorsReader(new MemoryStream(file, writable: false));
            RnnParameters<float> parameters = ModelFile.Read<float>(reader, null).Rnn.Parameters;
            parameters.Blocks.Should().OnlyContain(block => AllFinite(block));
        });

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
