namespace CharRnn.Persistence.Safetensors;

/// <summary>Which numbers a tensor may have.</summary>
internal enum NumberRule
{
    /// <summary>Neither NaN nor infinite: parameters and states.</summary>
    Finite,

    /// <summary>Not NaN: sums that may overflow.</summary>
    NotNaN,

    /// <summary>Any number; NaN represents a missing value.</summary>
    Any,
}
