using System.Numerics;
using CharRnn.Kernels;

namespace CharRnn.Optimization;

/// <summary>Ends what would fade for ever: the moments of parameters that get no more gradient.</summary>
/// <remarks>
/// <para>The moments of a character that has stopped occurring shrink by a factor at every update until they are subnormal, and there they
/// stay: 0.9 times the smallest number rounds to the smallest number. Roots and quotients of subnormal numbers take two to four
/// times as long, and .NET cannot switch them off. So every <see cref="Interval"/> updates the smallest numbers become 0. Those that remain
/// are large enough to stay normal until the next time, for decays above 0.75 (means) and 0.85 (squares) in float.</para>
/// <para>No parameter can show the difference. A mean below 2⁻¹⁰⁰ = 8e-31 in float, 2⁻⁹⁶⁰ = 1e-289 in double, moves a parameter by less than
/// 1e-20 even where nothing but ε = 1e-8 divides it and η is 1; the root of a square below 2⁻¹¹⁰ = 8e-34 or 2⁻¹⁰⁰⁰ = 9e-302 is below 3e-17
/// or 1e-150, which vanishes when that ε is added to it.</para>
/// </remarks>
internal static class Fading
{
    /// <summary>Which updates end with it depends on their number alone, so that a resumed run has the same ones.</summary>
    internal const int Interval = 64;

    /// <summary>Fading means of gradients.</summary>
    internal static void EndMeans<T>(RnnParameters<T> means)
        where T : unmanaged, IFloatingPointIeee754<T>
        => End(means, typeof(T) == typeof(float) ? -100 : -960);

    /// <summary>Fading means of squares.</summary>
    internal static void EndSquares<T>(RnnParameters<T> squares)
        where T : unmanaged, IFloatingPointIeee754<T>
        => End(squares, typeof(T) == typeof(float) ? -110 : -1000);

    private static void End<T>(RnnParameters<T> moments, int exponent)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T limit = T.ScaleB(T.One, exponent);
        foreach (ParameterBlock<T> block in moments.BlockSpan)
        {
            KernelSet<T>.Best.ZeroBelow(block.Elements, limit);
        }
    }
}
