using System.Numerics;

namespace CharRnn.Training;

/// <summary>Data of the event <see cref="Trainer{T}.SampleDue"/>: the current network, and the state and position at which training is.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class SampleDueEventArgs<T> : EventArgs
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly RnnModel<T> _model;
    private readonly T[] _state;

    internal SampleDueEventArgs(RnnModel<T> model, long nextUpdate, double smoothLoss, T[] state, int firstCharacter)
    {
        _model = model;
        _state = state;
        NextUpdate = nextUpdate;
        SmoothLoss = smoothLoss;
        FirstCharacter = firstCharacter;
    }

    /// <summary>The network that is being trained. Live: further training changes it.</summary>
    public RnnModel<T> Model => _model;

    /// <summary>Number of the next update, from 1.</summary>
    public long NextUpdate { get; }

    /// <summary>The smooth loss so far; NaN before the first update.</summary>
    public double SmoothLoss { get; }

    /// <summary>h before the current window of stream 0, a copy: StateSize numbers.</summary>
    public ReadOnlyMemory<T> State => _state;

    /// <summary>Index of the first character of the current window of stream 0.</summary>
    public int FirstCharacter { get; }

    /// <summary>Writes a text that starts from the state and the first character of the current window.</summary>
    /// <param name="length">The number of characters.</param>
    /// <param name="random">The source of random numbers.</param>
    /// <param name="options">How characters are chosen; defaults when null.</param>
    /// <returns>The text.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="random"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> is negative.</exception>
    /// <exception cref="ArgumentException">The prompt has a character that the vocabulary lacks.</exception>
    /// <exception cref="InvalidOperationException">The network's output is NaN or infinite.</exception>
    public string Generate(int length, Random random, SamplingOptions? options = null)
        => new TextGenerator<T>(_model, random).Generate(length, _state, FirstCharacter, options);

    /// <summary>
    /// As <see cref="Generate(int, Random, SamplingOptions)"/>, with random numbers that depend only on a seed and <see cref="NextUpdate"/>: a run
    /// that was interrupted and resumed writes the same samples.
    /// </summary>
    /// <param name="length">The number of characters.</param>
    /// <param name="seed">The seed of all samples of the run.</param>
    /// <param name="options">How characters are chosen; defaults when null.</param>
    /// <returns>The text.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> is negative.</exception>
    /// <exception cref="ArgumentException">The prompt has a character that the vocabulary lacks.</exception>
    /// <exception cref="InvalidOperationException">The network's output is NaN or infinite.</exception>
    public string Generate(int length, long seed, SamplingOptions? options = null)
        => Generate(length, CreateRandom(seed), options);

    /// <summary>Creates random numbers that depend only on a seed and <see cref="NextUpdate"/>.</summary>
    /// <param name="seed">The seed of all samples of the run.</param>
    /// <returns>New random numbers.</returns>
    public Random CreateRandom(long seed) => new((int)new SplitMix64(seed, NextUpdate, 0).Next());
}
