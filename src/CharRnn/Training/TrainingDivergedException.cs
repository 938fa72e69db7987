namespace CharRnn.Training;

/// <summary>The exception that stops training when a number is no longer finite, or the loss is a thousand times that of a uniform guess.</summary>
public sealed class TrainingDivergedException : ArithmeticException
{
    private const string Advice = "Try a smaller learning rate or initial standard deviation, or a tighter gradient limit.";

    /// <summary>Creates the exception without details.</summary>
    public TrainingDivergedException()
        : this("Training diverged.")
    {
    }

    /// <summary>Creates the exception with a message.</summary>
    /// <param name="message">The error message.</param>
    public TrainingDivergedException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and a cause.</summary>
    /// <param name="message">The error message.</param>
    /// <param name="innerException">Why.</param>
    public TrainingDivergedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    internal TrainingDivergedException(long update, string? blockName)
        : base(Describe(update, blockName))
    {
        Update = update;
        BlockName = blockName;
    }

    internal TrainingDivergedException(long update, string blockName, double loss, double guess)
        : base(FormattableString.Invariant(
            $"At update {update} the loss has exploded: {loss:G3} nats per character, where a guess has {guess:G3}. The largest parameter is in block {blockName}. {Advice}"))
    {
        Update = update;
        BlockName = blockName;
    }

    /// <summary>The update at which the fault was detected, from 1.</summary>
    public long Update { get; }

    /// <summary>
    /// The first block that has a NaN or an infinity: U, W, V, b or c; null when only the loss has one. Where the loss has
    /// exploded but is finite, the block with the largest parameter.
    /// </summary>
    public string? BlockName { get; }

    private static string Describe(long update, string? blockName)
    {
        string what = blockName is null ? "the loss" : $"a parameter in block {blockName}";
        return FormattableString.Invariant(
            $"At update {update} {what} became NaN or infinite. {Advice}");
    }
}
