using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace CharRnn.Persistence;

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

    /// <summary>Reads an F32 or F64 as <typeparamref name="T"/>; a number too large for it becomes infinite.</summary>
    internal static T Read<T>(ReadOnlySpan<byte> bytes, bool isSingle)
        where T : unmanaged, IFloatingPointIeee754<T>
        => isSingle
            ? T.CreateTruncating(BinaryPrimitives.ReadSingleLittleEndian(bytes))
            : T.CreateTruncating(BinaryPrimitives.ReadDoubleLittleEndian(bytes));
}
