using System.Numerics;
using System.Runtime.CompilerServices;
using CharRnn.Persistence;

namespace CharRnn.Tests.Persistence;

public abstract class ModelFileTests<T> : IDisposable
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    [Theory]
    [InlineData("a", 1)]
    [InlineData("ab\n\"\\\0\u0001é\u2028漢🎈", 7)]
    [InlineData("the quick brown fox jumps over the lazy dog", 100)]
    public void Load_of_a_saved_model_returns_it_bit_for_bit(string text, int hiddenSize)
    {
        RnnModel<T> model = RandomModel(text, hiddenSize);
        model.Rnn.Parameters.HiddenBias[0] = T.NegativeZero;

        model.Save(_folder["m.safetensors"]);
        RnnModel<T> loaded = RnnModel<T>.Load(_folder["m.safetensors"]);

        loaded.Vocabulary.Should().Equal(model.Vocabulary);
        ShouldBeSame(loaded.Rnn.Parameters, model.Rnn.Parameters);
    }

    [Fact]
    public void Inspect_tells_sizes_vocabulary_settings_and_tensors()
    {
        var settings = new Dictionary<string, string> { ["learningRate"] = "0.1", ["a note"] = "\"quoted\"\n" };
        RandomModel("hello", 3).Save(_folder["m.safetensors"], settings);

        ModelFileInfo info = ModelFile.Inspect(_folder["m.safetensors"]);

        info.Architecture.Should().Be(Networks.Architecture(4, 3));
        info.Vocabulary!.ToString().Should().Be("ehlo");
        info.DataType.Should().Be(typeof(T) == typeof(float) ? "F32" : "F64");
        info.IsCheckpoint.Should().BeFalse();
        info.ByteCount.Should().Be(new FileInfo(_folder["m.safetensors"]).Length);
        info.Settings.Should().BeEquivalentTo(settings);
        info.Tensors.Select(tensor => (tensor.Name, string.Join('x', tensor.Shape))).Should().BeEquivalentTo(
        [
            ("rnn.weight_ih_l0", "3x4"), ("rnn.weight_hh_l0", "3x3"), ("rnn.bias_ih_l0", "3"), ("rnn.bias_hh_l0", "3"),
            ("linear.weight", "4x3"), ("linear.bias", "4"),
        ]);
        info.Tensors.Should().AllSatisfy(tensor =>
        {
            tensor.DataType.Should().Be(info.DataType);
            tensor.ByteCount.Should().Be(tensor.Shape.Aggregate((long)Unsafe.SizeOf<T>(), (bytes, size) => bytes * size));
        });
    }

    [Theory]
    [InlineData("format")]
    [InlineData("charrnn.vocabulary")]
    public void Save_with_a_setting_whose_name_is_taken_throws_and_writes_nothing(string name)
    {
        Action act = () => RandomModel("ab", 2).Save(_folder["m.safetensors"], new Dictionary<string, string> { [name] = "x" });

        act.Should().Throw<ArgumentException>().WithParameterName("settings");
        _folder.Names.Should().BeEmpty();
    }

    [Fact]
    public void Save_over_a_model_replaces_it_and_leaves_no_other_file()
    {
        RandomModel("abc", 2).Save(_folder["m.safetensors"]);
        RandomModel("xyz", 2).Save(_folder["m.safetensors"]);

        RnnModel<T>.Load(_folder["m.safetensors"]).Vocabulary.ToString().Should().Be("xyz");
        _folder.Names.Should().Equal("m.safetensors");
    }

    [Fact]
    public void Load_into_the_other_element_type_converts_every_number()
    {
        RnnModel<T> model = RandomModel("hello world", 5);
        model.Save(_folder["m.safetensors"]);

        RnnParameters<float> single = RnnModel<float>.Load(_folder["m.safetensors"]).Rnn.Parameters;
        RnnParameters<double> twice = RnnModel<double>.Load(_folder["m.safetensors"]).Rnn.Parameters;

        for (int i = 0; i < 5; i++)
        {
            double[] expected = [.. model.Rnn.Parameters.Blocks[i].Values.ToArray().Select(value => double.CreateChecked(value))];
            twice.Blocks[i].Values.ToArray().Should().Equal(expected);
            single.Blocks[i].Values.ToArray().Should().Equal(expected.Select(value => (float)value));
        }
    }

    internal static RnnModel<T> RandomModel(string text, int hiddenSize, RnnCell cell = RnnCell.Tanh, int layerCount = 1)
    {
        var vocabulary = Vocabulary.FromText(text);
        return new RnnModel<T>(vocabulary, Networks.Uniform<T>(Networks.Architecture(vocabulary.Count, hiddenSize, cell, layerCount), new Random(1), 0.5));
    }

    internal static void ShouldBeSame(RnnParameters<T> actual, RnnParameters<T> expected)
    {
        actual.Architecture.Should().Be(expected.Architecture);
        for (int i = 0; i < expected.Blocks.Count; i++)
        {
            System.Runtime.InteropServices.MemoryMarshal.AsBytes(actual.Blocks[i].Values)
                .SequenceEqual(System.Runtime.InteropServices.MemoryMarshal.AsBytes(expected.Blocks[i].Values))
                .Should().BeTrue($"block {expected.Blocks[i].Name} is the same bit for bit");
        }
    }
}

public sealed class ModelFileTestsDouble : ModelFileTests<double>;

public sealed class ModelFileTestsSingle : ModelFileTests<float>;
