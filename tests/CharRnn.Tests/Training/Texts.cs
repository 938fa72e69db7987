namespace CharRnn.Tests.Training;

/// <summary>Synthetic texts as indexes.</summary>
internal static class Texts
{
    /// <summary>Independent characters.</summary>
    internal static int[] Random(int length, int k, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, length).Select(_ => random.Next(k))];
    }

    /// <summary>Characters in turn.</summary>
    internal static int[] Cyclic(int length, int k) => [.. Enumerable.Range(0, length).Select(i => i % k)];
}
