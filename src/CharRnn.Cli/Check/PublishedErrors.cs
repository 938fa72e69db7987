namespace CharRnn.Cli.Check;

/// <summary>
/// The published gradient check that the tables are laid out after: m = 100, K = 80, σ = 0.1, central difference with
/// step 1e-6, h_0 = 0, in double. "rela." is what the library calls ErrorOverTotal.
/// </summary>
internal static class PublishedErrors
{
    /// <summary>K.</summary>
    internal const int VocabularySize = 80;

    private static readonly int[] _lengths = [5, 10, 15, 20, 25];

    private static readonly Dictionary<string, (double[] Absolute, double[] Relative)> _errors = new()
    {
        ["U"] = ([4.30e-09, 9.28e-09, 1.58e-08, 2.55e-08, 4.60e-08], [3.98e-11, 3.38e-11, 3.56e-11, 5.65e-11, 7.27e-11]),
        ["V"] = ([4.78e-09, 1.13e-08, 2.25e-08, 3.35e-08, 4.06e-08], [2.38e-11, 3.29e-11, 4.09e-11, 4.65e-11, 3.35e-11]),
        ["W"] = ([5.76e-09, 1.18e-08, 2.15e-08, 3.36e-08, 4.32e-08], [9.86e-12, 7.89e-12, 8.38e-12, 1.09e-11, 9.38e-12]),
        ["b"] = ([3.37e-09, 8.39e-09, 1.57e-08, 2.21e-08, 2.98e-08], [5.59e-11, 9.74e-11, 1.09e-10, 1.44e-10, 1.25e-10]),

        // At length 10 the two numbers seem to be exchanged; they are given here as published.
        ["c"] = ([3.35e-09, 1.80e-10, 1.48e-08, 1.96e-08, 2.82e-08], [1.76e-10, 6.52e-09, 2.82e-10, 2.84e-10, 3.41e-10]),
    };

    /// <summary>τ.</summary>
    internal static IReadOnlyList<int> Lengths => _lengths;

    /// <summary>The published pair of a block and length, or null.</summary>
    internal static (double Absolute, double Relative)? Find(string block, int length)
        => Array.IndexOf(_lengths, length) is >= 0 and var i && _errors.TryGetValue(block, out (double[] Absolute, double[] Relative) errors)
            ? (errors.Absolute[i], errors.Relative[i])
            : null;
}
