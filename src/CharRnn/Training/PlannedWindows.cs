using System.Runtime.InteropServices;

namespace CharRnn.Training;

/// <summary>Windows over a text in pieces: documents, chunks in another order, or gaps where something is held out.</summary>
/// <remarks>
/// The N characters that are trained on, laid end to end, are divided among the streams: [i·⌊N/B⌋, (i+1)·⌊N/B⌋). A stream reads
/// the pieces in its share one after the other, each from the zero state. A piece that ends inside a window is followed by the next one in the same
/// window, so all windows but the last are full. The epoch is over when the first stream has read its share.
/// </remarks>
internal sealed class PlannedWindows : WindowSchedule
{
    private readonly TextSegment[][] _pieces;
    private readonly List<TextSegment>[] _itineraries;

    // Predictions of a stream's itinerary up to the end of each piece.
    private readonly List<long>[] _ends;
    private readonly List<WindowRun> _runs = [];
    private long _predictions;

    internal PlannedWindows(TrainingOptions options, TextDivision division, string name)
        : base(options, division)
    {
        int partLength = division.TrainingLength / options.BatchSize;
        _pieces = new TextSegment[options.BatchSize][];
        _itineraries = new List<TextSegment>[options.BatchSize];
        _ends = new List<long>[options.BatchSize];
        for (int i = 0; i < _pieces.Length; i++)
        {
            _pieces[i] = TextSegment.Share(division.Training, i * partLength, (i + 1) * partLength);
            _itineraries[i] = [];
            _ends[i] = [];
            if (_pieces[i].Length == 0)
            {
                throw TooShort(division.TrainingLength, options, name);
            }
        }
    }

    internal override int WindowCount => (int)Math.Min(int.MaxValue, 1 + ((Math.Max(0, _predictions - FirstLength) + SequenceLength - 1) / SequenceLength));

    internal override int LengthOf(int window) => (int)Math.Min(window == 0 ? FirstLength : SequenceLength, _predictions - PositionOf(window));

    internal override ReadOnlySpan<WindowRun> RunsOf(int window, int stream)
    {
        List<TextSegment> itinerary = _itineraries[stream];
        List<long> ends = _ends[stream];
        long position = PositionOf(window), end = position + LengthOf(window);
        int n = ends.BinarySearch(position + 1);
        n = n < 0 ? ~n : n;
        _runs.Clear();
        for (; position < end; n++)
        {
            TextSegment piece = itinerary[n];
            int start = piece.LastTarget - (int)(ends[n] - position);
            _runs.Add(new WindowRun(start, (int)(Math.Min(ends[n], end) - position), start == piece.Start));
            position = ends[n];
        }

        return CollectionsMarshal.AsSpan(_runs);
    }

    protected override void Plan(int epoch)
    {
        _predictions = long.MaxValue;
        for (int i = 0; i < _pieces.Length; i++)
        {
            FillItinerary(_itineraries[i], _pieces[i], new SplitMix64(Options.ShuffleSeed, epoch, i));
            _ends[i].Clear();
            long predictions = 0;
            foreach (TextSegment piece in _itineraries[i])
            {
                predictions += piece.TargetCount;
                _ends[i].Add(predictions);
            }

            _predictions = Math.Min(_predictions, predictions);
        }
    }

    private void FillItinerary(List<TextSegment> itinerary, TextSegment[] pieces, SplitMix64 random)
    {
        itinerary.Clear();
        switch (Options.ChunkOrder)
        {
            case ChunkOrder.Shuffled:
                foreach (TextSegment piece in pieces)
                {
                    for (long start = piece.Start; start < piece.LastTarget; start += Options.ChunkLength)
                    {
                        itinerary.Add(new TextSegment((int)start, (int)Math.Min(start + Options.ChunkLength, piece.LastTarget)));
                    }
                }

                random.Shuffle(CollectionsMarshal.AsSpan(itinerary));
                break;
            case ChunkOrder.Random:
                AddRandomChunks(itinerary, pieces, random);
                break;
            default:
                itinerary.AddRange(pieces);
                break;
        }
    }

    /// <summary>As many characters as the pieces have, from starts that are all equally likely; a chunk ends with its piece.</summary>
    private void AddRandomChunks(List<TextSegment> itinerary, TextSegment[] pieces, SplitMix64 random)
    {
        // A chunk can begin at every place where it has its full length, or at the start of a piece that is shorter.
        long[] ends = new long[pieces.Length];
        long starts = 0, characters = 0;
        for (int n = 0; n < pieces.Length; n++)
        {
            starts += Math.Max(1, pieces[n].TargetCount - Options.ChunkLength + 1);
            ends[n] = starts;
            characters += pieces[n].TargetCount;
        }

        for (long planned = 0; planned < characters;)
        {
            long draw = random.Below(starts);
            int n = Array.BinarySearch(ends, draw + 1);
            n = n < 0 ? ~n : n;
            int start = pieces[n].Start + (int)(draw - (n == 0 ? 0 : ends[n - 1]));
            var chunk = new TextSegment(start, (int)Math.Min((long)start + Options.ChunkLength, pieces[n].LastTarget));
            itinerary.Add(chunk);
            planned += chunk.TargetCount;
        }
    }
}
