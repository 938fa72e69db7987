using System.Numerics;

namespace CharRnn.Tests.Kernels;

/// <summary>An array between two strips of NaN: reading them spoils a result, writing to them is found by <see cref="Verify"/>.</summary>
/// <remarks>The array does not start on a cache line, as slices of parameters do not either.</remarks>
internal sealed class Guarded<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int Before = 67;
    private const int After = 80;
    private readonly T[] _all;
    private readonly int _length;

    internal Guarded(int length)
    {
        _length = length;
        _all = new T[Before + length + After];
        Array.Fill(_all, T.NaN);
        Span.Clear();
    }

    internal Guarded(ReadOnlySpan<T> values)
        : this(values.Length) => values.CopyTo(Span);

    internal Span<T> Span => _all.AsSpan(Before, _length);

    /// <summary>Fails when something outside the array has been written.</summary>
    internal void Verify(string what)
    {
        for (int i = 0; i < _all.Length; i++)
        {
            if ((i < Before || i >= Before + _length) && !T.IsNaN(_all[i]))
            {
                Assert.Fail($"{what}: wrote {_all[i]} at {i - Before}, outside the array of {_length}.");
            }
        }
    }
}

/// <summary>Comparisons of whole arrays that say where they differ.</summary>
internal static class Verify
{
    /// <summary>Equal numbers, +0 and −0 being the same, NaN equal to NaN.</summary>
    internal static void Equal<T>(ReadOnlySpan<T> actual, ReadOnlySpan<T> expected, string what)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < actual.Length; i++)
        {
            if (actual[i] != expected[i] && !(T.IsNaN(actual[i]) && T.IsNaN(expected[i])))
            {
                Assert.Fail($"{what}: element {i} is {actual[i]:R}, not {expected[i]:R}.");
            }
        }
    }

    /// <summary>The same bits, so that +0 differs from −0; every NaN is taken as the same.</summary>
    internal static void SameBits<T>(ReadOnlySpan<T> actual, ReadOnlySpan<T> expected, string what)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Equal(actual, expected, what);
        for (int i = 0; i < actual.Length; i++)
        {
            if (!T.IsNaN(actual[i]) && T.IsNegative(actual[i]) != T.IsNegative(expected[i]))
            {
                Assert.Fail($"{what}: element {i} has the wrong sign of zero.");
            }
        }
    }

    /// <summary>Numbers that differ by at most a tolerance times 1 + |expected|.</summary>
    internal static void Close<T>(ReadOnlySpan<T> actual, ReadOnlySpan<double> expected, double tolerance, string what)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < actual.Length; i++)
        {
            double value = double.CreateTruncating(actual[i]);
            if (!(Math.Abs(value - expected[i]) <= tolerance * (1 + Math.Abs(expected[i]))))
            {
                Assert.Fail($"{what}: element {i} is {value:R}, not {expected[i]:R}.");
            }
        }
    }
}
