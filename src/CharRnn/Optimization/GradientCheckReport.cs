namespace CharRnn.Optimization;

/// <summary>How far two gradients are apart.</summary>
public sealed record GradientCheckReport
{
    /// <summary>One entry per block, in the order of the parameters: U, W, V, b, c.</summary>
    public required IReadOnlyList<BlockGradientError> Blocks { get; init; }
}

/// <summary>How far two gradients of one block are apart.</summary>
public sealed record BlockGradientError
{
    /// <summary>The block's symbol.</summary>
    public required string Name { get; init; }

    /// <summary>The largest |a − n|. Infinite if an element is NaN or infinite.</summary>
    public double MaxAbsoluteError { get; init; }

    /// <summary>The largest |a − n| / max(1e-6, |a| + |n|).</summary>
    public double MaxRelativeError { get; init; }

    /// <summary>max|a − n| / max(1e-6, Σ(|a| + |n|)) over the whole block: what published tables call the relative error.</summary>
    public double ErrorOverTotal { get; init; }

    /// <summary>Row of the element with the largest |a − n|.</summary>
    public int WorstRow { get; init; }

    /// <summary>Column of the element with the largest |a − n|.</summary>
    public int WorstColumn { get; init; }
}
