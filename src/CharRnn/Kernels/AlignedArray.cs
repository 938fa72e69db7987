using System.Runtime.CompilerServices;

namespace CharRnn.Kernels;

/// <summary>Arrays of exact length whose first element lies on a cache line, as far as the runtime lets us choose.</summary>
/// <remarks>Alignment only affects speed (measured in docs/performance.md); no code relies on it.</remarks>
internal static class AlignedArray
{
    internal const int Alignment = 64;
    private const int SmallestWorthwhile = 1024;
    private const int Attempts = 16;

    /// <summary>Bytes that all attempts together may take, for as long as they last.</summary>
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

        // The pinned heap hands out what lies behind the array before, or a hole that a collection has left. So the next
        // attempt comes after a filler that ends right before a line, large enough to be taken from the same place; and
        // nothing is given back before the end, for the heap would offer the same place again.
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
