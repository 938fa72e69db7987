using CharRnn.Kernels;

namespace CharRnn.Tests.Kernels;

/// <summary>Part p of a phase computes a number from those of parts p and p + 1 of the previous phase.</summary>
internal sealed class PhaseChain(int parts)
{
    internal static readonly Phase Step = static (state, part, _) => ((PhaseChain)state).RunPart(part);
    private readonly long[][] _values = [new long[parts], new long[parts]];
    private readonly int[] _phase = new int[parts];

    internal long[] Current => _values[_phase[0] & 1];

    internal static long Next(long[] values, int part)
        => (values[part] * 6364136223846793005) + values[(part + 1) % values.Length] + part + 1;

    private void RunPart(int part)
    {
        int phase = _phase[part];
        _values[(phase + 1) & 1][part] = Next(_values[phase & 1], part);
        _phase[part] = phase + 1;
    }
}
