using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using CsCheck;

namespace CharRnn.Tests.Persistence;

/// <summary>Random damage to a file: bytes flipped, cut, moved and repeated, numbers of the header replaced by bad ones.</summary>
internal static class Mutation
{
    private static readonly string[] _badNumbers =
    [
        "0", "-1", "1", "2", "65", "255", "2147483647", "2147483648", "4294967295", "4294967296", "9223372036854775807",
        "9223372036854775808", "18446744073709551615", "1e9", "1.5", "NaN", "null", "[]", "\"1\"", "00", "",
    ];

    private static readonly string[] _tokens =
    [
        "{", "}", "[", "]", ",", ":", "\"", "\\", "\\ud800", "\\u0000", "null", "true", "\"F64\"", "\"F32\"", "\"F4\"", "\"BOOL\"", "\0", "\u00ff", " ",
        "\"rnn.weight_ih_l0\"", "\"rnn.weight_ih_l1\"", "\"__metadata__\"", "\"charrnn.vocabulary\"", "\"charrnn.version\"", "\"shape\"", "\"data_offsets\"",
    ];

    private static readonly byte[] _badBytes = [0x00, 0x01, 0x7f, 0x80, 0xff, 0xc0, 0xf8, (byte)'"', (byte)'{', (byte)'}', (byte)'9', (byte)'-'];

    /// <summary>One of the files with one to six mutations.</summary>
    internal static Gen<byte[]> Of(byte[][] files)
        => from index in Gen.Int[0, files.Length - 1]
           from seeds in Gen.UInt.Array[1, 6]
           select Apply(files[index], seeds);

    private static byte[] Apply(byte[] file, uint[] seeds)
    {
        foreach (uint seed in seeds)
        {
            file = Mutate(file, new Random((int)seed));
        }

        return file;
    }

    private static byte[] Mutate(byte[] file, Random random)
    {
        if (file.Length < 9)
        {
            return [.. file, (byte)random.Next(256)];
        }

        // Three of four mutations hit the header: there the decisions are made.
        int headerEnd = (int)Math.Clamp(BinaryPrimitives.ReadUInt64LittleEndian(file) + 8, 9, (ulong)file.Length);
        int at = random.Next(4) == 0 ? random.Next(file.Length) : random.Next(8, headerEnd);
        int length = random.Next(1, Math.Min(40, file.Length - at + 1));
        byte[] result = random.Next(9) switch
        {
            0 => Replace(file, at, 1, [(byte)(file[at] ^ (1 << random.Next(8)))]),
            1 => Replace(file, at, 1, [_badBytes[random.Next(_badBytes.Length)]]),
            2 => Replace(file, at, length, []),
            3 => Replace(file, at, 0, file.AsSpan(at, length)),
            4 => Replace(file, random.Next(8, file.Length), 0, file.AsSpan(at, length)),
            5 => Replace(file, at, 0, Encoding.Latin1.GetBytes(_tokens[random.Next(_tokens.Length)])),
            6 => file[..at],
            _ => ReplaceNumber(file, at, headerEnd, random),
        };
        return FixLength(file, result, random);
    }

    private static byte[] Replace(byte[] file, int at, int length, ReadOnlySpan<byte> with)
        => [.. file.AsSpan(0, at), .. with, .. file.AsSpan(Math.Min(at + length, file.Length))];

    private static byte[] ReplaceNumber(byte[] file, int from, int headerEnd, Random random)
    {
        int start = from;
        while (start < headerEnd && !char.IsAsciiDigit((char)file[start]))
        {
            start++;
        }

        int end = start;
        while (end < headerEnd && char.IsAsciiDigit((char)file[end]))
        {
            end++;
        }

        string number = _badNumbers[random.Next(_badNumbers.Length)];
        if (random.Next(2) == 0 && long.TryParse(Encoding.Latin1.GetString(file, start, end - start), CultureInfo.InvariantCulture, out long old))
        {
            number = (old + random.Next(-9, 10)).ToString(CultureInfo.InvariantCulture);
        }

        return Replace(file, start, end - start, Encoding.Latin1.GetBytes(number));
    }

    /// <summary>Mostly the header's length follows the change, so that the damage is seen by more than the first check.</summary>
    private static byte[] FixLength(byte[] before, byte[] after, Random random)
    {
        if (after.Length < 8)
        {
            return after;
        }

        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(before);
        int choice = random.Next(20);
        if (choice == 0)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(after, (ulong)random.NextInt64(long.MinValue, long.MaxValue) >> random.Next(64));
        }
        else if (choice > 2)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(after, length + (ulong)(after.Length - before.Length));
        }

        return after;
    }
}
