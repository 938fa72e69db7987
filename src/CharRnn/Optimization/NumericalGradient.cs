using System.Numerics;
using CharRnn.Optimization.Derivatives;

namespace CharRnn.Optimization;

/// <summary>Gradients from numerical derivatives of the loss: slow, and independent of backpropagation.</summary>
/// <remarks>The methods and their errors: docs/gradient-check.md. A network's parameters are only read, never changed.</remarks>
public static class NumericalGradient
{
    /// <summary>The central difference (L(θ + s) − L(θ − s)) / 2s for every parameter.</summary>
    /// <remarks>
    /// The losses are computed in double, also for a network in float, whose own rounding would drown the difference.
    /// The error has a part that falls with s² and a part that grows as ε·L/s, where ε = 2.2e-16. 2s is the distance of
    /// the two numbers actually used, which differs from twice the step by rounding.
    /// </remarks>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="rnn">The network. Its parameters are as before, bit for bit, on return.</param>
    /// <param name="inputs">x, τ·B indexes: t·B + i is stream i at step t.</param>
    /// <param name="targets">y, as many.</param>
    /// <param name="initialState">The running state before the window, StateSize × B: its length says how many streams there are. Empty: one stream from zero.</param>
    /// <param name="step">s, in the unit of the parameters.</param>
    /// <returns>∂L/∂θ for the summed loss, in new arrays.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="rnn"/> is null.</exception>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The step is not greater than 0, or an index is not in the vocabulary.</exception>
    public static RnnParameters<T> Compute<T>(
        Rnn<T> rnn, ReadOnlySpan<int> inputs, ReadOnlySpan<int> targets, ReadOnlySpan<T> initialState, double step = 1e-5)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Preconditions.RequirePositive(step);
        var options = new NumericalGradientOptions { Method = NumericalMethod.CentralDifference, Step = step };
        RnnParameters<double> gradients = Estimate(rnn, inputs, targets, initialState, options).Gradients;
        var result = new RnnParameters<T>(gradients.Architecture);
        for (int b = 0; b < result.Blocks.Count; b++)
        {
            ReadOnlySpan<double> from = gradients.Blocks[b].Elements;
            Span<T> to = result.Blocks[b].Values;
            for (int i = 0; i < to.Length; i++)
            {
                to[i] = T.CreateTruncating(from[i]);
            }
        }

