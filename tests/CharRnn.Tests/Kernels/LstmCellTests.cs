using System.Numerics;

namespace CharRnn.Tests.Kernels;

public abstract class LstmCellTests<T, TWidth> : CellKernelTests<T, TWidth>
    where T : unmanaged, IFloatingPointIeee754<T>
    where TWidth : IVectorWidth
{
    [Fact]
    public void LstmForward_any_length_is_the_equations_unit_by_unit()
    {
        foreach (int length in ColumnLengths)
        {
            T[] sums = Reals(4 * length, seed: length, scale: 4), before = Reals(length, seed: length + 1, scale: 2);
            Guarded<T> gates = new(sums), c = new(length), tanhC = new(length), h = new(length);
            Cells.LstmForward(gates.Span, Guarded<T>.Input(before), c.Span, tanhC.Span, h.Span);

            double[] newGates = new double[4 * length], newC = new double[length], newTanhC = new double[length], newH = new double[length];
            for (int unit = 0; unit < length; unit++)
            {
                double i = Sigmoid(sums[At(unit, 0)]), f = Sigmoid(sums[At(unit, 1)]), g = Tanh(sums[At(unit, 2)]), o = Sigmoid(sums[At(unit, 3)]);
                newC[unit] = (f * Wide(before[unit])) + (i * g);
                newTanhC[unit] = Math.Tanh(newC[unit]);
                newH[unit] = o * newTanhC[unit];
                (newGates[At(unit, 0)], newGates[At(unit, 1)], newGates[At(unit, 2)], newGates[At(unit, 3)]) = (i, f, g, o);
            }

            Verify.Close<T>(gates.Span, newGates, Tolerance, $"gates, length {length}");
            Verify.Close<T>(c.Span, newC, Tolerance, $"c, length {length}");
            Verify.Close<T>(tanhC.Span, newTanhC, Tolerance, $"tanh c, length {length}");
            Verify.Close<T>(h.Span, newH, Tolerance, $"h, length {length}");
            VerifyGuards(length, gates, c, tanhC, h);
        }
    }

    [Fact]
    public void LstmBackward_any_length_is_the_derivatives_unit_by_unit()
    {
        foreach (int length in ColumnLengths)
        {
            // Whole numbers: sums and products are exact, so a term is either right or wrong.
            T[] values = WholeNumbers(4 * length, seed: length), before = WholeNumbers(length, seed: length + 1), tanhC = WholeNumbers(length, seed: length + 2);
            T[] dh = WholeNumbers(length, seed: length + 3), dcAfter = WholeNumbers(length, seed: length + 4);
            Guarded<T> gates = new(values), dc = new(dcAfter);
            Cells.LstmBackward(gates.Span, Guarded<T>.Input(before), Guarded<T>.Input(tanhC), Guarded<T>.Input(dh), dc.Span);

            T[] dSums = new T[4 * length], dcBefore = new T[length];
            for (int unit = 0; unit < length; unit++)
            {
                T i = values[At(unit, 0)], f = values[At(unit, 1)], g = values[At(unit, 2)], o = values[At(unit, 3)], tanh = tanhC[unit];
                T dCell = dcAfter[unit] + (dh[unit] * o * (T.One - (tanh * tanh)));
                dSums[At(unit, 0)] = dCell * g * i * (T.One - i);
                dSums[At(unit, 1)] = dCell * before[unit] * f * (T.One - f);
                dSums[At(unit, 2)] = dCell * i * (T.One - (g * g));
                dSums[At(unit, 3)] = dh[unit] * tanh * o * (T.One - o);
                dcBefore[unit] = dCell * f;
            }

            Verify.Equal<T>(gates.Span, dSums, $"sums, length {length}");
            Verify.Equal<T>(dc.Span, dcBefore, $"dc, length {length}");
            VerifyGuards(length, gates, dc);
        }
    }

    [Fact]
    public void LstmForward_onto_its_own_state_gives_the_same_numbers()
    {
        foreach (int length in ColumnLengths)
        {
            T[] sums = Reals(4 * length, seed: length, scale: 4), before = Reals(length, seed: length + 1);
            T[] gates = [.. sums], c = new T[length], tanhC = new T[length], h = new T[length];
            Cells.LstmForward(gates, before, c, tanhC, h);
            T[] shared = [.. before], output = new T[length];
            Cells.LstmForward(sums, shared, shared, output, output);
            Verify.SameBits<T>(shared, c, $"c, length {length}");
            Verify.SameBits<T>(output, h, $"h, length {length}");
        }
    }

    [Fact]
    public void Lstm_of_padding_that_is_zero_stays_zero()
    {
        foreach ((int length, int used) in PaddedLengths)
        {
            T[] gates = Padded(4 * length, used), before = Padded(length, used), c = new T[length], tanhC = new T[length], h = new T[length];
            Cells.LstmForward(gates, before, c, tanhC, h);
            T[] dc = Padded(length, used);
            Cells.LstmBackward(gates, before, tanhC, Padded(length, used), dc);
            VerifyPadding(used, c, tanhC, h, dc, gates);
        }
    }

    [Fact]
    public void LstmForward_of_sums_far_out_opens_and_closes_the_gates()
    {
        int length = ColumnLengths[0];
        foreach ((double sum, double gate) in ((double, double)[])[(1000, 1), (-1000, 0), (double.PositiveInfinity, 1), (double.NegativeInfinity, 0)])
        {
            T[] gates = [.. Enumerable.Repeat(Number(sum), 4 * length)], c = new T[length], tanhC = new T[length], h = new T[length];
            Cells.LstmForward(gates, Enumerable.Repeat(Number(3), length).ToArray(), c, tanhC, h);
            for (int unit = 0; unit < length; unit++)
            {
                Assert.Equal(gate, Wide(gates[At(unit, 1)]), 1e-37);
                Assert.Equal((3 * gate) + (gate * Math.Tanh(sum)), Wide(c[unit]), 1e-36);
                Assert.Equal(gate * Math.Tanh(4), Wide(h[unit]), Tolerance);
            }
        }
    }
}

public sealed class LstmCellTestsSingle512 : LstmCellTests<float, Bits512>;

public sealed class LstmCellTestsSingle256 : LstmCellTests<float, Bits256>;

public sealed class LstmCellTestsSingle128 : LstmCellTests<float, Bits128>;

public sealed class LstmCellTestsSingleScalar : LstmCellTests<float, Scalar>;

public sealed class LstmCellTestsDouble512 : LstmCellTests<double, Bits512>;

public sealed class LstmCellTestsDouble256 : LstmCellTests<double, Bits256>;

public sealed class LstmCellTestsDouble128 : LstmCellTests<double, Bits128>;

public sealed class LstmCellTestsDoubleScalar : LstmCellTests<double, Scalar>;
