using System.Numerics;
using System.Text.Json;
using CharRnn.Persistence;
using CharRnn.Tests.Fixtures;

namespace CharRnn.Tests.Persistence;

/// <summary>Files that Fixtures/models.py wrote without this library, and what PyTorch computes from them.</summary>
public abstract class ForeignModelTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly double _tolerance = typeof(T) == typeof(float) ? 2e-6 : 1e-13;

    public static TheoryData<string> Files => ["foreign-f32.safetensors", "foreign-f64.safetensors", "foreign-order.safetensors", "foreign-bare.safetensors"];

    [Theory]
    [MemberData(nameof(Files))]
    public void Load_of_a_foreign_file_computes_what_PyTorch_computes(string file)
    {
        using JsonDocument fixture = JsonDocument.Parse(File.ReadAllText(FixtureFile.PathOf("models.json")));
        JsonElement expected = fixture.RootElement.GetProperty("cases").EnumerateArray().Single(c => c.GetProperty("file").GetString() == file);
        string? vocabulary = expected.GetProperty("vocabulary").GetString();

        RnnModel<T> model = vocabulary is null
            ? RnnModel<T>.Load(FixtureFile.PathOf(file), Vocabulary.FromText("vwxyz"))
            : RnnModel<T>.Load(FixtureFile.PathOf(file));

        model.Vocabulary.ToString().Should().Be(vocabulary ?? "vwxyz");
        var state = new T[model.Rnn.StateSize];
        var logits = new T[model.Vocabulary.Count];
        int step = 0;
        foreach (JsonElement row in expected.GetProperty("logits").EnumerateArray())
        {
            model.Rnn.Step(expected.GetProperty("inputs")[step].GetInt32(), state, logits);
            for (int k = 0; k < logits.Length; k++)
            {
                double.CreateChecked(logits[k]).Should().BeApproximately(row[k].GetDouble(), _tolerance, $"step {step}, character {k}");
            }

            step++;
        }

        step.Should().Be(7);
    }

    [Fact]
    public void Load_without_a_vocabulary_is_refused_with_the_reason()
    {
        Action act = () => RnnModel<T>.Load(FixtureFile.PathOf("foreign-bare.safetensors"));

        act.Should().Throw<InvalidDataException>().WithMessage("*foreign-bare.safetensors*no vocabulary*");
    }

    [Fact]
    public void Load_with_a_vocabulary_of_another_size_is_refused()
    {
        Action act = () => RnnModel<T>.Load(FixtureFile.PathOf("foreign-bare.safetensors"), Vocabulary.FromText("abc"));

        act.Should().Throw<InvalidDataException>().WithMessage("*5 characters*has 3*");
    }

    [Fact]
    public void Load_with_a_vocabulary_other_than_the_files_own_is_refused()
    {
        Action act = () => RnnModel<T>.Load(FixtureFile.PathOf("foreign-f32.safetensors"), Vocabulary.FromText("vwxyz"));

        act.Should().Throw<InvalidDataException>().WithMessage("*Its vocabulary (*");
    }

    [Fact]
    public void Inspect_of_a_bare_file_has_no_vocabulary_and_no_settings()
    {
        ModelFileInfo info = ModelFile.Inspect(FixtureFile.PathOf("foreign-bare.safetensors"));

        info.Vocabulary.Should().BeNull();
        info.Settings.Should().BeEmpty();
        info.DataType.Should().Be("F32");
    }

    [Fact]
    public void Inspect_of_a_foreign_file_lists_its_other_tensors_and_strings()
    {
        ModelFileInfo info = ModelFile.Inspect(FixtureFile.PathOf("foreign-f32.safetensors"));

        info.Tensors.Should().HaveCount(9);
        info.Tensors.Single(tensor => tensor.Name == "num_batches_tracked").Should()
            .BeEquivalentTo(new ModelFileTensor("num_batches_tracked", "I64", [], 8));
        info.Settings.Should().Equal(new Dictionary<string, string> { ["author"] = "Jürgen" });
    }

    [Fact]
    public void Save_writes_the_bytes_that_the_format_asks_for()
    {
        var parameters = new RnnParameters<T>(Networks.Architecture(2, 2));
        double[][] rowMajor = [[0.5, -0.25, 1, 2], [0.125, -1, 3, -0.5], [1.5, -1.5, 0.25, 4]];
        for (int block = 0; block < 3; block++)
        {
            for (int i = 0; i < 4; i++)
            {
                parameters.Blocks[block].Values[(i / 2) + (i % 2 * 2)] = T.CreateChecked(rowMajor[block][i]);
            }
        }

        (parameters.HiddenBias[0], parameters.HiddenBias[1]) = (T.CreateChecked(0.75), T.CreateChecked(-2.0));
        (parameters.OutputBias[0], parameters.OutputBias[1]) = (T.CreateChecked(-0.5), T.CreateChecked(0.5));
        using var folder = new TemporaryFolder();

        new RnnModel<T>(Vocabulary.FromText("é\n"), parameters).Save(folder["m"], new Dictionary<string, string> { ["text"] = "a \"b\"" });

        string known = typeof(T) == typeof(float) ? "known-f32.safetensors" : "known-f64.safetensors";
        File.ReadAllBytes(folder["m"]).Should().Equal(File.ReadAllBytes(FixtureFile.PathOf(known)));
    }
}

public sealed class ForeignModelTestsDouble : ForeignModelTests<double>;

public sealed class ForeignModelTestsSingle : ForeignModelTests<float>;
