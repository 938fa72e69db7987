using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using CharRnn.Kernels;

namespace CharRnn.Benchmarks.Measuring;

/// <summary>The peak performance of one core of this machine: multiply-adds per second, and bytes per second from each level of memory.</summary>
internal static class PeakMeter
{
    private const int Accumulators = 12;
    private const int Turns = 4096;

    /// <summary>The peak in 10⁹ floating-point operations per second; a multiply-add counts as two.</summary>
    internal static double GigaFlops<T>()
        where T : unmanaged, IFloatingPointIeee754<T>
        => FlopsPerRun<T>() / Alternation.Run([MultiplyAdds<T>()], rounds: 7, chunkSeconds: 0.01)[0].Rounds.Min() / 1e9;

    /// <summary>Multiply-adds at full speed, to be measured in alternation with the code that is compared with the peak.</summary>
    internal static Contender MultiplyAdds<T>()
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T sink = T.Zero;
        return new Contender("multiply-add", () => sink += MultiplyAddsAtBestWidth(T.CreateChecked(1e-9)));
    }

    /// <summary>The number of floating-point operations in one run of <see cref="MultiplyAdds{T}"/>.</summary>
    internal static double FlopsPerRun<T>()
        where T : unmanaged, IFloatingPointIeee754<T>
        => 2.0 * Accumulators * Turns * KernelSet<T>.Best.VectorCount;

    /// <summary>The speed, in 10⁹ bytes per second, of reading an array of the given size repeatedly.</summary>
    internal static double GigaBytes(int bytes)
    {
        float sink = 0;
        var array = new AlignedBuffer<float>(bytes / sizeof(float));

        // All pages are written first: pages that were never written share one page of zeros, which would be read from the cache.
        array.Span.Fill(1);
        var contender = new Contender("read", () => sink += ReadAtBestWidth(array.Span));
        double seconds = Alternation.Run([contender], rounds: 7, chunkSeconds: 0.01)[0].Rounds.Min();
        GC.KeepAlive(sink);
        return bytes / seconds / 1e9;
    }

    private static T MultiplyAddsAtBestWidth<T>(T value)
        where T : unmanaged, IFloatingPointIeee754<T>
        => Vector512.IsHardwareAccelerated ? MultiplyAdds<Simd512<T>, T>(value)
            : Vector256.IsHardwareAccelerated ? MultiplyAdds<Simd256<T>, T>(value)
            : Vector128.IsHardwareAccelerated ? MultiplyAdds<Simd128<T>, T>(value)
            : MultiplyAdds<SimdScalar<T>, T>(value);

    private static float ReadAtBestWidth(ReadOnlySpan<float> array)
        => Vector512.IsHardwareAccelerated ? Read<Simd512<float>>(array)
            : Vector256.IsHardwareAccelerated ? Read<Simd256<float>>(array)
            : Vector128.IsHardwareAccelerated ? Read<Simd128<float>>(array)
            : Read<SimdScalar<float>>(array);

    /// <summary>Twelve independent chains, enough to hide the latency. They are local variables, so that they stay in registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static T MultiplyAdds<TVec, T>(T value)
        where TVec : struct, ISimd<TVec, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        TVec x = TVec.Create(value), y = TVec.Create(T.One);
        TVec a0 = x, a1 = x, a2 = x, a3 = x, a4 = x, a5 = x, a6 = x, a7 = x, a8 = x, a9 = x, a10 = x, a11 = x;
        for (int i = 0; i < Turns; i++)
        {
            a0 = TVec.MultiplyAdd(x, y, a0);
            a1 = TVec.MultiplyAdd(x, y, a1);
            a2 = TVec.MultiplyAdd(x, y, a2);
            a3 = TVec.MultiplyAdd(x, y, a3);
            a4 = TVec.MultiplyAdd(x, y, a4);
            a5 = TVec.MultiplyAdd(x, y, a5);
            a6 = TVec.MultiplyAdd(x, y, a6);
            a7 = TVec.MultiplyAdd(x, y, a7);
            a8 = TVec.MultiplyAdd(x, y, a8);
            a9 = TVec.MultiplyAdd(x, y, a9);
            a10 = TVec.MultiplyAdd(x, y, a10);
            a11 = TVec.MultiplyAdd(x, y, a11);
        }

        return TVec.Sum(a0 + a1 + a2 + a3 + (a4 + a5 + a6 + a7) + (a8 + a9 + a10 + a11));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Read<TVec>(ReadOnlySpan<float> array)
        where TVec : struct, ISimd<TVec, float>
    {
        ref float first = ref Unsafe.AsRef(in array[0]);
        TVec a0 = default, a1 = default, a2 = default, a3 = default, a4 = default, a5 = default, a6 = default, a7 = default;
        for (nint i = 0; i <= array.Length - (8 * TVec.Count); i += 8 * TVec.Count)
        {
            a0 += TVec.Load(in Unsafe.Add(ref first, i));
            a1 += TVec.Load(in Unsafe.Add(ref first, i + TVec.Count));
            a2 += TVec.Load(in Unsafe.Add(ref first, i + (2 * TVec.Count)));
            a3 += TVec.Load(in Unsafe.Add(ref first, i + (3 * TVec.Count)));
            a4 += TVec.Load(in Unsafe.Add(ref first, i + (4 * TVec.Count)));
            a5 += TVec.Load(in Unsafe.Add(ref first, i + (5 * TVec.Count)));
            a6 += TVec.Load(in Unsafe.Add(ref first, i + (6 * TVec.Count)));
            a7 += TVec.Load(in Unsafe.Add(ref first, i + (7 * TVec.Count)));
        }

        return TVec.Sum(a0 + a1 + a2 + a3 + (a4 + a5 + a6 + a7));
    }
}
