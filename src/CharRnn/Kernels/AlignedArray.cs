using System.Runtime.CompilerServices;

namespace CharRnn.Kernels;

/// <summary>Arrays of exact length whose first element is at the start of a cache line whenever the allocator permits it.</summary>
/// <remarks>Alignment affects speed only (docs/performance.md has the measurement); the code is correct without it.</remarks>
internal static class AlignedArray
{
    internal const int Alignment = 64;
    private const int SmallestWorthwhile = 1024;
    private const int Attempts = 16;

    /// <summary>Upper limit, in bytes, of the memory held by all attempts together until one of them succeeds.</summary>
    private const long MostMemory = 1 << 25;

    /// <summary>Bytes between the end of one array and the first element of the next.</summary>
    private const int HeaderBytes = 24;

    internal static unsafe T[] Allocate<T>(int length)
        where T : unmanaged
    {
        long bytes = (((long)length * sizeof(T)) + 7) / 8 * 8;
        if (bytes < SmallestWorthwhile)
        {
            return new T[length];
        }

        // The pinned heap allocates the space that follows the previous array, or a hole left by a collection. Each further attempt therefore
        // allocates a filler first. The filler ends just before the start of a cache line and is large enough to come from the same place. All
        // attempts stay alive until the end, because the heap would otherwise return the same address again.
        T[] array = GC.AllocateArray<T>(length, pinned: true);
        var rejected = new List<Array>();
        for (long left = Math.Min(Attempts, MostMemory / (2 * bytes)); left > 0 && Excess(array) is long excess and > 0; left--)
        {
            long end = excess + bytes + HeaderBytes + bytes + HeaderBytes;
            long gap = (Alignment - (end % Alignment)) % Alignment;
            rejected.Add(array);
            rejected.Add(GC.AllocateArray<byte>((int)(bytes + gap), pinned: true));
            array = GC.AllocateArray<T>(length, pinned: true);
        }

        GC.KeepAlive(rejected);
        return array;

        static long Excess(T[] array) => (long)((nuint)Unsafe.AsPointer(ref array[0]) % Alignment);
    }
}
