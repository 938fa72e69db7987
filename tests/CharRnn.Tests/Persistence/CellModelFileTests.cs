using System.Numerics;
using CharRnn.Persistence;

namespace CharRnn.Tests.Persistence;

/// <summary>Model files of every cell and depth.</summary>
public abstract class CellModelFileTests<T> : IDisposable
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<RnnCell, int> CellsAndDepths => Networks.CellsAndDepths;

    public void Dispose()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    [Theory]
    [MemberData(nameof(CellsAndDepths))]
    public void Load_of_a_saved_model_returns_it_bit_for_bit(RnnCell cell, int layerCount)
    {
        RnnModel<T> model = ModelFileTests<T>.RandomModel("ab\n\"\\é漢🎈", 7, cell, layerCount);
        model.Rnn.Parameters.HiddenBias[0] = T.NegativeZero;

        model.Save(_folder["m.safetensors"]);
        RnnModel<T> loaded = RnnModel<T>.Load(_folder["m.safetensors"]);

        ModelFileTests<T>.ShouldBeSame(loaded.Rnn.Parameters, model.Rnn.Parameters);
    }

    [Theory]
    [MemberData(nameof(CellsAndDepths))]
    public void Save_writes_PyTorchs_tensors(RnnCell cell, int layerCount)
    {
        ModelFileTests<T>.RandomModel("hello", 3, cell, layerCount).Save(_folder["m.safetensors"]);

        ModelFileInfo info = ModelFile.Inspect(_folder["m.safetensors"]);

        int gates = cell switch { RnnCell.Gru => 3, RnnCell.Lstm => 4, _ => 1 };
        var expected = new Dictionary<string, long[]> { ["linear.weight"] = [4, 3], ["linear.bias"] = [4] };
        for (int layer = 0; layer < layerCount; layer++)
        {
            expected[$"rnn.weight_ih_l{layer}"] = [gates * 3, layer == 0 ? 4 : 3];
            expected[$"rnn.weight_hh_l{layer}"] = [gates * 3, 3];
            expected[$"rnn.bias_ih_l{layer}"] = [gates * 3];
            expected[$"rnn.bias_hh_l{layer}"] = [gates * 3];
        }

        info.Tensors.ToDictionary(tensor => tensor.Name, tensor => string.Join('x', tensor.Shape))
            .Should().Equal(expected.ToDictionary(tensor => tensor.Key, tensor => string.Join('x', tensor.Value)));
        info.Settings.Should().BeEmpty("charrnn.cell is the format's own");
    }

    /// <summary>Files of the vanilla network are those of earlier versions: no string more.</summary>
    [Theory]
    [InlineData(RnnCell.Tanh, false)]
    [InlineData(RnnCell.Gru, true)]
    [InlineData(RnnCell.Lstm, true)]
    public void Save_names_a_gated_cell(RnnCell cell, bool isNamed)
    {
        ModelFileTests<T>.RandomModel("hello", 3, cell, 1).Save(_folder["m.safetensors"]);

        string header = System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(_folder["m.safetensors"]));

        header.Contains($"\"charrnn.cell\":\"{cell.ToString().ToLowerInvariant()}\"", StringComparison.Ordinal).Should().Be(isNamed);
    }

    [Theory]
    [MemberData(nameof(CellsAndDepths))]
    public void Characters_in_another_order_are_brought_into_the_vocabularys(RnnCell cell, int layerCount)
    {
        RnnModel<T> model = ModelFileTests<T>.RandomModel("abc", 5, cell, layerCount);
        model.Save(_folder["m"]);

        // The same bytes with the characters renamed: index 0 is now c, 1 is a, 2 is b.
        byte[] file = File.ReadAllBytes(_folder["m"]);
        int at = file.AsSpan().IndexOf("\"abc\""u8);
        "\"cab\""u8.CopyTo(file.AsSpan(at));
        File.WriteAllBytes(_folder["m"], file);
        RnnModel<T> moved = RnnModel<T>.Load(_folder["m"]);

        moved.Vocabulary.ToString().Should().Be("abc");
        ShouldSayTheSame(model, moved, [0, 2, 1, 1, 0], index => (index + 2) % 3);
    }

    private static void ShouldSayTheSame(RnnModel<T> model, RnnModel<T> moved, int[] text, Func<int, int> newIndex)
    {
        T[] state = new T[model.Rnn.StateSize], movedState = new T[model.Rnn.StateSize], logits = new T[3], movedLogits = new T[3];
        foreach (int index in text)
        {
            model.Rnn.Step(index, state, logits);
            moved.Rnn.Step(newIndex(index), movedState, movedLogits);
            for (int k = 0; k < 3; k++)
            {
                movedLogits[newIndex(k)].Should().Be(logits[k]);
            }
        }
    }
}

public sealed class CellModelFileTestsDouble : CellModelFileTests<double>;

public sealed class CellModelFileTestsSingle : CellModelFileTests<float>;
