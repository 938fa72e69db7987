namespace CharRnn.Training.Search;

/// <summary>Work that needs nothing but the text: train one network from its start for so many epochs, then measure it.</summary>
public sealed record TrialJob
{
    /// <summary>The trial's number in its search, from 0.</summary>
    public int Trial { get; init; }

    /// <summary>The round of successive halving, from 0.</summary>
    public int Rung { get; init; }

    /// <summary>Passes over the training part of the text, in all and from the start; need not be whole.</summary>
    public double Epochs { get; init; } = 1;

    /// <summary>What is held out, and measured at the end.</summary>
    public ValidationSplit Validation { get; init; } = ValidationSplit.Tail();

    /// <summary><see cref="EncodedText.Fingerprint"/> of the text that it is meant for; empty, the default, accepts any.</summary>
    public string TextFingerprint { get; init; } = "";

    /// <summary>What it computes in: <c>F32</c> for <see cref="float"/>, <c>F64</c> for <see cref="double"/>, as in model files; empty, the default, accepts either.</summary>
    public string DataType { get; init; } = "";

    /// <summary>How to train.</summary>
    public TrialSettings Settings { get; init; } = new();
}

/// <summary>What came of a <see cref="TrialJob"/>.</summary>
public sealed record TrialResult
{
    /// <summary>The job, so that a result is complete by itself.</summary>
    public TrialJob Job { get; init; } = new();

    /// <summary>Updates made.</summary>
    public long Updates { get; init; }

    /// <summary>The smooth loss at the end, in nats per character.</summary>
    public double SmoothLoss { get; init; }

    /// <summary>The loss on the held-out part, in nats per character; infinite when training diverged.</summary>
    public double ValidationLoss { get; init; } = double.PositiveInfinity;

    /// <summary>Whether a number became NaN or infinite, which ended the training.</summary>
    public bool Diverged { get; init; }

    /// <summary>Seconds that it took on one thread, counted from the start or from the rung before; no result depends on it.</summary>
    public double Seconds { get; init; }
}
