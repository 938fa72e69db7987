using System.Numerics;

namespace CharRnn.Tests.Kernels;

/// <summary>An array between two strips of other numbers: <see cref="Verify"/> detects writes to them, and reads from them spoil a result.</summary>
/// <remarks>
/// The array does not start on a cache line, as slices of parameters do not either. What is only read has strips of NaN,
/// what is written has strips of a number: a NaN written over a NaN would go unnoticed.
/// </remarks>
internal sealed class Guarded<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int Before = 67;
    private const int After = 80;
    private static readonly T _guard = T.CreateChecked(12345);
    private readonly T[] _all;
    private readonly int _length;

    internal Guarded(int length)
        : this(new T[length])
    {
    }

    internal Guarded(ReadOnlySpan<T> values)
    {
        _length = values.Length;
        _all = Surround(values, _guard);
    }

    internal Span<T> Span => _all.AsSpan(Before, _length);

    /// <summary>A copy, for reading only.</summary>
    internal static ReadOnlySpan<T> Input(ReadOnlySpan<T> values) => Surround(values, T.NaN).AsSpan(Before, values.Length);

    /// <summary>Fails when something outside the array has been written.</summary>
    internal void Verify(string what)
    {
        for (int i = 0; i < _all.Length; i++)
        {
            if ((i < Before || i >= Before + _length) && _all[i] != _guard)
            {
                Assert.Fail($"{what}: wrote {_all[i]} at {i - Before}, outside the array of {_length}.");
            }
        }
    }

    private static T[] Surround(ReadOnlySpan<T> values, T guard)
    {
        var all = new T[Before + values.Length + After];
        Array.Fill(all, guard);
        values.CopyTo(all.AsSpan(Before));
        return all;
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
