using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CharRnn.Kernels;
using CharRnn.Optimization;
using CharRnn.Tests.Fixtures;

namespace CharRnn.Tests;

/// <summary>
/// The results of one vanilla layer, to the last bit: losses, states, gradients, parameters after 50 updates and the text they
/// write, as they were before the network had other cells. Each vector width has its own bits; .ci/vector-widths runs them all.
/// </summary>
/// <remarks>
/// Fixtures/frozen.json holds hashes. To record them again, after a change of the bits that is wanted, run this test once
/// under each switch of .ci/vector-widths and once under none, with CHARRNN_FREEZE set to the path of that file.
/// </remarks>
public abstract class FrozenResultsTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int Steps = 7;
    private const int Updates = 50;
    private const string Characters = "abcdefghijklmnopqrstuvwxyz .\n";

    public static TheoryData<int, int, OptimizerKind> Cases
    {
        get
        {
            var cases = new TheoryData<int, int, OptimizerKind>();
            foreach (int m in (ReadOnlySpan<int>)[100, 37, 131])
            {
                foreach (int batch in (ReadOnlySpan<int>)[1, 3, 16])
                {
                    cases.Add(m, batch, OptimizerKind.AdaGrad);
                    cases.Add(m, batch, OptimizerKind.Adam);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Results_of_one_vanilla_layer_keep_their_bits(int m, int batch, OptimizerKind kind)
    {
        foreach (int threadCount in (ReadOnlySpan<int>)[1, 2, 3])
        {
            FrozenResults.Check($"{typeof(T).Name} m{m} B{batch} {kind}", Run(m, batch, kind, threadCount), $"{threadCount} threads");
        }
    }

    private static Dictionary<string, string> Run(int m, int batch, OptimizerKind kind, int threadCount)
    {
        Vocabulary vocabulary = Vocabulary.FromText(Characters);
        var architecture = Networks.Architecture(vocabulary.Count, m);
        var model = new RnnModel<T>(vocabulary, new RnnParameters<T>(architecture));
        var random = new Random(12);
        foreach (ParameterBlock<T> block in model.Rnn.Parameters.Blocks)
        {
            // Not Randomize: its logarithm and sine come from the C library, which may round differently elsewhere.
            Fill(block.Values, random, 1 / Math.Sqrt(m));
        }

        var workspace = new RnnWorkspace<T>(architecture, Steps, batch, threadCount);
        var gradients = new RnnParameters<T>(architecture);
        Optimizer<T> optimizer = Optimizer.Create<T>(architecture, new OptimizerOptions { Kind = kind, LearningRate = 0.01 });
        using IncrementalHash losses = NewHash(), gradientBits = NewHash(), stateBits = NewHash();
        var state = new T[model.Rnn.StateSize * batch];
        Fill(state, random, 0.9);
        for (int update = 0; update < Updates; update++)
        {
            T loss = model.Rnn.Forward(Indexes(random, batch, vocabulary.Count), Indexes(random, batch, vocabulary.Count), state, workspace);
            model.Rnn.Backward(workspace, gradients);
            Append(losses, [loss]);
            Append(losses, workspace.Losses);
            Append(stateBits, state);
            Append(gradientBits, gradients);
            GradientClipping.ClipElements(gradients, T.CreateChecked(5));
            optimizer.Apply(model.Rnn.Parameters, gradients);
        }

        using IncrementalHash parameters = NewHash(), logitBits = NewHash();
        Append(parameters, model.Rnn.Parameters);
        var logits = new T[vocabulary.Count];
        for (int i = 0; i < 20; i++)
        {
            model.Rnn.Step(i, state.AsSpan(0, model.Rnn.StateSize), logits);
            Append(logitBits, logits);
        }

        var generator = new TextGenerator<T>(model, new Random(5)) { ThreadCount = threadCount };
        return new Dictionary<string, string>
        {
            ["losses"] = Finish(losses),
            ["states"] = Finish(stateBits),
            ["gradients"] = Finish(gradientBits),
            ["parameters"] = Finish(parameters),
            ["logits"] = Finish(logitBits),
            ["text"] = generator.Generate(40),
            ["texts"] = string.Join('|', generator.GenerateMany(3, 15, new SamplingOptions { Temperature = 0.8, TopP = 0.95 })),
        };
    }

    private static void Fill(Span<T> values, Random random, double limit)
    {
        foreach (ref T value in values)
        {
            value = T.CreateTruncating(limit * ((2 * random.NextDouble()) - 1));
        }
    }

    private static int[] Indexes(Random random, int batch, int k) => [.. Enumerable.Range(0, Steps * batch).Select(_ => random.Next(k))];

    private static IncrementalHash NewHash() => IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    private static void Append(IncrementalHash hash, ReadOnlySpan<T> values) => hash.AppendData(MemoryMarshal.AsBytes(values));

    private static void Append(IncrementalHash hash, RnnParameters<T> parameters)
    {
        foreach (ParameterBlock<T> block in parameters.BlockSpan)
        {
            Append(hash, block.Elements);
        }
    }

    private static string Finish(IncrementalHash hash) => Convert.ToHexString(hash.GetHashAndReset().AsSpan(0, 12));
}

public sealed class FrozenResultsTestsSingle : FrozenResultsTests<float>;

public sealed class FrozenResultsTestsDouble : FrozenResultsTests<double>;

/// <summary>Fixtures/frozen.json: vector width → case → result → hash or text.</summary>
internal static class FrozenResults
{
    private static readonly Lock _lock = new();
    private static readonly JsonSerializerOptions _options = new() { WriteIndented = true };

    /// <summary>The properties that determine the bits: the vector width, and whether multiply-adds round once.</summary>
    private static string Width
        => $"{KernelSet<float>.Best.VectorCount * 32} bits{(Fma.IsSupported || (Vector128.IsHardwareAccelerated && !Sse.IsSupported) ? "" : ", no fused multiply-add")}";

    internal static void Check(string name, Dictionary<string, string> actual, string what)
    {
        if (Environment.GetEnvironmentVariable("CHARRNN_FREEZE") is { Length: > 0 } path)
        {
            Record(path, name, actual);
            return;
        }

        var all = FixtureFile.Read<Dictionary<string, Dictionary<string, Dictionary<string, string>>>>("frozen.json");
        Assert.True(all.TryGetValue(Width, out Dictionary<string, Dictionary<string, string>>? cases), $"frozen.json knows nothing of {Width}.");
        foreach ((string result, string expected) in cases[name])
        {
            Assert.True(expected == actual[result], $"{name}, {what}: {result} is {actual[result]}; {expected} is expected.");
        }
    }

    private static void Record(string path, string name, Dictionary<string, string> actual)
    {
        lock (_lock)
        {
            SortedDictionary<string, SortedDictionary<string, Dictionary<string, string>>> all = File.Exists(path)
                ? JsonSerializer.Deserialize<SortedDictionary<string, SortedDictionary<string, Dictionary<string, string>>>>(File.ReadAllText(path))! : [];
            if (!all.TryGetValue(Width, out SortedDictionary<string, Dictionary<string, string>>? cases))
            {
                all.Add(Width, cases = []);
            }

            if (cases.TryGetValue(name, out Dictionary<string, string>? before))
            {
                Assert.Equal(before, actual);
            }

            cases[name] = actual;
            File.WriteAllText(path, JsonSerializer.Serialize(all, _options), new UTF8Encoding(false));
        }
    }
}
