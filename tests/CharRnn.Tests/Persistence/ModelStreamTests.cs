using CharRnn.Persistence.Safetensors;

namespace CharRnn.Tests.Persistence;

/// <summary>Models to and from streams: the same bytes as files.</summary>
public sealed class ModelStreamTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly RnnModel<float> _model = Networks.RandomModel<float>("hello world", 5, seed: 1);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Save_to_a_stream_writes_the_bytes_of_the_file()
    {
        var settings = new Dictionary<string, string> { ["note"] = "x" };
        using var stream = new MemoryStream();
        _model.Save(stream, settings);
        _model.Save(_folder["m.safetensors"], settings);

        stream.ToArray().Should().Equal(File.ReadAllBytes(_folder["m.safetensors"]));
        stream.CanWrite.Should().BeTrue("it is left open");
    }

    [Fact]
    public void ExportOnnx_to_a_stream_writes_the_bytes_of_the_file()
    {
        using var stream = new MemoryStream();
        _model.ExportOnnx(stream);
        _model.ExportOnnx(_folder["m.onnx"]);

        stream.ToArray().Should().Equal(File.ReadAllBytes(_folder["m.onnx"]));
    }

    [Fact]
    public void Load_from_a_stream_at_its_start_leaves_it_open()
    {
        using var stream = new MemoryStream();
        _model.Save(stream);
        stream.Position = 0;

        Same(RnnModel<float>.Load(stream));
        stream.CanRead.Should().BeTrue();
    }

    [Fact]
    public void Load_from_the_middle_of_a_stream_reads_from_there()
    {
        using var stream = new MemoryStream();
        stream.Write("before"u8);
        _model.Save(stream);
        stream.Position = 6;

        Same(RnnModel<float>.Load(stream));
    }

    [Fact]
    public void Load_from_a_stream_that_cannot_seek_reads_it_to_its_end()
    {
        using var stream = new MemoryStream();
        _model.Save(stream);
        stream.Position = 0;
        using var pipe = new OneWay(stream, canRead: true);

        Same(RnnModel<float>.Load(pipe));
    }

    [Fact]
    public void Save_needs_no_seeking()
    {
        using var stream = new MemoryStream();
        using var pipe = new OneWay(stream, canRead: false);
        _model.Save(pipe);
        stream.Position = 0;

        Same(RnnModel<float>.Load(stream));
    }

    [Fact]
    public void Load_of_a_stream_with_anything_else_is_refused()
    {
        using var stream = new MemoryStream("no model, and long enough to have a header"u8.ToArray());

        FluentActions.Invoking(() => RnnModel<float>.Load(stream)).Should().Throw<InvalidDataException>();
        stream.CanRead.Should().BeTrue("it is the caller's");
    }

    [Fact]
    public void Load_of_a_stream_with_another_vocabulary_is_refused()
    {
        using var stream = new MemoryStream();
        _model.Save(stream);
        stream.Position = 0;

        FluentActions.Invoking(() => RnnModel<float>.Load(stream, Vocabulary.FromText("abc"))).Should().Throw<InvalidDataException>();
    }

    [Fact]
    public void Streams_that_are_null_or_of_the_wrong_direction_are_refused_by_name()
    {
        using var closed = new OneWay(Stream.Null, canRead: false);
        using var readable = new OneWay(Stream.Null, canRead: true);

        FluentActions.Invoking(() => RnnModel<float>.Load((Stream)null!)).Should().Throw<ArgumentNullException>().WithParameterName("stream");
        FluentActions.Invoking(() => RnnModel<float>.Load(closed)).Should().Throw<ArgumentException>().WithParameterName("stream");
        FluentActions.Invoking(() => _model.Save((Stream)null!)).Should().Throw<ArgumentNullException>().WithParameterName("stream");
        FluentActions.Invoking(() => _model.Save(readable)).Should().Throw<ArgumentException>().WithParameterName("stream");
        FluentActions.Invoking(() => _model.ExportOnnx((Stream)null!)).Should().Throw<ArgumentNullException>().WithParameterName("stream");
        FluentActions.Invoking(() => _model.ExportOnnx(readable)).Should().Throw<ArgumentException>().WithParameterName("stream");
    }

    [Fact]
    public void Load_of_a_folder_says_that_it_is_one()
        => FluentActions.Invoking(() => RnnModel<float>.Load(Path.GetTempPath())).Should().Throw<UnauthorizedAccessException>().WithMessage("*is a folder*");

    [Theory]
    [InlineData("F4", 4, 2)]
    [InlineData("F6_E2M3", 4, 3)]
    [InlineData("BOOL", 4, 4)]
    [InlineData("BF16", 4, 8)]
    [InlineData("I32", 4, 16)]
    [InlineData("C64", 4, 32)]
    public void Tensors_of_types_that_nobody_reads_have_their_size_checked_all_the_same(string type, int count, int bytes)
    {
        byte[] Header(int end) => System.Text.Encoding.UTF8.GetBytes("{\"x\":{\"dtype\":\"" + type + "\",\"shape\":[" + count + "],\"data_offsets\":[0," + end + "]}}");

        SafetensorsHeader.Parse(Header(bytes), bytes).Tensors["x"].ByteCount.Should().Be(bytes);
        FluentActions.Invoking(() => SafetensorsHeader.Parse(Header(bytes + 1), bytes + 1)).Should().Throw<InvalidDataException>();
    }

    [Fact]
    public void A_damaged_model_is_neither_saved_nor_exported()
    {
        _model.Rnn.Parameters.OutputBias[1] = float.NaN;
        using var stream = new MemoryStream();

        FluentActions.Invoking(() => _model.Save(stream)).Should().Throw<InvalidOperationException>().WithMessage("*Block c*");
        FluentActions.Invoking(() => _model.ExportOnnx(stream)).Should().Throw<InvalidOperationException>().WithMessage("*Block c*");
        FluentActions.Invoking(() => _model.ExportOnnx(_folder["m.onnx"])).Should().Throw<InvalidOperationException>();
        stream.Length.Should().Be(0);
        _folder.Names.Should().BeEmpty();
    }

    private void Same(RnnModel<float> loaded)
    {
        loaded.Vocabulary.Should().Equal(_model.Vocabulary);
        ModelFileTests<float>.ShouldBeSame(loaded.Rnn.Parameters, _model.Rnn.Parameters);
    }

    /// <summary>A pipe: reads or writes, and never seeks.</summary>
    private sealed class OneWay(Stream inner, bool canRead) : Stream
    {
        public override bool CanRead => canRead;

        public override bool CanWrite => !canRead;

        public override bool CanSeek => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => canRead ? inner.Read(buffer, offset, count) : throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => inner.Write(buffer, offset, canRead ? throw new NotSupportedException() : count);

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
