using System.Runtime.CompilerServices;
using CharRnn.Kernels;

namespace CharRnn.Tests.Kernels;

public class AlignedArrayTests
{
    [Fact]
    public void Allocate_many_lengths_mostly_starts_on_a_cache_line()
    {
        // Some arrays stay and some are collected, as in a program that creates one network after another.
        var kept = new List<float[]>();
        int aligned = 0;
        for (int length = 1000; length < 1300; length++)
        {
            float[] array = AlignedArray.Allocate<float>(length);
            array.Should().HaveCount(length).And.OnlyContain(value => value == 0);
            aligned += IsAligned(array) ? 1 : 0;
            if (length % 3 > 0)
            {
                kept.Add(array);
            }
        }

        // By chance it would be one in eight.
        aligned.Should().BeGreaterThan(150);
        GC.KeepAlive(kept);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100)]
    public void Allocate_few_elements_is_an_ordinary_array(int length)
        => AlignedArray.Allocate<double>(length).Should().HaveCount(length);

    private static unsafe bool IsAligned(float[] array) => (nuint)Unsafe.AsPointer(ref array[0]) % AlignedArray.Alignment == 0;
}
