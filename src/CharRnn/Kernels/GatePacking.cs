using System.Numerics;

namespace CharRnn.Kernels;

/// <summary>Converts between gate-major weights and interleaved activations, see <see cref="GateRows"/>.</summary>
internal static class GatePacking
{
    /// <summary>Packs the rows of one unit of hidden units as strips of a few gates, each strip column by column. Padding is not written.</summary>
    internal static void PackUnit<T>(ReadOnlySpan<T> source, int stride, GateRows rows, int unit, int gatesPerStrip, Span<T> target, int columnCount)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int size = PackedMatrix<T>.Unit, first = unit * size, used = Math.Min(size, rows.HiddenSize - first);
        for (int place = 0; place < rows.GateCount; place++)
        {
            int row = (rows.GateAt(place) * rows.HiddenSize) + first, inStrip = place % gatesPerStrip, firstOfStrip = place - inStrip;
            int height = Math.Min(gatesPerStrip, rows.GateCount - firstOfStrip) * size;
            Span<T> strip = target[(firstOfStrip * size * columnCount)..];
            ShortCopy.CopyColumns(source[row..], stride, used, columnCount, strip[(inStrip * size)..], height);
        }
    }

    /// <summary>Packs the transposes of some columns of the source: interleaved column k becomes <paramref name="height"/> consecutive numbers from k·height on.</summary>
    internal static void PackTransposed<T>(ReadOnlySpan<T> source, int stride, int rowCount, GateRows columns, Span<T> target, int height)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int size = PackedMatrix<T>.Unit, m = columns.HiddenSize;
        for (int first = 0; first < m; first += size)
        {
            for (int place = 0; place < columns.GateCount; place++)
            {
                ReadOnlySpan<T> from = source[((columns.GateAt(place) * m) + first)..];
                Span<T> to = target[(((first * columns.GateCount) + (place * size)) * height)..];
                Transposition.Copy(from, stride, Math.Min(size, m - first), rowCount, to, height);
            }
        }
    }

    /// <summary>Packs one part of a range of units, column by column.</summary>
    internal static void PackPart<T>(ReadOnlySpan<T> source, int stride, int partCount, int part, int firstUnit, int unitCount, Span<T> target, int columnCount)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int size = PackedMatrix<T>.Unit, height = unitCount * size;
        for (int unit = 0; unit < unitCount; unit++)
        {
            int row = (((firstUnit + unit) * partCount) + part) * size;
            for (int k = 0; k < columnCount; k++)
            {
                ShortCopy.Copy(source.Slice((k * stride) + row, size), target.Slice((k * height) + (unit * size), size));
            }
        }
    }

    /// <summary>Copies a gate-major vector into one part of an interleaved column.</summary>
    internal static void Spread<T>(ReadOnlySpan<T> gate, int partCount, int part, Span<T> column)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int size = PackedMatrix<T>.Unit;
        for (int first = 0; first < gate.Length; first += size)
        {
            int used = Math.Min(size, gate.Length - first);
            gate.Slice(first, used).CopyTo(column[((first * partCount) + (part * size))..]);
        }
    }
}
