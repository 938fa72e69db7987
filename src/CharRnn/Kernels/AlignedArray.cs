using System.Runtime.CompilerServices;

namespace CharRnn.Kernels;

/// <summary>Arrays of exact length whose first element lies on a cache line, as far as the runtime lets us choose.</summary>
/// <remarks>Alignment only affects speed (measured in docs/performance.md); no code relies on it.</remarks>
internal static class AlignedArray
{
    internal const int Alignment = 64;
    private const int SmallestWorthwhile = 1024;
    private const int Attempts = 8;
    private const int ArrayHeaderBytes = 24;

    internal static unsafe T[] Allocate<T>(int length)
        where T : unmanaged
    {
        if ((long)length * sizeof(T) < SmallestWorthwhile)
        {
            return new T[length];
        }

        T[] array = GC.AllocateArray<T>(length, pinned: true);
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            int excess = (int)((nuint)Unsafe.AsPointer(ref array[0]) % Alignment);
            if (excess == 0)
            {
                break;
            }

            // The pinned heap hands out addresses one after another: push the next array to a line with a filler.
            int next = (int)(((nuint)Unsafe.AsPointer(ref array[0]) + (nuint)((long)length * sizeof(T))) % Alignment);
            int gap = (Alignment - ((next + ArrayHeaderBytes) % Alignment)) % Alignment;
            if (gap >= ArrayHeaderBytes)
            {
                GC.KeepAlive(GC.AllocateArray<byte>(gap - ArrayHeaderBytes, pinned: true));
            }

            array = GC.AllocateArray<T>(length, pinned: true);
        }

        return array;
    }
}
