namespace CharRnn.Training;

/// <summary>Where training stands, in plain numbers: with state, parameters, optimiser and lists, all that the next update depends on.</summary>
internal record struct TrainingCounters
{
    public TrainingCounters()
    {
    }

    /// <summary>Updates made.</summary>
    internal long Update { get; set; }

    /// <summary>Complete epochs.</summary>
    internal int Epoch { get; set; }

    /// <summary>Windows read in the running epoch.</summary>
    internal int Window { get; set; }

    /// <summary>The smooth loss; NaN before the first update.</summary>
    internal double SmoothLoss { get; set; } = double.NaN;

    /// <summary>τ of the windows that the smooth loss belongs to; 0 before the first update.</summary>
    internal int SmoothLength { get; set; }
}
