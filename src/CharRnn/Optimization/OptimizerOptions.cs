namespace CharRnn.Optimization;

/// <summary>The rules by which a gradient becomes a change of the parameters.</summary>
public enum OptimizerKind
{
    /// <summary><see cref="AdaGrad{T}"/>.</summary>
    AdaGrad,

    /// <summary><see cref="Sgd{T}"/>, with or without momentum.</summary>
    Sgd,

    /// <summary><see cref="RmsProp{T}"/>.</summary>
    RmsProp,

    /// <summary><see cref="Adam{T}"/>, with or without weight decay.</summary>
    Adam,
}

/// <summary>Where a rule adds ε to its denominator.</summary>
public enum EpsilonPlacement
{
    /// <summary>√(G + ε): ε acts on gradients around √ε.</summary>
    InsideRoot,

    /// <summary>√G + ε: ε acts on gradients around ε. As in PyTorch.</summary>
    OutsideRoot,
}

/// <summary>
/// The settings of every optimiser in one record, as used by the command line, searches and files.
/// <see cref="Optimizer.Create{T}"/> turns it into an optimiser. A setting that the chosen rule does not have is ignored.
/// </summary>
public sealed record OptimizerOptions
{
    private readonly OptimizerKind _kind = OptimizerKind.AdaGrad;
    private readonly double? _learningRate;
    private readonly double? _inputRateFactor;
    private readonly LearningRateSchedule _schedule = LearningRateSchedule.Constant;
    private readonly EpsilonPlacement _epsilonPlacement;
    private readonly double _epsilon = 1e-8;
    private readonly double _initialAccumulator;
    private readonly double _momentum;
    private readonly double _decay = 0.99;
    private readonly double _beta1 = 0.9;
    private readonly double _beta2 = 0.999;
    private readonly double _weightDecay;

    /// <summary>The rule. Default <see cref="OptimizerKind.AdaGrad"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not one of the enumeration's.</exception>
    public OptimizerKind Kind
    {
        get => _kind;
        init => _kind = Preconditions.RequireDefined(value, nameof(Kind));
    }

    /// <summary>η, greater than 0; null, the default, takes the rule's usual one, <see cref="UsualLearningRate"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is NaN, infinite, zero or negative.</exception>
    public double? LearningRate
    {
        get => _learningRate;
        init => _learningRate = value is { } rate ? Preconditions.RequirePositive(rate, nameof(LearningRate)) : null;
    }

    /// <summary>
    /// The factor of η for U of the first layer, the weights of the characters, greater than 0 (<see cref="Optimizer{T}.InputRateFactor"/>). Null, the
    /// default, is 1: U learns as fast as everything else.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is NaN, infinite, zero or negative.</exception>
    public double? InputRateFactor
    {
        get => _inputRateFactor;
        init => _inputRateFactor = value is { } factor ? Preconditions.RequirePositive(factor, nameof(InputRateFactor)) : null;
    }

    /// <summary>How η changes from update to update. Default <see cref="LearningRateSchedule.Constant"/>.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public LearningRateSchedule Schedule
    {
        get => _schedule;
        init => _schedule = Preconditions.RequireNotNull(value, nameof(Schedule));
    }

    /// <summary>ε of AdaGrad, RMSProp and Adam, greater than 0. Default 1e-8.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is NaN, infinite, zero or negative.</exception>
    public double Epsilon
    {
        get => _epsilon;
        init => _epsilon = Preconditions.RequirePositive(value, nameof(Epsilon));
    }

    /// <summary>Where RMSProp adds ε. (AdaGrad has it inside, Adam outside.) Default <see cref="EpsilonPlacement.InsideRoot"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not one of the enumeration's.</exception>
    public EpsilonPlacement EpsilonPlacement
    {
        get => _epsilonPlacement;
        init => _epsilonPlacement = Preconditions.RequireDefined(value, nameof(EpsilonPlacement));
    }

    /// <summary>The initial value of G of AdaGrad and RMSProp, 0 or more. Default 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is NaN, infinite or negative.</exception>
    public double InitialAccumulator
    {
        get => _initialAccumulator;
        init => _initialAccumulator = Preconditions.RequireNonNegative(value, nameof(InitialAccumulator));
    }

    /// <summary>μ of gradient descent, at least 0 and less than 1. Default 0: plain descent.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not at least 0 and less than 1.</exception>
    public double Momentum
    {
        get => _momentum;
        init => _momentum = Preconditions.RequireFraction(value, nameof(Momentum));
    }

    /// <summary>ρ of RMSProp, at least 0 and less than 1. Default 0.99.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not at least 0 and less than 1.</exception>
    public double Decay
    {
        get => _decay;
        init => _decay = Preconditions.RequireFraction(value, nameof(Decay));
    }

    /// <summary>β₁ of Adam, at least 0 and less than 1. Default 0.9.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not at least 0 and less than 1.</exception>
    public double Beta1
    {
        get => _beta1;
        init => _beta1 = Preconditions.RequireFraction(value, nameof(Beta1));
    }

    /// <summary>β₂ of Adam, at least 0 and less than 1. Default 0.999.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not at least 0 and less than 1.</exception>
    public double Beta2
    {
        get => _beta2;
        init => _beta2 = Preconditions.RequireFraction(value, nameof(Beta2));
    }

    /// <summary>λ, Adam's decoupled weight decay, 0 or more. Default 0: plain Adam.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is NaN, infinite or negative.</exception>
    public double WeightDecay
    {
        get => _weightDecay;
        init => _weightDecay = Preconditions.RequireNonNegative(value, nameof(WeightDecay));
    }

    /// <summary>The default η of a rule: 0.1 for AdaGrad, 0.01 for gradient descent, 0.001 for RMSProp and Adam.</summary>
    /// <param name="kind">The rule.</param>
    /// <returns>η.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such rule.</exception>
    public static double UsualLearningRate(OptimizerKind kind) => kind switch
    {
        OptimizerKind.AdaGrad => 0.1,
        OptimizerKind.Sgd => 0.01,
        OptimizerKind.RmsProp or OptimizerKind.Adam => 0.001,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no such optimiser."),
    };
}
