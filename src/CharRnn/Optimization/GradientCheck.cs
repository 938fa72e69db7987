using System.Numerics;
using CharRnn.Optimization.Derivatives;

namespace CharRnn.Optimization;

/// <summary>Compares gradients from backpropagation with numerical ones, element by element, block by block.</summary>
/// <example>
/// Checks the gradient of a new network in double precision with the complex step:
/// <code><![CDATA[
/// const string Line = "A line of the text that it will learn.";
/// RnnModel<double> model = new TrialSettings { HiddenSize = 8 }.CreateModel<double>(Vocabulary.FromText(Line));
/// GradientCheckReport report = GradientCheck.Run(model, Line);
/// Console.WriteLine(report);                  // a table
/// report.EnsureWithin(relative: 1e-12);       // or throws, naming block, row, column and both values
/// ]]></code>
/// </example>
public static class GradientCheck
{
    /// <summary>Compares an analytic gradient a with a numerical one n.</summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="analytic">a, not clipped.</param>
    /// <param name="numerical">n, of the same architecture.</param>
    /// <returns>The errors of every block.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">The architectures differ.</exception>
    public static GradientCheckReport Compare<T>(RnnParameters<T> analytic, RnnParameters<T> numerical)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(analytic);
        ArgumentNullException.ThrowIfNull(numerical);
        return Compare(analytic, numerical, GradientCoordinates.All(numerical));
    }

    /// <summary>Compares an analytic gradient a with a numerical one n at the elements for which n was computed.</summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="analytic">a, not clipped.</param>
    /// <param name="numerical">n, of the same architecture.</param>
    /// <returns>The errors of every block.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">The architectures differ.</exception>
    public static GradientCheckReport Compare<T>(RnnParameters<T> analytic, NumericalGradientEstimate numerical)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(analytic);
        ArgumentNullException.ThrowIfNull(numerical);
        return Compare(analytic, numerical.Gradients, numerical.Coordinates);
    }

    /// <summary>Runs a network forward and back over a window and compares the result with a numerical gradient.</summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="rnn">The network; only read.</param>
    /// <param name="inputs">x, τ·B indexes: t·B + i is stream i at step t.</param>
    /// <param name="targets">y, as many.</param>
    /// <param name="initialState">The running state before the window, StateSize × B: its length says how many streams there are. Empty: one stream from zero.</param>
    /// <param name="options">Method, step, threads, progress; the complex step when null.</param>
    /// <returns>The errors of every block.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="rnn"/> is null.</exception>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An index is not in the vocabulary.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static GradientCheckReport Run<T>(
        Rnn<T> rnn, ReadOnlySpan<int> inputs, ReadOnlySpan<int> targets, ReadOnlySpan<T> initialState = default, NumericalGradientOptions? options = null)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        options ??= new NumericalGradientOptions();
        return Compare(rnn, inputs, targets, initialState, NumericalGradient.Estimate(rnn, inputs, targets, initialState, options), options);
    }

    /// <summary>The same at random elements of each block: for networks too large for all elements.</summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="rnn">The network; only read.</param>
    /// <param name="inputs">x, τ·B indexes: t·B + i is stream i at step t.</param>
    /// <param name="targets">y, as many.</param>
    /// <param name="initialState">The running state before the window, StateSize × B. Empty: one stream from zero.</param>
    /// <param name="elementsPerBlock">Elements of each block, drawn without repetition; all of a block that has no more.</param>
    /// <param name="random">The source of random numbers; every selection is equally likely.</param>
    /// <param name="options">Method, step, threads, progress; the complex step when null.</param>
    /// <returns>The errors of every block at these elements.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="rnn"/> or <paramref name="random"/> is null.</exception>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An index is not in the vocabulary, or <paramref name="elementsPerBlock"/> is less than 1.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static GradientCheckReport RunSample<T>(
        Rnn<T> rnn, ReadOnlySpan<int> inputs, ReadOnlySpan<int> targets, ReadOnlySpan<T> initialState, int elementsPerBlock, Random random, NumericalGradientOptions? options = null)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        options ??= new NumericalGradientOptions();
        return Compare(
            rnn, inputs, targets, initialState, NumericalGradient.EstimateSample(rnn, inputs, targets, initialState, elementsPerBlock, random, options), options);
    }

    /// <summary>Checks a model on a text, as one window: every character but the last is read, and the next one predicted.</summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="model">The model; only read.</param>
    /// <param name="text">Some 10 to 50 characters of the model's vocabulary: time and errors grow with the length.</param>
    /// <param name="options">Method, step, threads, progress; the complex step when null.</param>
    /// <returns>The errors of every block.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="model"/> is null.</exception>
    /// <exception cref="ArgumentException">The text has fewer than two characters, or one that the vocabulary has not.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static GradientCheckReport Run<T>(RnnModel<T> model, ReadOnlySpan<char> text, NumericalGradientOptions? options = null)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(model);
        int[] indexes = model.Vocabulary.Encode(text);
        if (indexes.Length < 2)
        {
            throw new ArgumentException("The text needs at least two characters: one to read and one to predict.", nameof(text));
        }

        return Run(model.Rnn, indexes.AsSpan(..^1), indexes.AsSpan(1), default, options);
    }

    /// <summary>
    /// Compares derivatives along random directions: for networks too large for a gradient element by element. Each
    /// direction costs a few passes and tests every element at once.
    /// </summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="rnn">The network; only read.</param>
    /// <param name="inputs">x, τ·B indexes: t·B + i is stream i at step t.</param>
    /// <param name="targets">y, as many.</param>
    /// <param name="initialState">The running state before the window, StateSize × B. Empty: one stream from zero.</param>
    /// <param name="directionCount">Directions to try.</param>
    /// <param name="random">The source of the directions, whose components are independent normal numbers N(0, 1).</param>
    /// <param name="options">Method and step; the complex step when null.</param>
    /// <returns>Both derivatives along every direction.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="rnn"/> or <paramref name="random"/> is null.</exception>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An index is not in the vocabulary, or <paramref name="directionCount"/> is less than 1.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static DirectionalCheckReport RunAlongDirections<T>(
        Rnn<T> rnn, ReadOnlySpan<int> inputs, ReadOnlySpan<int> targets, ReadOnlySpan<T> initialState, int directionCount, Random random, NumericalGradientOptions? options = null)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(rnn);
        ArgumentNullException.ThrowIfNull(random);
        Preconditions.RequirePositive(directionCount);
        options ??= new NumericalGradientOptions();
        GradientWindow window = GradientWindow.Create(rnn, inputs, targets, initialState);
        (RnnParameters<T> analytic, _) = Backpropagate(rnn, inputs, targets, initialState);
        var direction = new RnnParameters<double>(window.Parameters.Architecture);
        var results = new DirectionalDerivativePair[directionCount];
        for (int n = 0; n < directionCount; n++)
        {
            options.CancellationToken.ThrowIfCancellationRequested();
            DirectionalDerivative.Randomize(direction, random);
            results[n] = new DirectionalDerivativePair(
                DirectionalDerivative.Project(analytic, direction), DirectionalDerivative.Compute(window, direction, options));
            options.Progress?.Report((n + 1.0) / directionCount);
        }

        return new DirectionalCheckReport { Derivatives = results, GradientNorm = DirectionalDerivative.Norm(analytic) };
    }

    private static GradientCheckReport Compare<T>(
        Rnn<T> rnn, ReadOnlySpan<int> inputs, ReadOnlySpan<int> targets, ReadOnlySpan<T> initialState, NumericalGradientEstimate numerical, NumericalGradientOptions options)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        (RnnParameters<T> analytic, double loss) = Backpropagate(rnn, inputs, targets, initialState);
        return Compare(analytic, numerical) with { Loss = loss, Method = options.Method, Step = options.StepOrDefault };
    }

    private static GradientCheckReport Compare<TA, TN>(RnnParameters<TA> analytic, RnnParameters<TN> numerical, GradientCoordinates coordinates)
        where TA : unmanaged, IFloatingPointIeee754<TA>
        where TN : unmanaged, IFloatingPointIeee754<TN>
    {
        Preconditions.RequireSameArchitecture(numerical.Architecture, analytic.Architecture, nameof(numerical));
        return new GradientCheckReport
        {
            Blocks = [.. Enumerable.Range(0, analytic.Blocks.Count).Select(
                b => BlockComparison.Compare(analytic.Blocks[b], numerical.Blocks[b], coordinates.OfBlock(b)))],
        };
    }

    private static (RnnParameters<T> Gradients, double Loss) Backpropagate<T>(
        Rnn<T> rnn, ReadOnlySpan<int> inputs, ReadOnlySpan<int> targets, ReadOnlySpan<T> initialState)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T[] state = initialState.IsEmpty ? new T[rnn.StateSize] : initialState.ToArray();
        int batch = state.Length / rnn.StateSize;
        var workspace = new RnnWorkspace<T>(rnn.Parameters.Architecture, inputs.Length / batch, batch);
        var gradients = new RnnParameters<T>(rnn.Parameters.Architecture);
        double loss = double.CreateTruncating(rnn.Forward(inputs, targets, state, workspace));
        rnn.Backward(workspace, gradients);
        return (gradients, loss);
    }
}
