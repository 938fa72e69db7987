using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CharRnn.Kernels;

/// <summary>One pass over some parameters: scale and clip the gradient, move by an optimiser's rule, look whether the result is finite.</summary>
/// <remarks>
/// Elements are independent, and the bits are those of one pass after the other. The gradient is only read: what clipping makes of it
/// exists in registers alone. Two vectors at a time, so that one waits for roots and quotients while the other computes.
/// </remarks>
internal static class ParameterStep
{
    /// <param name="parameters">θ, changed.</param>
    /// <param name="gradients">g.</param>
    /// <param name="first">What the rule remembers, changed; any array of the same length if it remembers nothing.</param>
    /// <param name="second">What else it remembers.</param>
    /// <param name="rule">The optimiser's rule.</param>
    /// <param name="restRule">The same for the elements that do not fill a vector.</param>
    /// <param name="adjustment">What happens to the gradient before.</param>
    /// <returns>Whether no parameter is NaN or infinite afterwards.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static bool Apply<TVec, T, TRule, TRest>(
        Span<T> parameters, ReadOnlySpan<T> gradients, Span<T> first, Span<T> second, in TRule rule, in TRest restRule, in GradientAdjustment<T> adjustment)
        where TVec : struct, ISimd<TVec, T>
        where T : unmanaged, IFloatingPointIeee754<T>
        where TRule : struct, IUpdateRule<TVec, T>
        where TRest : struct, IUpdateRule<SimdScalar<T>, T>
    {
        ref T theta = ref MemoryMarshal.GetReference(parameters);
        ref T g = ref MemoryMarshal.GetReference(gradients);
        ref T one = ref MemoryMarshal.GetReference(first);
        ref T other = ref MemoryMarshal.GetReference(second);
        TVec factor = TVec.Create(adjustment.Factor), upper = TVec.Create(adjustment.Limit), lower = TVec.Create(-adjustment.Limit);

        // 0·x is 0 for every finite number.
        TVec zero = default, sum = default, nextSum = default;
        nint i = 0;
        for (; i <= parameters.Length - (2 * TVec.Count); i += 2 * TVec.Count)
        {
            nint next = i + TVec.Count;
            TVec moved = rule.Move(TVec.Load(in Unsafe.Add(ref theta, i)), Clip<TVec, T>(TVec.Load(in Unsafe.Add(ref g, i)) * factor, lower, upper), ref Unsafe.Add(ref one, i), ref Unsafe.Add(ref other, i), isSecond: false);
            moved.Store(ref Unsafe.Add(ref theta, i));
            TVec.AddProduct(ref sum, moved, zero);
            moved = rule.Move(TVec.Load(in Unsafe.Add(ref theta, next)), Clip<TVec, T>(TVec.Load(in Unsafe.Add(ref g, next)) * factor, lower, upper), ref Unsafe.Add(ref one, next), ref Unsafe.Add(ref other, next), isSecond: true);
            moved.Store(ref Unsafe.Add(ref theta, next));
            TVec.AddProduct(ref nextSum, moved, zero);
        }

        for (; i <= parameters.Length - TVec.Count; i += TVec.Count)
        {
            TVec moved = rule.Move(TVec.Load(in Unsafe.Add(ref theta, i)), Clip<TVec, T>(TVec.Load(in Unsafe.Add(ref g, i)) * factor, lower, upper), ref Unsafe.Add(ref one, i), ref Unsafe.Add(ref other, i), isSecond: false);
            moved.Store(ref Unsafe.Add(ref theta, i));
            TVec.AddProduct(ref sum, moved, zero);
        }

        T rest = TVec.Sum(sum + nextSum);
        for (; i < parameters.Length; i++)
        {
            SimdScalar<T> clipped = Clip<SimdScalar<T>, T>(SimdScalar<T>.Create(Unsafe.Add(ref g, i) * adjustment.Factor), SimdScalar<T>.Create(-adjustment.Limit), SimdScalar<T>.Create(adjustment.Limit));
            SimdScalar<T> moved = restRule.Move(SimdScalar<T>.Load(in Unsafe.Add(ref theta, i)), clipped, ref Unsafe.Add(ref one, i), ref Unsafe.Add(ref other, i), isSecond: false);
            moved.Store(ref Unsafe.Add(ref theta, i));
            rest += SimdScalar<T>.Sum(moved) * T.Zero;
        }

        return rest == T.Zero;
    }

    /// <summary>Into [lower, upper], equation (18); a NaN stays.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVec Clip<TVec, T>(TVec g, TVec lower, TVec upper)
        where TVec : struct, ISimd<TVec, T>
        where T : unmanaged, IFloatingPointIeee754<T>
        => TVec.Min(upper, TVec.Max(lower, g));
}

/// <summary>How an optimiser moves one vector of parameters. Its numbers are vectors already, which the loop reads from memory as it needs them.</summary>
internal interface IUpdateRule<TVec, T>
    where TVec : struct, ISimd<TVec, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>θ after the update; what the rule remembers is updated in place.</summary>
    /// <param name="theta">θ before.</param>
    /// <param name="g">The gradient.</param>
    /// <param name="first">What the rule remembers of these elements, the first of them.</param>
    /// <param name="second">What else it remembers.</param>
    /// <param name="isSecond">Whether this is the second of two vectors, for rules that keep two units of the processor busy.</param>
    TVec Move(TVec theta, TVec g, ref T first, ref T second, bool isSecond);
}

/// <summary>What happens to a gradient before an optimiser uses it: times a factor, then into [−limit, limit], equation (18). NaN stays NaN.</summary>
/// <param name="Factor">1 leaves every number as it is.</param>
/// <param name="Limit">Infinity clips nothing.</param>
internal readonly record struct GradientAdjustment<T>(T Factor, T Limit)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>The gradient as it is.</summary>
    internal static GradientAdjustment<T> None => new(T.One, T.PositiveInfinity);
}
