namespace CharRnn.Optimization;

/// <summary>How a derivative is computed without backpropagation.</summary>
public enum NumericalMethod
{
    /// <summary>
    /// The imaginary part of L(θ + i·s) / s in complex arithmetic. Nothing is subtracted, so s may be 1e-100 and the
    /// result is as accurate as the arithmetic, about 1e-15 (Squire and Trapp 1998).
    /// </summary>
    ComplexStep,

    /// <summary>
    /// (L(θ + s) − L(θ − s)) / 2s. Its error has a part that falls as s² and one that grows as ε·L/s, ε = 2.2e-16.
    /// </summary>
    CentralDifference,

    /// <summary>
    /// Central differences with steps s, s/2, s/4, … extrapolated to step 0, until their disagreement stops shrinking
    /// (Ridders 1982). The disagreement is an estimate of the error.
    /// </summary>
    Ridders,
}

/// <summary>How a numerical gradient is computed.</summary>
public sealed record NumericalGradientOptions
{
    private readonly NumericalMethod _method = NumericalMethod.ComplexStep;
    private readonly double? _step;
    private readonly int _threadCount;

    /// <summary>The method. Default <see cref="NumericalMethod.ComplexStep"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not one of the enumeration's.</exception>
    public NumericalMethod Method
    {
        get => _method;
        init => _method = Preconditions.RequireDefined(value, nameof(Method));
    }

    /// <summary>
    /// s, in the unit of the parameters; null, the default, is 1e-100 for the complex step, 1e-5 for the central difference, and 0.03,
    /// the first and largest step, for Ridders' method.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not a finite number greater than 0.</exception>
    public double? Step
    {
        get => _step;
        init => _step = value is { } step ? Preconditions.RequirePositive(step, nameof(Step)) : null;
    }

    /// <summary>
    /// Whether work is left out that cannot change the result: V and c do not act on hidden states, column k of U not
    /// before character k has been read, and so on. False computes the whole loss again for every element: much slower,
    /// and there to be compared with. Differences have the same bits either way; complex steps agree to about 1e-14. Default true.
    /// </summary>
    public bool ExploitStructure { get; init; } = true;

    /// <summary>Threads that share the elements; 0, the default, is one for each processor. No bit of the result depends on it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or more than 1024.</exception>
    public int ThreadCount
    {
        get => _threadCount;
        init => _threadCount = Preconditions.RequireThreadCount(value, nameof(ThreadCount));
    }

    /// <summary>Told the fraction of the elements that are done, 0 to 1. Called from the working threads, by one at a time. Default: null, no reports.</summary>
    public IProgress<double>? Progress { get; init; }

    /// <summary>Stops the work between elements. Default: never.</summary>
    public CancellationToken CancellationToken { get; init; }

    internal double StepOrDefault => Step ?? Method switch
    {
        NumericalMethod.ComplexStep => 1e-100,
        NumericalMethod.CentralDifference => 1e-5,
        _ => 0.03,
    };
}
