using CharRnn.Optimization.Derivatives;
using CharRnn.Persistence;
using CharRnn.Persistence.PyTorch;
using CharRnn.Persistence.Safetensors;
using CharRnn.Tests.Fixtures;

namespace CharRnn.Tests.Persistence;

/// <summary>State dictionaries that Fixtures/torch_models.py wrote, and what PyTorch computes from them.</summary>
public class PyTorchFileTests
{
    private static readonly TorchModels _fixture = FixtureFile.Read<TorchModels>("torch_models.json");

    public static TheoryData<string> Files => [.. _fixture.Cases.Select(@case => @case.File)];

    public static TheoryData<string> RefusedFiles => [.. _fixture.Refused.Select(@case => @case.File)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Read_has_PyTorchs_cell_depth_and_loss(string file)
    {
        TorchModel expected = _fixture.Cases.Single(@case => @case.File == file);
        using var reader = SafetensorsReader.Open(FixtureFile.PathOf(file));

        FoundNetwork network = NetworkSearch.Find(reader);
        RnnParameters<double> parameters = NetworkTensors.Read<double>(reader, network);

        network.Architecture.Should().Be(new RnnArchitecture
        {
            VocabularySize = _fixture.Vocabulary.Length,
            HiddenSize = _fixture.Hidden,
            Cell = Enum.Parse<RnnCell>(expected.Cell),
            LayerCount = expected.Layers,
        });
        var window = new GradientWindow(parameters, _fixture.Inputs, _fixture.Targets, new double[network.Architecture.StateSize]);
        var pass = new ComplexForwardPass(window);
        pass.Loss().Real.Should().BeApproximately(expected.Loss, 1e-12 * expected.Loss);
        int k = _fixture.Vocabulary.Length;
        Numbers.ShouldBeClose<double>(pass.Logits[^k..].Select(logit => logit.Real).ToArray(), expected.LastLogits, 1e-12, "logit");
    }

    [Theory]
    [MemberData(nameof(RefusedFiles))]
    public void Load_of_another_kind_of_network_says_which(string file)
    {
        RefusedModel refused = _fixture.Refused.Single(@case => @case.File == file);

        Action load = () => RnnModel<double>.Load(FixtureFile.PathOf(file));

        string message = load.Should().Throw<InvalidDataException>().Which.Message;
        message.Should().Contain(file).And.Contain(refused.Because).And.NotContain("\n");
        FluentActions.Invoking(() => ModelFile.Inspect(FixtureFile.PathOf(file))).Should().Throw<InvalidDataException>().WithMessage(message);
    }

    [Theory]
    [InlineData("torch-gru-bf16.safetensors", "BF16")]
    [InlineData("torch-lstm-f16.safetensors", "F16")]
    [InlineData("torch-lstm-float.safetensors", "F32")]
    [InlineData("torch-lstm-1.safetensors", "F64")]
    public void Inspect_tells_the_type_of_the_numbers(string file, string dataType)
        => ModelFile.Inspect(FixtureFile.PathOf(file)).DataType.Should().Be(dataType);

    private sealed record TorchModels(
        string Vocabulary, int Hidden, int[] Inputs, int[] Targets, IReadOnlyList<TorchModel> Cases, IReadOnlyList<RefusedModel> Refused);

    private sealed record TorchModel(string File, string Cell, int Layers, double Loss, double[] LastLogits);

    private sealed record RefusedModel(string File, string Because);
}
