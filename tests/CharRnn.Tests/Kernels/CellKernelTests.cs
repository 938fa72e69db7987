using System.Numerics;
using CharRnn.Kernels;

namespace CharRnn.Tests.Kernels;

/// <summary>Code that the suites of both gated cells share: columns of whole units, and the positions of a unit's four values in them.</summary>
public abstract class CellKernelTests<T, TWidth> : KernelTests<T, TWidth>
    where T : unmanaged, IFloatingPointIeee754<T>
    where TWidth : IVectorWidth
{
    /// <summary>Rows of one to nine units.</summary>
    protected static readonly int[] ColumnLengths = [.. Enumerable.Range(1, 9).Select(units => units * PackedMatrix<T>.Unit)];

    /// <summary>Columns of which only some rows are in use.</summary>
    protected static readonly (int Length, int Used)[] PaddedLengths =
        [.. Enumerable.Range(1, (3 * PackedMatrix<T>.Unit) - 1).Select(used => (PackedMatrix<T>.PaddedRows(used), used))];

    /// <summary>A few units in the last place: exp, two roundings, a quotient, and a sum of products.</summary>
    protected static double Tolerance => 8 * Epsilon;

    /// <summary>Where number <paramref name="part"/> of four of a hidden unit stands.</summary>
    protected static int At(int hiddenUnit, int part)
    {
        int unit = PackedMatrix<T>.Unit;
        return (hiddenUnit / unit * 4 * unit) + (part * unit) + (hiddenUnit % unit);
    }

    protected static double Wide(T value) => double.CreateTruncating(value);

    protected static double Sigmoid(T value) => 1 / (1 + Math.Exp(-Wide(value)));

    protected static double Tanh(T value) => Math.Tanh(Wide(value));

    /// <summary>Numbers in the rows in use and zeros below them; of four parts if there are four times as many.</summary>
    protected static T[] Padded(int count, int used)
    {
        int length = PackedMatrix<T>.PaddedRows(used);
        T[] values = Reals(count, seed: used);
        for (int hiddenUnit = used; hiddenUnit < length; hiddenUnit++)
        {
            for (int part = 0; part < 4; part++)
            {
                values[count == length ? hiddenUnit : At(hiddenUnit, part)] = T.Zero;
            }
        }

        return values;
    }

    protected static void VerifyPadding(int used, params ReadOnlySpan<T[]> arrays)
    {
        int length = PackedMatrix<T>.PaddedRows(used);
        foreach (T[] array in arrays)
        {
            for (int hiddenUnit = used; hiddenUnit < length; hiddenUnit++)
            {
                for (int part = 0; part < 4; part++)
                {
                    Assert.Equal(T.Zero, array[array.Length == length ? hiddenUnit : At(hiddenUnit, part)]);
                }
            }
        }
    }

    internal static void VerifyGuards(int length, params ReadOnlySpan<Guarded<T>> arrays)
    {
        foreach (Guarded<T> array in arrays)
        {
            array.Verify($"length {length}");
        }
    }
}
