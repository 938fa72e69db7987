using System.Buffers.Binary;
using System.Text;
using CharRnn.Persistence;
using CharRnn.Persistence.Safetensors;

namespace CharRnn.Tests.Persistence;

/// <summary>Damaged and malicious files: each is refused with a message that says why, and causes no large allocation.</summary>
public sealed class BrokenModelTests
{
    private const string Rest =
        "\"rnn.weight_hh_l0\":{\"dtype\":\"F32\",\"shape\":[1,1],\"data_offsets\":[8,12]}," +
        "\"rnn.bias_ih_l0\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[12,16]}," +
        "\"rnn.bias_hh_l0\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[16,20]}," +
        "\"linear.weight\":{\"dtype\":\"F32\",\"shape\":[2,1],\"data_offsets\":[20,28]}," +
        "\"linear.bias\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[28,36]}";

    private const string U = "\"rnn.weight_ih_l0\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[0,8]}";
    private const string Vocabulary = "\"__metadata__\":{\"charrnn.vocabulary\":\"ab\"}";

    public static TheoryData<string, string, string> BrokenHeaders => new()
    {
        { "empty object", "{}", "*cover 0 bytes*36*" },
        { "not JSON", "not json at all", "*does not begin with '{'*" },
        { "space first", " {}", "*does not begin with '{'*" },
        { "not an object", "[1,2]", "*does not begin with '{'*" },
        { "cut off", "{\"a\":", "*not valid JSON*" },
        { "text after the end", $"{{{Vocabulary},{U},{Rest}}} x", "*not valid JSON*" },
        { "two objects", $"{{{Vocabulary},{U},{Rest}}}{{}}", "*not valid JSON*" },
        { "comment", $"{{/* */{Vocabulary},{U},{Rest}}}", "*not valid JSON*" },
        { "trailing comma", $"{{{Vocabulary},{U},{Rest},}}", "*not valid JSON*" },
        { "deep in a tensor", $"{{\"a\":{new string('[', 100_000)}", "*is not an object*" },
        { "deep in a shape", $"{{\"a\":{{\"shape\":{new string('[', 100_000)}", "*Number 0 in shape*" },
        { "deep in the metadata", $"{{\"__metadata__\":{{\"a\":{new string('{', 100_000)}", "*'a' in '__metadata__' is not a string*" },
        { "a tensor twice", $"{{{Vocabulary},{U},{U},{Rest}}}", "*tensor 'rnn.weight_ih_l0' twice*" },
        { "a tensor twice, once escaped", $"{{{Vocabulary},{U},{U.Replace("rnn.", "\\u0072nn.", StringComparison.Ordinal)},{Rest}}}", "*tensor 'rnn.weight_ih_l0' twice*" },
        { "metadata twice", $"{{{Vocabulary},{Vocabulary},{U},{Rest}}}", "*'__metadata__' twice*" },
        { "a string twice", $"{{\"__metadata__\":{{\"charrnn.vocabulary\":\"ab\",\"charrnn.vocabulary\":\"ba\"}},{U},{Rest}}}", "*'charrnn.vocabulary' twice*" },
        { "a number as metadata", $"{{\"__metadata__\":{{\"a\":1}},{U},{Rest}}}", "*'a' in '__metadata__' is not a string*" },
        { "metadata as a string", $"{{\"__metadata__\":\"ab\",{U},{Rest}}}", "*'__metadata__' of the header is not an object*" },
        { "half a surrogate pair", $"{{\"__metadata__\":{{\"charrnn.vocabulary\":\"a\\ud800\"}},{U},{Rest}}}", "*not valid Unicode*" },
        { "half a surrogate pair in a name", $"{{\"\\udc00\":{{}},{Vocabulary},{U},{Rest}}}", "*not valid Unicode*" },
        { "dtype twice", Tensor("\"dtype\":\"F32\",\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[0,8]"), "*'dtype' twice*" },
        { "no dtype", Tensor("\"shape\":[1,2],\"data_offsets\":[0,8]"), "*lacks dtype*" },
        { "no shape", Tensor("\"dtype\":\"F32\",\"data_offsets\":[0,8]"), "*lacks dtype, shape*" },
        { "no offsets", Tensor("\"dtype\":\"F32\",\"shape\":[1,2]"), "*data_offsets*" },
        { "one offset", Tensor("\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[8]"), "*two data_offsets*" },
        { "three offsets", Tensor("\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[0,8,8]"), "*more than 2*" },
        { "unknown key", Tensor("\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[0,8],\"x\":1"), "*'x'*it is unknown*" },
        { "unknown dtype", Tensor("\"dtype\":\"F31\",\"shape\":[1,2],\"data_offsets\":[0,8]"), "*unknown dtype 'F31'*" },
        { "null dtype", Tensor("\"dtype\":null,\"shape\":[1,2],\"data_offsets\":[0,8]"), "*'dtype'*wrong kind*" },
        { "negative size", Tensor("\"dtype\":\"F32\",\"shape\":[-1,-2],\"data_offsets\":[0,8]"), "*Number 0 in shape*" },
        { "fraction as size", Tensor("\"dtype\":\"F32\",\"shape\":[1.5,2],\"data_offsets\":[0,8]"), "*Number 0 in shape*" },
        { "exponent as size", Tensor("\"dtype\":\"F32\",\"shape\":[1e0,2],\"data_offsets\":[0,8]"), "*Number 0 in shape*" },
        { "size beyond 64 bits", Tensor("\"dtype\":\"F32\",\"shape\":[18446744073709551616,2],\"data_offsets\":[0,8]"), "*Number 0 in shape*" },
        { "sizes that overflow to 8 bytes", Tensor("\"dtype\":\"F32\",\"shape\":[4611686018427387905,2],\"data_offsets\":[0,8]"), "*overflows*" },
        { "sizes that overflow twice", Tensor("\"dtype\":\"F32\",\"shape\":[4294967296,4294967296,4294967296,4294967296],\"data_offsets\":[0,8]"), "*overflows*" },
        { "absurd sizes", Tensor("\"dtype\":\"F32\",\"shape\":[2147483647,2147483647],\"data_offsets\":[0,8]"), "*overflows*" },
        { "more than there is", Tensor("\"dtype\":\"F32\",\"shape\":[1000000,80],\"data_offsets\":[0,320000000]"), "*starts at byte 8*320000000*" },
        { "65 dimensions", Tensor($"\"dtype\":\"F32\",\"shape\":[{string.Join(',', Enumerable.Repeat(1, 65))}],\"data_offsets\":[0,4]"), "*more than 64*" },
        { "shape and offsets disagree", Tensor("\"dtype\":\"F32\",\"shape\":[1,3],\"data_offsets\":[0,8]"), "*needs 12 bytes*give it 8*" },
        { "half a byte", Tensor("\"dtype\":\"F4\",\"shape\":[1],\"data_offsets\":[0,0]"), "*needs 0 bytes*" },
        { "end before start", Tensor("\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[8,0]"), "*ends at byte 0, before*" },
        { "gap", Tensor("\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]"), "*starts at byte 8*4 is where*" },
        { "overlap", Tensor("\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,12]"), "*starts at byte 8*12 is where*" },
        { "offsets at the edge of 64 bits", Tensor("\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[9223372036854775799,9223372036854775807]"), "*8 of the data; 0 is where*" },
        { "integers", Tensor("\"dtype\":\"I32\",\"shape\":[1,2],\"data_offsets\":[0,8]"), "*of type I32; F32, F64, F16 or BF16*" },
        { "a vector", Tensor("\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]"), "*shape ?2]*number of characters*" },
        { "four gates", Tensor("\"dtype\":\"F32\",\"shape\":[2,1],\"data_offsets\":[0,8]"), "*'rnn.weight_ih_l0' has the shape ?2, 1]; ?1, number of characters*'rnn.weight_hh_l0' of shape ?1, 1]*" },
        { "no characters", Tensor("\"dtype\":\"F32\",\"shape\":[1,0],\"data_offsets\":[0,0]},\"x\":{\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":[0,8]"), "*number of characters, at least 1*" },
        { "no U", $"{{{Vocabulary},\"x\":{{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[0,8]}},{Rest}}}", "*no tensor 'rnn.weight_ih_l0'*" },
        { "a second layer", $"{{{Vocabulary},{U},{Rest},\"rnn.weight_ih_l1\":{{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[36,36]}}}}", "*'rnn.weight_ih_l1' has the shape ?0]; ?1, 1] is needed*" },
        { "vocabulary too short", $"{{\"__metadata__\":{{\"charrnn.vocabulary\":\"a\"}},{U},{Rest}}}", "*has 1 character; the network has 2*" },
        { "vocabulary too long", $"{{\"__metadata__\":{{\"charrnn.vocabulary\":\"abc\"}},{U},{Rest}}}", "*has 3 characters; the network has 2*" },
        { "a character twice", $"{{\"__metadata__\":{{\"charrnn.vocabulary\":\"aa\"}},{U},{Rest}}}", "*'a' (U+0061) twice*" },
        { "recurrent weights that no number of gates has", $"{{{Vocabulary},{U},{Rest.Replace("[1,1]", "[1]", StringComparison.Ordinal)}}}", "*'rnn.weight_hh_l0' has the shape ?1]*1, 3 or 4*" },
        { "no rows of recurrent weights", $"{{{Vocabulary},{U},{Rest.Replace("[1,1],\"data_offsets\":[8,12]", "[0,1],\"data_offsets\":[8,8]", StringComparison.Ordinal).Replace("[12,16]", "[8,16]", StringComparison.Ordinal).Replace("\"rnn.bias_ih_l0\":{\"dtype\":\"F32\",\"shape\":[1]", "\"rnn.bias_ih_l0\":{\"dtype\":\"F32\",\"shape\":[2]", StringComparison.Ordinal)}}}", "*[G·m, m] is needed*" },
        { "version to come", $"{{\"__metadata__\":{{\"charrnn.version\":\"2\",\"charrnn.vocabulary\":\"ab\"}},{U},{Rest}}}", "*version '2'*" },
    };

    [Theory]
    [MemberData(nameof(BrokenHeaders))]
    public void Load_of_a_broken_header_says_what_is_wrong(string name, string header, string message)
    {
        Action act = () => Read(Compose(header, new byte[36]));

        act.Should().Throw<InvalidDataException>(name).WithMessage(message);
    }

    [Fact]
    public void The_header_that_the_cases_break_is_whole()
        => Read(Compose($"{{{Vocabulary},{U},{Rest}}}", new byte[36])).Vocabulary.ToString().Should().Be("ab");

    [Theory]
    [InlineData(0UL)]
    [InlineData(1UL)]
    [InlineData(37UL)]
    [InlineData(100_000_001UL)]
    [InlineData(8UL << 30)]
    [InlineData((ulong)long.MaxValue)]
    [InlineData(ulong.MaxValue)]
    [InlineData(ulong.MaxValue - 7)]
    public void Load_with_a_wrong_header_length_is_refused_without_allocating_it(ulong length)
    {
        byte[] file = new byte[44];
        BinaryPrimitives.WriteUInt64LittleEndian(file, length);
        long before = GC.GetAllocatedBytesForCurrentThread();

        Action act = () => Read(file);

        act.Should().Throw<InvalidDataException>();
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(1 << 20);
    }

    [Fact]
    public void Load_of_a_file_cut_off_at_any_byte_is_refused()
    {
        byte[] whole = Compose($"{{{Vocabulary},{U},{Rest}}}", new byte[36]);
        for (int length = 0; length < whole.Length; length++)
        {
            Action act = () => Read(whole[..length]);
            act.Should().Throw<InvalidDataException>($"{length} of {whole.Length} bytes are left");
        }
    }

    [Fact]
    public void Load_of_a_file_with_a_byte_too_many_is_refused()
    {
        Action act = () => Read([.. Compose($"{{{Vocabulary},{U},{Rest}}}", new byte[36]), 0]);

        act.Should().Throw<InvalidDataException>().WithMessage("*cover 36 bytes; the file has 37*");
    }

    [Theory]
    [InlineData(0, float.NaN, "*'rnn.weight_ih_l0' has NaN at row 0, column 0*")]
    [InlineData(1, float.PositiveInfinity, "*'rnn.weight_ih_l0' has Infinity at row 0, column 1*")]
    [InlineData(4, float.NaN, "*'rnn.bias_hh_l0' has NaN at row 0*")]
    [InlineData(6, float.NegativeInfinity, "*'linear.weight' has -Infinity at row 1, column 0*")]
    public void Load_of_a_number_that_is_not_finite_names_tensor_and_place(int element, float value, string message)
    {
        byte[] data = new byte[36];
        BinaryPrimitives.WriteSingleLittleEndian(data.AsSpan(element * 4), value);

        Action act = () => Read(Compose($"{{{Vocabulary},{U},{Rest}}}", data));

        act.Should().Throw<InvalidDataException>().WithMessage(message);
    }

    [Fact]
    public void Load_of_a_double_that_no_float_can_hold_is_refused()
    {
        using var folder = new TemporaryFolder();
        var parameters = new RnnParameters<double>(Networks.Architecture(2, 1));
        parameters.OutputWeights[1, 0] = 1e300;
        new RnnModel<double>(CharRnn.Vocabulary.FromText("ab"), parameters).Save(folder["m"]);

        Action act = () => RnnModel<float>.Load(folder["m"]);

        act.Should().Throw<InvalidDataException>().WithMessage("*'linear.weight' has 1E+300 at row 1, column 0, which is too large for Single*");
        RnnModel<double>.Load(folder["m"]).Rnn.Parameters.OutputWeights[1, 0].Should().Be(1e300);
    }

    [Fact]
    public void Load_of_two_biases_whose_sum_overflows_is_refused()
    {
        byte[] data = new byte[36];
        BinaryPrimitives.WriteSingleLittleEndian(data.AsSpan(12), float.MaxValue);
        BinaryPrimitives.WriteSingleLittleEndian(data.AsSpan(16), float.MaxValue);

        Action act = () => Read(Compose($"{{{Vocabulary},{U},{Rest}}}", data));

        act.Should().Throw<InvalidDataException>().WithMessage("*sum*overflows*");
    }

    [Fact]
    public void Load_of_a_hundred_thousand_tensors_allocates_a_small_multiple_of_the_file()
    {
        var header = new StringBuilder("{");
        for (int i = 0; i < 100_000; i++)
        {
            header.Append(FormattableString.Invariant($"\"{i:x}\":{{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}},"));
        }

        header.Append(FormattableString.Invariant($"{Vocabulary},{U},{Rest}}}"));
        byte[] file = Compose(header.ToString(), new byte[36]);
        long before = GC.GetAllocatedBytesForCurrentThread();

        Read(file);

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(12L * file.Length);
    }

    internal static byte[] Compose(string header, byte[] data)
    {
        byte[] json = Encoding.UTF8.GetBytes(header);
        byte[] file = new byte[8 + json.Length + data.Length];
        BinaryPrimitives.WriteUInt64LittleEndian(file, (ulong)json.Length);
        json.CopyTo(file, 8);
        data.CopyTo(file, 8 + json.Length);
        return file;
    }

    internal static RnnModel<float> Read(byte[] file)
    {
        using var reader = new SafetensorsReader(new MemoryStream(file, writable: false));
        return ModelFile.Read<float>(reader, null);
    }

    private static string Tensor(string content) => $"{{{Vocabulary},\"rnn.weight_ih_l0\":{{{content}}},{Rest}}}";
}
