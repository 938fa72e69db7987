using System.Numerics;

namespace CharRnn.Tests;

/// <summary>The results of a forward and a backward pass over a window: the loss, the state after it and the gradients.</summary>
internal sealed record Pass<T>(T Loss, T[] State, RnnParameters<T> Gradients)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    internal void ShouldBeSame(Pass<T> expected, string what)
    {
        Assert.Equal(expected.Loss, Loss);
        Assert.Equal(expected.State, State);
        Numbers.ShouldBeSame(Gradients, expected.Gradients, what);
    }

    /// <summary>Random indexes from 0 to k − 1.</summary>
    internal static int[] Indexes(int count, int k, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.Next(k))];
    }

    /// <summary>Random numbers between −1 and 1.</summary>
    internal static T[] RandomState(int count)
    {
        var random = new Random(4);
        return [.. Enumerable.Range(0, count).Select(_ => T.CreateTruncating((2 * random.NextDouble()) - 1))];
    }

    /// <summary>The characters of one stream of a window.</summary>
    internal static int[] OneStream(int[] window, int batch, int stream) => [.. window.Where((_, n) => n % batch == stream)];
}
