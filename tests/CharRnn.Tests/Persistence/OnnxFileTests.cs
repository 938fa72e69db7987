using System.Numerics;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace CharRnn.Tests.Persistence;

/// <summary>ONNX Runtime, which knows nothing of this library, reads the file and computes what the network does.</summary>
public abstract class OnnxFileTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const string Characters = "\n abcdefghijklmnopqrstuvwxyzäöü🌱";
    private const int HiddenSize = 33;
    private const int Steps = 200;

    /// <summary>The largest difference over all steps, which add up: each side rounds in another order.</summary>
    protected abstract double Tolerance { get; }

    [Fact]
    public void ExportOnnx_run_in_ONNX_Runtime_step_by_step_agrees_with_Step()
    {
        RnnModel<T> model = Networks.RandomModel<T>(Characters, HiddenSize, seed: 3, standardDeviation: 0.1);
        int k = model.Vocabulary.Count;
        using InferenceSession session = Export(model);
        var random = new Random(5);
        T[] state = new T[HiddenSize], logits = new T[k], theirState = new T[HiddenSize];
        for (int step = 0; step < Steps; step++)
        {
            int character = random.Next(k);
            model.Rnn.Step(character, state, logits);
            (T[] theirLogits, theirState) = Run(session, [character], theirState);

            theirLogits.Should().HaveCount(k);
            Difference(theirLogits, logits).Should().BeLessThan(Tolerance, "at step {0}", step);
            Difference(theirState, state).Should().BeLessThan(Tolerance, "at step {0}", step);
        }
    }

    public static TheoryData<RnnCell, int> CellsAndDepths => Networks.CellsAndDepths;

    /// <summary>Three streams from states that differ, step by step.</summary>
    [Theory]
    [MemberData(nameof(CellsAndDepths))]
    public void ExportOnnx_of_every_cell_and_depth_agrees_with_Step(RnnCell cell, int layerCount)
    {
        const int Streams = 3;
        RnnModel<T> model = CellModel(cell, layerCount);
        int k = model.Vocabulary.Count, size = model.Rnn.StateSize;
        using InferenceSession session = Export(model);
        var random = new Random(5);
        T[] states = [.. Enumerable.Range(0, Streams * size).Select(i => T.CreateChecked(Math.Sin(i)))], theirStates = [.. states], logits = new T[k];
        for (int step = 0; step < Steps; step++)
        {
            long[] characters = [random.Next(k), random.Next(k), random.Next(k)];
            (T[] theirLogits, theirStates) = Run(session, characters, theirStates);
            for (int stream = 0; stream < Streams; stream++)
            {
                Span<T> state = states.AsSpan(stream * size, size);
                model.Rnn.Step((int)characters[stream], state, logits);
                Difference(theirLogits[(stream * k)..((stream + 1) * k)], logits).Should().BeLessThan(Tolerance, "at step {0}", step);
                Difference(theirStates[(stream * size)..((stream + 1) * size)], state.ToArray()).Should().BeLessThan(Tolerance, "at step {0}", step);
            }
        }

        session.InputMetadata["state"].Dimensions.Should().Equal(-1, size);
        session.OutputMetadata["next_state"].Dimensions.Should().Equal(-1, size);
    }

    [Fact]
    public void ExportOnnx_steps_many_streams_at_once()
    {
        RnnModel<T> model = Networks.RandomModel<T>(Characters, HiddenSize, seed: 4, standardDeviation: 0.1);
        int k = model.Vocabulary.Count;
        using InferenceSession session = Export(model);
        long[] characters = [0, k - 1, 7];
        T[] states = Enumerable.Range(0, characters.Length * HiddenSize).Select(i => T.CreateChecked(Math.Sin(i))).ToArray();

        (T[] logits, T[] next) = Run(session, characters, states);

        for (int stream = 0; stream < characters.Length; stream++)
        {
            T[] state = states[(stream * HiddenSize)..((stream + 1) * HiddenSize)], expected = new T[k];
            model.Rnn.Step((int)characters[stream], state, expected);
            Difference(logits[(stream * k)..((stream + 1) * k)], expected).Should().BeLessThan(Tolerance);
            Difference(next[(stream * HiddenSize)..((stream + 1) * HiddenSize)], state).Should().BeLessThan(Tolerance);
        }
    }

    [Fact]
    public void ExportOnnx_file_says_what_it_is()
    {
        RnnModel<T> model = Networks.RandomModel<T>(Characters, HiddenSize, seed: 1);

        using InferenceSession session = Export(model);

        session.ModelMetadata.ProducerName.Should().Be("CharRnn");
        session.ModelMetadata.CustomMetadataMap["charrnn.vocabulary"].Should().Be(model.Vocabulary.ToString());
        session.InputMetadata["character"].ElementType.Should().Be<long>();
        session.InputMetadata["character"].SymbolicDimensions.Should().Equal("streams");
        session.InputMetadata["state"].ElementType.Should().Be<T>();
        session.InputMetadata["state"].Dimensions.Should().Equal(-1, HiddenSize);
        session.OutputMetadata["logits"].Dimensions.Should().Equal(-1, model.Vocabulary.Count);
        session.OutputMetadata["next_state"].Dimensions.Should().Equal(-1, HiddenSize);
    }

    [Fact]
    public void ExportOnnx_of_one_character_and_one_unit_works()
    {
        RnnModel<T> model = Networks.RandomModel<T>("a", 1, seed: 1, standardDeviation: 1);
        using InferenceSession session = Export(model);
        T[] state = [T.Zero], logits = [T.Zero];

        (T[] theirLogits, T[] theirState) = Run(session, [0], state);

        model.Rnn.Step(0, state, logits);
        Difference(theirLogits, logits).Should().BeLessThan(Tolerance);
        Difference(theirState, state).Should().BeLessThan(Tolerance);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void ExportOnnx_without_a_path_is_refused(string? file)
    {
        RnnModel<T> model = Networks.RandomModel<T>("ab", 2, seed: 1);

        model.Invoking(m => m.ExportOnnx(file!)).Should().Throw<ArgumentException>().WithParameterName("path");
    }

    /// <summary>Every bias is different from 0, and all gates are different.</summary>
    private static RnnModel<T> CellModel(RnnCell cell, int layerCount)
    {
        Vocabulary vocabulary = Vocabulary.FromText(Characters);
        return new RnnModel<T>(vocabulary, Networks.Uniform<T>(Networks.Architecture(vocabulary.Count, 13, cell, layerCount), new Random(6), 0.3));
    }

    private static InferenceSession Export(RnnModel<T> model)
    {
        using var folder = new TemporaryFolder();
        string path = folder["model.onnx"];
        model.ExportOnnx(path);
        return new InferenceSession(File.ReadAllBytes(path));
    }

    private static (T[] Logits, T[] State) Run(InferenceSession session, long[] characters, T[] state)
    {
        NamedOnnxValue[] inputs =
        [
            NamedOnnxValue.CreateFromTensor("character", new DenseTensor<long>(characters, [characters.Length])),
            NamedOnnxValue.CreateFromTensor("state", new DenseTensor<T>(state, [characters.Length, state.Length / characters.Length])),
        ];
        using IDisposableReadOnlyCollection<DisposableNamedOnnxValue> outputs = session.Run(inputs);
        return (Values("logits"), Values("next_state"));

        T[] Values(string name) => [.. outputs.Single(output => output.Name == name).AsEnumerable<T>()];
    }

    private static double Difference(T[] first, T[] second)
        => first.Zip(second, (a, b) => Math.Abs(double.CreateChecked(a) - double.CreateChecked(b))).Max();
}

public sealed class OnnxFileTestsDouble : OnnxFileTests<double>
{
    protected override double Tolerance => 1e-12;
}

public sealed class OnnxFileTestsSingle : OnnxFileTests<float>
{
    protected override double Tolerance => 1e-4;
}
