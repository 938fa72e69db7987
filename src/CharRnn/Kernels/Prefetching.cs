using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace CharRnn.Kernels;

/// <summary>Requests memory before it is needed. This changes no result, and does nothing on processors for which .NET offers no such instruction.</summary>
internal static class Prefetching
{
    /// <summary>The size of a page of memory in bytes. Processors do not prefetch beyond the end of a page by themselves.</summary>
    internal const int PageSize = 4096;

    /// <summary>Brings the cache line of an element into the first-level cache.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static unsafe void Prefetch<T>(ref T element)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(Unsafe.AsPointer(ref element));
        }
    }

    /// <summary>Brings the cache lines of some elements into the first-level cache.</summary>
    internal static void Prefetch<T>(ReadOnlySpan<T> elements)
    {
        int line = AlignedArray.Alignment / Unsafe.SizeOf<T>();
        for (int i = 0; i < elements.Length; i += line)
        {
            Prefetch(ref Unsafe.AsRef(in elements[i]));
        }
    }
}
