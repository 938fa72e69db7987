using System.Numerics;
using System.Runtime.CompilerServices;

namespace CharRnn.Kernels;

/// <summary>σ(x) = 1 / (1 + e^−x), the activation function of gates.</summary>
/// <remarks>
/// <para>The relative error stays small even for large negative x, where 1/2 + tanh(x/2)/2 would lose all digits, so a nearly closed
/// gate stays accurate. Largest error against the exact value: 3 ulp.</para>
/// <para>Below −87 in float and −708 in double the result stays at σ(−87) = 1.6e-38 or σ(−708) = 3.3e-308, so that it is never
/// subnormal. σ(0) = 1/2 exactly, σ(∞) = 1, NaN stays NaN. The same bits for every vector width.</para>
/// </remarks>
internal static class LogisticSigmoid
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TVec Sigmoid<TVec, T>(TVec x)
        where TVec : struct, ISimd<TVec, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        TVec one = TVec.Create(T.One);
        return one / (one + Exponential.NormalExp<TVec, T>(default(TVec) - x));
    }
}
