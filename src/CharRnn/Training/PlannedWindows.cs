using System.Runtime.InteropServices;

namespace CharRnn.Training;

/// <summary>Windows over a text in pieces: documents, chunks in another order, or gaps where something is held out.</summary>
/// <remarks>
/// The N characters that are trained on, laid end to end, are divided among the streams: [i·⌊N/B⌋, (i+1)·⌊N/B⌋). A stream reads
/// the pieces in its share one after the other, each from the zero state. No window reaches from one piece into the next: it ends, for all streams, where the first of them comes
/// to the end of a piece. The epoch is over when the first stream has read its share.
/// </remarks>
internal sealed class PlannedWindows : WindowSchedule
{
    private readonly TextSegment[][] _pieces;
    private readonly List<TextSegment>[] _itineraries;
    private readonly List<int> _lengths = [];

    // Window · B + stream.
    private readonly List<int> _starts = [];
    private readonly List<bool> _fresh = [];

    internal PlannedWindows(TrainingOptions options, TextDivision division, string name)
        : base(options, division)
    {
        int partLength = division.TrainingLength / options.BatchSize;
        _pieces = new TextSegment[options.BatchSize][];
        _itineraries = new List<TextSegment>[options.BatchSize];
        for (int i = 0; i < _pieces.Length; i++)
        {
            _pieces[i] = TextSegment.Share(division.Training, i * partLength, (i + 1) * partLength);
            _itineraries[i] = [];
            if (_pieces[i].Length == 0)
            {
                throw TooShort(division.TrainingLength, options, name);
            }
        }
    }

    internal override int WindowCount => _lengths.Count;

    internal override int LengthOf(int window) => _lengths[window];

    internal override int StartOf(int window, int stream) => _starts[(window * _pieces.Length) + stream];

    internal override bool StartsAfresh(int window, int stream) => _fresh[(window * _pieces.Length) + stream];

    protected override void Plan(int epoch)
    {
        for (int i = 0; i < _pieces.Length; i++)
        {
            FillItinerary(_itineraries[i], _pieces[i], new SplitMix64(Options.ShuffleSeed, epoch, i));
        }

        Walk();
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
        // A chunk may begin wherever it is as long as it can be: where the piece has room, or at the start of a shorter piece.
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

    private void Walk()
    {
        _lengths.Clear();
        _starts.Clear();
        _fresh.Clear();
        Span<int> piece = new int[_pieces.Length];
        Span<int> position = new int[_pieces.Length];
        for (int i = 0; i < _pieces.Length; i++)
        {
            position[i] = _itineraries[i][0].Start;
        }

        for (bool more = true; more;)
        {
            int length = SequenceLength;
            for (int i = 0; i < _pieces.Length; i++)
            {
                length = Math.Min(length, _itineraries[i][piece[i]].LastTarget - position[i]);
            }

            _lengths.Add(length);
            for (int i = 0; i < _pieces.Length; i++)
            {
                List<TextSegment> itinerary = _itineraries[i];
                _starts.Add(position[i]);
                _fresh.Add(position[i] == itinerary[piece[i]].Start);
                position[i] += length;
                if (position[i] == itinerary[piece[i]].LastTarget)
                {
                    more &= ++piece[i] < itinerary.Count;
                    position[i] = more ? itinerary[piece[i]].Start : 0;
                }
            }
        }
    }
}
