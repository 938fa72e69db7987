using System.Globalization;

namespace CharRnn.Training;

/// <summary>Determines the characters that each update of an epoch reads. A pure function of text, options and the number of the epoch.</summary>
/// <remarks>So the number of the epoch and of the window in it say exactly where training stands, and resuming is exact.</remarks>
internal abstract class WindowSchedule(TrainingOptions options, TextDivision division)
{
    /// <summary>Keeps the draw of the offset apart from those of the streams, which count from 0.</summary>
    private const long WindowOffsetKey = -1;

    /// <summary>The held-out pieces, which are measured during training.</summary>
    internal TextSegment[] HeldOut { get; } = division.HeldOut;

    /// <summary>The test pieces, which are measured after training.</summary>
    internal TextSegment[] Test { get; } = division.Test;

    /// <summary>τ of the current epoch.</summary>
    internal int SequenceLength { get; private set; }

    /// <summary>Steps of the first window of the current epoch, unless the text is shorter: τ, or fewer with a random offset.</summary>
    protected int FirstLength { get; private set; }

    /// <summary>Updates of the current epoch.</summary>
    internal abstract int WindowCount { get; }

    protected TrainingOptions Options { get; } = options;

    /// <summary>Divides the text and chooses the simplest schedule.</summary>
    /// <exception cref="ArgumentException">The text has no room for a window in every stream, or nothing to hold out.</exception>
    internal static WindowSchedule Create(IndexSpan text, TrainingOptions options, int? endOfText, string name)
    {
        TextDivision division = TextDivision.Of(text, options.Validation, options.Test, endOfText, name);
        bool isPlain = options.ChunkOrder == ChunkOrder.Sequential && division.IsOnePiece && endOfText is null;
        return isPlain ? new SequentialWindows(options, division, name) : new PlannedWindows(options, division, name);
    }

    /// <summary>Turns to an epoch, from 0.</summary>
    internal void BeginEpoch(int epoch)
    {
        SequenceLength = Options.SequenceLengthAt(epoch);
        // The first epoch begins with a full window: the first loss is that of τ guesses.
        FirstLength = Options.WindowOffset == WindowOffset.Random && epoch > 0
            ? 1 + (int)new SplitMix64(Options.ShuffleSeed, epoch, WindowOffsetKey).Below(SequenceLength) : SequenceLength;
        Plan(epoch);
    }

    /// <summary>Steps of a window: τ, or fewer at the end of the epoch and, with a random offset, at its beginning.</summary>
    internal abstract int LengthOf(int window);

    /// <summary>Position in the text of a window's first input in one stream.</summary>
    internal int StartOf(int window, int stream) => RunsOf(window, stream)[0].Start;

    /// <summary>The characters that a stream reads in a window, as consecutive runs. Valid until the next call.</summary>
    internal abstract ReadOnlySpan<WindowRun> RunsOf(int window, int stream);

    protected abstract void Plan(int epoch);

    /// <summary>Predictions of a stream before a window.</summary>
    protected long PositionOf(int window) => window == 0 ? 0 : FirstLength + ((window - 1L) * SequenceLength);

    protected static ArgumentException TooShort(int length, TrainingOptions options, string name)
    {
        int tau = options.LongestSequence;
        return new ArgumentException(
            string.Create(
                CultureInfo.InvariantCulture,
                $"The text has {Quantity.Of(length, "character")}; {(tau + 1L) * options.BatchSize} are needed for one window of {Quantity.Of(tau, "step")} and the character after it, in each of {Quantity.Of(options.BatchSize, "stream")}."),
            name);
    }
}

/// <summary>The plain loop: B parts side by side, window after window, full windows only but for a shorter first one, one zero state at the start.</summary>
internal sealed class SequentialWindows : WindowSchedule
{
    private readonly int _partLength;
    private readonly WindowRun[] _run = new WindowRun[1];

    internal SequentialWindows(TrainingOptions options, TextDivision division, string name)
        : base(options, division)
    {
        _partLength = division.TrainingLength / options.BatchSize;
        if (_partLength < options.LongestSequence + 1)
        {
            throw TooShort(division.TrainingLength, options, name);
        }
    }

    internal override int WindowCount => 1 + ((_partLength - 1 - FirstLength) / SequenceLength);

    internal override int LengthOf(int window) => window == 0 ? FirstLength : SequenceLength;

    internal override ReadOnlySpan<WindowRun> RunsOf(int window, int stream)
    {
        _run[0] = new WindowRun((stream * _partLength) + (int)PositionOf(window), LengthOf(window), StartsAfresh: window == 0);
        return _run;
    }

    protected override void Plan(int epoch)
    {
    }
}
