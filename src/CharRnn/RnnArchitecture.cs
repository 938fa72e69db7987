using System.Globalization;

namespace CharRnn;

/// <summary>The two numbers that fix the shape of every array of the network.</summary>
public sealed record RnnArchitecture
{
    private readonly int _vocabularySize;
    private readonly int _hiddenSize;

    /// <summary>Number of distinct characters, <em>K</em>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public required int VocabularySize
    {
        get => _vocabularySize;
        init => _vocabularySize = Preconditions.RequirePositive(value, nameof(VocabularySize));
    }

    /// <summary>Number of hidden units, <em>m</em>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public required int HiddenSize
    {
        get => _hiddenSize;
        init => _hiddenSize = Preconditions.RequirePositive(value, nameof(HiddenSize));
    }

    /// <summary>Number of trained numbers: <c>m·K + m·m + K·m + m + K</c>.</summary>
    public long ParameterCount
    {
        get
        {
            long k = VocabularySize, m = HiddenSize;
            return (2 * k * m) + (m * m) + m + k;
        }
    }

    /// <summary>For example <c>K = 80, m = 100</c>.</summary>
    /// <returns>The sizes, in the invariant culture.</returns>
    public override string ToString()
        => string.Create(CultureInfo.InvariantCulture, $"K = {VocabularySize}, m = {HiddenSize}");
}
