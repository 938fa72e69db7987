using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace CharRnn.Persistence.Safetensors;

/// <summary>Numbers of either element type as the bytes of a file, lowest byte first.</summary>
internal static class LittleEndian
{
    /// <summary>The name of an element type in a safetensors file.</summary>
    internal static string DataType<T>() => typeof(T) == typeof(float) ? "F32" : "F64";

    internal static void Write<T>(Span<byte> bytes, T value)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(float))
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes, Unsafe.BitCast<T, float>(value));
        }
        else
        {
            BinaryPrimitives.WriteDoubleLittleEndian(bytes, Unsafe.BitCast<T, double>(value));
        }
    }

    /// <summary>Bytes of a number of a type that can be read; 0 for other types.</summary>
    internal static int SizeOf(string dataType) => dataType switch
    {
        "F64" => sizeof(double),
        "F32" => sizeof(float),
        "F16" or "BF16" => sizeof(ushort),
        _ => 0,
    };

    /// <summary>Reads an F64, F32, F16 or BF16 as <typeparamref name="T"/>, which is exact but for an F64 as float; a number too large for it becomes infinite.</summary>
    internal static T Read<T>(ReadOnlySpan<byte> bytes, string dataType)
        where T : unmanaged, IFloatingPointIeee754<T>
        => dataType switch
        {
            "F64" => T.CreateTruncating(BinaryPrimitives.ReadDoubleLittleEndian(bytes)),
            "F32" => T.CreateTruncating(BinaryPrimitives.ReadSingleLittleEndian(bytes)),
            "F16" => T.CreateTruncating(BinaryPrimitives.ReadHalfLittleEndian(bytes)),

            // The upper half of a float.
            _ => T.CreateTruncating(BitConverter.UInt32BitsToSingle((uint)BinaryPrimitives.ReadUInt16LittleEndian(bytes) << 16)),
        };
}
