namespace CharRnn.Training;

/// <summary>Random numbers that are a function of a key, the same on every machine and in every version of .NET.</summary>
/// <remarks>Steele, Lea, Flood (2014), "Fast Splittable Pseudorandom Number Generators", OOPSLA: their mix of 64 bits.</remarks>
internal struct SplitMix64(long seed, long first, long second)
{
    private const ulong Increment = 0x9E3779B97F4A7C15;
    private ulong _state = Mix(Mix(Mix((ulong)seed + Increment) + (ulong)first + Increment) + (ulong)second + Increment);

    /// <summary>A number from 0 to <paramref name="count"/> − 1, each as likely (to within count/2⁶⁴).</summary>
    internal long Below(long count) => (long)Math.BigMul(Next(), (ulong)count, out _);

    internal void Shuffle<T>(Span<T> values)
    {
        for (int i = values.Length - 1; i > 0; i--)
        {
            int other = (int)Below(i + 1);
            (values[i], values[other]) = (values[other], values[i]);
        }
    }

    /// <summary>A number from 0 up to, but not including, 1.</summary>
    internal double NextDouble() => (Next() >> 11) * (1.0 / (1UL << 53));

    internal ulong Next()
    {
        _state += Increment;
        return Mix(_state);
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
