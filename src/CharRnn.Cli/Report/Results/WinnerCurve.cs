namespace CharRnn.Cli.Report.Results;

/// <summary>How the best model learned.</summary>
internal sealed record WinnerCurve
{
    public required CurveColumns Training { get; init; }

    /// <summary>After each pass over the training part, and at the end.</summary>
    public required IReadOnlyList<HeldOutPoint> HeldOut { get; init; }
}

/// <summary>A measurement on text that is not learned from.</summary>
/// <param name="Update">Updates made before it.</param>
/// <param name="Loss">The loss in nats per character.</param>
internal sealed record HeldOutPoint(long Update, double Loss);

/// <summary>Results of <c>charrnn explain</c> for the best model on a passage that it was not trained on.</summary>
internal sealed record InsideOutcome
{
    /// <summary>Characters of the text before the passage.</summary>
    public required int Start { get; init; }

    /// <summary>The passage, one string a character.</summary>
    public required IReadOnlyList<string> Characters { get; init; }

    /// <summary>−ln p of each, in nats.</summary>
    public required IReadOnlyList<double> Losses { get; init; }

    /// <summary>The most probable characters in the place of each, the most probable first.</summary>
    public required IReadOnlyList<IReadOnlyList<ExpectedCharacter>> Expected { get; init; }

    /// <summary>The units that follow a property of the text most closely, the closest first.</summary>
    public required IReadOnlyList<InsideUnit> Units { get; init; }

    /// <summary>Mean loss in nats per character after 1, 2, 3, … characters of context.</summary>
    public required IReadOnlyList<double> ContextLosses { get; init; }

    /// <summary>Mean length of the derivative of a log probability with respect to the state 0, 1, 2, … characters earlier.</summary>
    public required IReadOnlyList<double> GradientNorms { get; init; }
}

/// <summary>A character that a network expected.</summary>
/// <param name="Character">It.</param>
/// <param name="Probability">From 0 to 1.</param>
internal sealed record ExpectedCharacter(string Character, double Probability);

/// <summary>A hidden unit or gate, and the property of the text that it follows.</summary>
internal sealed record InsideUnit
{
    /// <summary>For example h 17, layer 2.</summary>
    public required string Name { get; init; }

    public required string Property { get; init; }

    /// <summary>The correlation where the unit was chosen.</summary>
    public required double Correlation { get; init; }

    /// <summary>On text that the choice did not use.</summary>
    public required double UnseenCorrelation { get; init; }

    /// <summary>After each character of the passage; empty for units whose values are not shown.</summary>
    public required IReadOnlyList<double> Values { get; init; }
}
