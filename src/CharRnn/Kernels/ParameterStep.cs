using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CharRnn.Kernels;

/// <summary>One pass over some parameters: scales and clips the gradient, applies an optimiser's rule, and checks whether the result is finite.</summary>
/// <remarks>
/// Elements are independent, and the bits are those of separate passes. The gradient array is not changed: the clipped values
/// exist in registers only. The loop processes two vectors at a time, so that one computes while the other waits for roots and quotients.
/// </remarks>
internal static class ParameterStep
{
    /// <param name="parameters">θ, updated in place.</param>
    /// <param name="gradients">g.</param>
    /// <param name="first">The rule's first state array, updated in place; any array of the same length if the rule has no state.</param>
    /// <param name="second">The rule's second state array.</param>
    /// <param name="rule">The optimiser's rule.</param>
    /// <param name="restRule">The same rule for the elements that do not fill a vector.</param>
    /// <param name="adjustment">The scaling and clipping of the gradient.</param>
    /// <returns>Whether all parameters are finite afterwards.</returns>
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

    /// <summary>Limits values to [lower, upper], equation (18); NaN stays NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVec Clip<TVec, T>(TVec g, TVec lower, TVec upper)
        where TVec : struct, ISimd<TVec, T>
        where T : unmanaged, IFloatingPointIeee754<T>
        => TVec.Min(upper, TVec.Max(lower, g));
}

/// <summary>How an optimiser updates one vector of parameters. Its constants are stored as vectors, which the loop reads from memory.</summary>
internal interface IUpdateRule<TVec, T>
    where TVec : struct, ISimd<TVec, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Returns θ after the update and updates the rule's state in place.</summary>
    /// <param name="theta">θ before.</param>
    /// <param name="g">The gradient.</param>
    /// <param name="first">The first element of the first state array that belongs to this vector.</param>
    /// <param name="second">The same for the second state array.</param>
    /// <param name="isSecond">Whether this is the second of two vectors, for rules that keep two execution units of the processor busy.</param>
    TVec Move(TVec theta, TVec g, ref T first, ref T second, bool isSecond);
}

/// <summary>Scaling and clipping of a gradient before the update: times a factor, then limited to [−limit, limit], equation (18). NaN stays NaN.</summary>
/// <param name="Factor">1 changes nothing.</param>
/// <param name="Limit">Infinity clips nothing.</param>
internal readonly record struct GradientAdjustment<T>(T Factor, T Limit)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>No change.</summary>
    internal static GradientAdjustment<T> None => new(T.One, T.PositiveInfinity);
}