        return result;
    }

    /// <summary>The gradient by any of the methods, on all processors.</summary>
    /// <remarks>
    /// Everything is computed in double from a copy of the parameters, also for a network in float: the result is the
    /// exact gradient of that network's loss, free of the rounding of float.
    /// </remarks>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="rnn">The network; only read.</param>
    /// <param name="inputs">x, τ·B indexes: t·B + i is stream i at step t.</param>
    /// <param name="targets">y, as many.</param>
    /// <param name="initialState">The running state before the window, StateSize × B: its length says how many streams there are. Empty: one stream from zero.</param>
    /// <param name="options">Method, step, threads, progress; the complex step when null.</param>
    /// <returns>∂L/∂θ for the summed loss, in new arrays.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="rnn"/> is null.</exception>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An index is not in the vocabulary.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static NumericalGradientEstimate Estimate<T>(
        Rnn<T> rnn, ReadOnlySpan<int> inputs, ReadOnlySpan<int> targets, ReadOnlySpan<T> initialState = default, NumericalGradientOptions? options = null)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(rnn);
        GradientWindow window = GradientWindow.Create(rnn, inputs, targets, initialState);
        return Run(window, GradientCoordinates.All(rnn.Parameters), options ?? new NumericalGradientOptions());
    }

    /// <summary>The gradient at random elements of each block, by any of the methods: for networks too large for all elements.</summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="rnn">The network; only read.</param>
    /// <param name="inputs">x, τ·B indexes: t·B + i is stream i at step t.</param>
    /// <param name="targets">y, as many.</param>
    /// <param name="initialState">The running state before the window, StateSize × B. Empty: one stream from zero.</param>
    /// <param name="elementsPerBlock">Elements of each block, drawn without repetition; all of a block that has no more.</param>
    /// <param name="random">The source of random numbers; every selection is equally likely.</param>
    /// <param name="options">Method, step, threads, progress; the complex step when null.</param>
    /// <returns>∂L/∂θ for the summed loss, in new arrays; NaN elsewhere.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="rnn"/> or <paramref name="random"/> is null.</exception>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An index is not in the vocabulary, or <paramref name="elementsPerBlock"/> is less than 1.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static NumericalGradientEstimate EstimateSample<T>(
        Rnn<T> rnn, ReadOnlySpan<int> inputs, ReadOnlySpan<int> targets, ReadOnlySpan<T> initialState, int elementsPerBlock, Random random, NumericalGradientOptions? options = null)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(rnn);
        ArgumentNullException.ThrowIfNull(random);
        Preconditions.RequirePositive(elementsPerBlock);
        GradientWindow window = GradientWindow.Create(rnn, inputs, targets, initialState);
        return Run(window, GradientCoordinates.Sample(rnn.Parameters, elementsPerBlock, random), options ?? new NumericalGradientOptions());
    }

    /// <summary>The gradient of a caller's own loss, for example one with a penalty on large weights, by differences.</summary>
    /// <remarks>
    /// Nothing is known about the loss, so it is evaluated at least twice for every element, on the calling thread. If the parameters are
    /// <see cref="float"/> and the loss is computed from them in float, its rounding limits the result: take a
    /// larger step, about 1e-2.
    /// </remarks>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="parameters">Changed while the loss is evaluated; as before, bit for bit, on return.</param>
    /// <param name="loss">Returns the loss at the present values of <paramref name="parameters"/>.</param>
    /// <param name="options">Ridders' method when null. The complex step is not possible here.</param>
    /// <returns>∂L/∂θ, in new arrays.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="parameters"/> or <paramref name="loss"/> is null.</exception>
    /// <exception cref="ArgumentException">The method is the complex step.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static NumericalGradientEstimate Estimate<T>(RnnParameters<T> parameters, Func<double> loss, NumericalGradientOptions? options = null)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(loss);
        options ??= new NumericalGradientOptions { Method = NumericalMethod.Ridders };
        if (options.Method == NumericalMethod.ComplexStep)
        {
            throw new ArgumentException("A loss that returns a real number has no complex step: choose CentralDifference or Ridders.", nameof(options));
        }

        return GradientWorker.Run(
            parameters.Architecture, GradientCoordinates.All(parameters), options, threadCount: 1,
            () => new DifferenceQuotients(new CallersLoss<T>(parameters, loss), options.StepOrDefault, options.Method == NumericalMethod.Ridders));
    }

    /// <summary>
    /// The derivative along a direction v, d/ds L(θ + s·v) at s = 0, which is the inner product of gradient and v. It
    /// costs a few passes however large the network is.
    /// </summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="rnn">The network; only read.</param>
    /// <param name="inputs">x, τ·B indexes: t·B + i is stream i at step t.</param>
    /// <param name="targets">y, as many.</param>
    /// <param name="initialState">The running state before the window, StateSize × B. Empty: one stream from zero.</param>
    /// <param name="direction">v, of any length.</param>
    /// <param name="options">Method and step (in units of v); the complex step when null.</param>
    /// <returns>The derivative of the summed loss.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="rnn"/> or <paramref name="direction"/> is null.</exception>
    /// <exception cref="ArgumentException">A length or the direction's architecture does not fit.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An index is not in the vocabulary.</exception>
    public static double AlongDirection<T>(
        Rnn<T> rnn, ReadOnlySpan<int> inputs, ReadOnlySpan<int> targets, ReadOnlySpan<T> initialState, RnnParameters<double> direction, NumericalGradientOptions? options = null)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(rnn);
        ArgumentNullException.ThrowIfNull(direction);
        Preconditions.RequireSameArchitecture(direction.Architecture, rnn.Parameters.Architecture, nameof(direction));
        return DirectionalDerivative.Compute(GradientWindow.Create(rnn, inputs, targets, initialState), direction, options ?? new NumericalGradientOptions());
    }

    internal static NumericalGradientEstimate Run(GradientWindow window, GradientCoordinates coordinates, NumericalGradientOptions options)
    {
        int threadCount = options.ThreadCount > 0 ? options.ThreadCount : Environment.ProcessorCount;
        return GradientWorker.Run(window.Parameters.Architecture, coordinates, options, threadCount, WorkerFactory(window, options));
    }

    private static Func<GradientWorker> WorkerFactory(GradientWindow window, NumericalGradientOptions options)
    {
        double step = options.StepOrDefault;
        if (options.Method != NumericalMethod.ComplexStep)
        {
            bool extrapolate = options.Method == NumericalMethod.Ridders;
            return () => new DifferenceQuotients(options.ExploitStructure ? new StructuredLoss(window) : new WholeWindowLoss(window), step, extrapolate);
        }

        if (!options.ExploitStructure || step > StructuredComplexStep.LargestStep || window.DropoutFactor is not null)
        {
            return () => new ComplexStep(window, step);
        }

        var factors = new ComplexStepFactors(window, step);
        return () => new StructuredComplexStep(factors);
    }
}
