using System.Runtime.CompilerServices;

namespace CharRnn.Kernels;

/// <summary>Scratch memory, initially zero, whose first element is at the start of a cache line.</summary>
internal sealed class AlignedBuffer<T>
    where T : unmanaged
{
    private readonly T[] _array;
    private readonly int _start;
    private readonly int _length;

    internal unsafe AlignedBuffer(int length)
    {
        _length = length;
        _array = GC.AllocateArray<T>(checked(length + (AlignedArray.Alignment / sizeof(T))), pinned: true);
        nuint address = (nuint)Unsafe.AsPointer(ref _array[0]);
        _start = (int)((AlignedArray.Alignment - (address % AlignedArray.Alignment)) % AlignedArray.Alignment) / sizeof(T);
    }

    internal Span<T> Span => _array.AsSpan(_start, _length);
}
