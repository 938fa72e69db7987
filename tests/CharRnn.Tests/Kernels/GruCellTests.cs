using System.Numerics;

namespace CharRnn.Tests.Kernels;

public abstract class GruCellTests<T, TWidth> : CellKernelTests<T, TWidth>
    where T : unmanaged, IFloatingPointIeee754<T>
    where TWidth : IVectorWidth
{
    [Fact]
    public void GruForward_any_length_is_the_equations_unit_by_unit()
    {
        foreach (int length in ColumnLengths)
        {
            T[] sums = Reals(4 * length, seed: length, scale: 4), before = Reals(length, seed: length + 1);
            Guarded<T> gates = new(sums), h = new(length);
            Cells.GruForward(gates.Span, Guarded<T>.Input(before), h.Span);

            double[] newGates = new double[4 * length], newH = new double[length];
            for (int unit = 0; unit < length; unit++)
            {
                double q = Wide(sums[At(unit, 0)]), r = Sigmoid(sums[At(unit, 1)]), z = Sigmoid(sums[At(unit, 2)]);
                double n = Math.Tanh(Wide(sums[At(unit, 3)]) + (r * q));
                newH[unit] = ((1 - z) * n) + (z * Wide(before[unit]));
                (newGates[At(unit, 0)], newGates[At(unit, 1)], newGates[At(unit, 2)], newGates[At(unit, 3)]) = (q, r, z, n);
            }

            Verify.Close<T>(gates.Span, newGates, Tolerance, $"gates, length {length}");
            Verify.Close<T>(h.Span, newH, Tolerance, $"h, length {length}");
            VerifyGuards(length, gates, h);
        }
    }

    [Fact]
    public void GruBackward_any_length_is_the_derivatives_unit_by_unit()
    {
        foreach (int length in ColumnLengths)
        {
            // Whole numbers: sums and products are exact, so a term is either right or wrong.
            T[] values = WholeNumbers(4 * length, seed: length), before = WholeNumbers(length, seed: length + 1);
            T[] dh = WholeNumbers(length, seed: length + 2), reached = WholeNumbers(length, seed: length + 3);
            Guarded<T> gates = new(values), dhBefore = new(reached);
            Cells.GruBackward(gates.Span, Guarded<T>.Input(before), Guarded<T>.Input(dh), dhBefore.Span);

            T[] dSums = new T[4 * length], expectedBefore = new T[length];
            for (int unit = 0; unit < length; unit++)
            {
                T q = values[At(unit, 0)], r = values[At(unit, 1)], z = values[At(unit, 2)], n = values[At(unit, 3)];
                T dn = dh[unit] * (T.One - z) * (T.One - (n * n));
                dSums[At(unit, 0)] = dn * r;
                dSums[At(unit, 1)] = dn * q * r * (T.One - r);
                dSums[At(unit, 2)] = dh[unit] * (before[unit] - n) * z * (T.One - z);
                dSums[At(unit, 3)] = dn;
                expectedBefore[unit] = reached[unit] + (z * dh[unit]);
            }

            Verify.Equal<T>(gates.Span, dSums, $"sums, length {length}");
            Verify.Equal<T>(dhBefore.Span, expectedBefore, $"dh before, length {length}");
            VerifyGuards(length, gates, dhBefore);
            T[] first = [.. values];
            Cells.GruBackward(first, before, dh, default);
            Verify.SameBits<T>(first, gates.Span, $"sums of the first step, length {length}");
        }
    }

    [Fact]
    public void GruForward_onto_its_own_state_gives_the_same_numbers()
    {
        foreach (int length in ColumnLengths)
        {
            T[] sums = Reals(4 * length, seed: length, scale: 4), before = Reals(length, seed: length + 1);
            T[] gates = [.. sums], h = new T[length], shared = [.. before];
            Cells.GruForward(gates, before, h);
            Cells.GruForward(sums, shared, shared);
            Verify.SameBits<T>(shared, h, $"length {length}");
        }
    }

    [Fact]
    public void Gru_of_padding_that_is_zero_stays_zero()
    {
        foreach ((int length, int used) in PaddedLengths)
        {
            T[] gates = Padded(4 * length, used), before = Padded(length, used), h = new T[length];
            Cells.GruForward(gates, before, h);
            T[] dhBefore = Padded(length, used);
            Cells.GruBackward(gates, before, Padded(length, used), dhBefore);
            VerifyPadding(used, h, dhBefore, gates);
        }
    }

    [Fact]
    public void GruForward_with_an_open_update_gate_keeps_the_state()
    {
        int length = ColumnLengths[0];
        foreach (double sum in (double[])[1000, double.PositiveInfinity])
        {
            T[] gates = Reals(4 * length, seed: 1), before = Reals(length, seed: 2), h = new T[length];
            for (int unit = 0; unit < length; unit++)
            {
                gates[At(unit, 2)] = Number(sum);
            }

            Cells.GruForward(gates, before, h);
            Verify.Close<T>(h, [.. before.Select(Wide)], Epsilon, "h");
        }
    }
}

public sealed class GruCellTestsSingle512 : GruCellTests<float, Bits512>;

public sealed class GruCellTestsSingle256 : GruCellTests<float, Bits256>;

public sealed class GruCellTestsSingle128 : GruCellTests<float, Bits128>;

public sealed class GruCellTestsSingleScalar : GruCellTests<float, Scalar>;

public sealed class GruCellTestsDouble512 : GruCellTests<double, Bits512>;

public sealed class GruCellTestsDouble256 : GruCellTests<double, Bits256>;

public sealed class GruCellTestsDouble128 : GruCellTests<double, Bits128>;

public sealed class GruCellTestsDoubleScalar : GruCellTests<double, Scalar>;
