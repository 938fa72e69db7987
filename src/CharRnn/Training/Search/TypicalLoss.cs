namespace CharRnn.Training.Search;

/// <summary>The held-out loss that the networks of <see cref="TrainingPlan"/> reached on tinyshakespeare, as a function of the work of training.</summary>
internal static class TypicalLoss
{
    /// <summary>Parameters times characters of training, and held-out nats per character on the last tenth: docs/decisions/0030-training-plan.md.</summary>
    private static readonly (double Work, double Nats)[] _measured =
    [
        (40e9, 1.77),
        (110e9, 1.64),
        (330e9, 1.545),
        (1.4e12, 1.48),
        (3.7e12, 1.435),
    ];

    /// <summary>Nats per character.</summary>
    /// <param name="work">Parameters times characters of training.</param>
    /// <returns>Interpolated over the logarithm of the work; null for less work than was measured; for more, the last measurement.</returns>
    internal static double? After(double work)
    {
        if (work < _measured[0].Work)
        {
            return null;
        }

        int above = Array.FindIndex(_measured, point => point.Work > work);
        if (above < 0)
        {
            return _measured[^1].Nats;
        }

        ((double lower, double from), (double upper, double to)) = (_measured[above - 1], _measured[above]);
        return from + ((to - from) * Math.Log(work / lower) / Math.Log(upper / lower));
    }
}
