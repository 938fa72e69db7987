namespace CharRnn.Cli.Options;

/// <summary>The finite numbers an option accepts.</summary>
/// <param name="Description">Completes the words "a number …".</param>
/// <param name="Accepts">Whether a finite number is one of them.</param>
internal sealed record NumberRange(string Description, Func<double, bool> Accepts)
{
    internal static readonly NumberRange Positive = new("greater than 0", value => value > 0);
    internal static readonly NumberRange NotNegative = new("of 0 or more", value => value >= 0);
    internal static readonly NumberRange Probability = new("greater than 0 and at most 1", value => value is > 0 and <= 1);
    internal static readonly NumberRange Fraction = new("greater than 0 and less than 1", value => value is > 0 and < 1);
    internal static readonly NumberRange BelowOne = new("of 0 or more and less than 1", value => value is >= 0 and < 1);

    internal bool Contains(double value) => double.IsFinite(value) && Accepts(value);
}
