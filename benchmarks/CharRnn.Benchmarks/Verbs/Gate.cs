using System.Globalization;
using CharRnn.Benchmarks.Implementations;
using CharRnn.Benchmarks.Measuring;

namespace CharRnn.Benchmarks.Verbs;

/// <summary>The regression gate: measures how many times as fast as textbook loops each operation is, in alternation in one process, and fails below a threshold.</summary>
/// <remarks>
/// A ratio to plain loops on the same processor depends on the width of its vectors, but not on its speed, so there is
/// one threshold for each width: about half to two thirds of the measured ratio. For gated cells, the ratio was measured with 256 bits. It uses processor time, because other programs can run at the same time.
/// </remarks>
internal static class Gate
{
    private static readonly Check[] _checks =
    [
        new("update, m 100, float", Bits512: 26, Bits256: 15, Bits128: 7),
        new("update, m 100, double", Bits512: 13, Bits256: 8, Bits128: 3.5),
        new("update, m 256, float", Bits512: 22, Bits256: 13, Bits128: 7),
        new("one character, m 100, float", Bits512: 11, Bits256: 10, Bits128: 7),
        new("update, LSTM m 100, float", Bits512: 16, Bits256: 16, Bits128: 7),
        new("update, LSTM m 100, double", Bits512: 8, Bits256: 8, Bits128: 3.5),
        new("update, GRU 2 × 64, B 8, float", Bits512: 20, Bits256: 20, Bits128: 8),
        new("update, LSTM 2 × 64, B 8, double", Bits512: 10, Bits256: 10, Bits128: 4),
        new("one character, LSTM m 128, float", Bits512: 11, Bits256: 11, Bits128: 5),
    ];

    internal static bool Run()
    {
        Alternation.Clock = Clock.Processor;
        Setup small = Quick.Small, middle = new(256, 80, 25);
        Setup gru = new(64, 65, 10, 8) { Cell = RnnCell.Gru, LayerCount = 2 }, lstm = gru with { Cell = RnnCell.Lstm };
        (Contender Loops, Contender Ours)[] pairs =
        [
            (Roster.Update<float>(Library.TextbookLoops, small), Roster.Update<float>(Library.CharRnn, small)),
            (Roster.Update<double>(Library.TextbookLoops, small), Roster.Update<double>(Library.CharRnn, small)),
            (Roster.Update<float>(Library.TextbookLoops, middle), Roster.Update<float>(Library.CharRnn, middle)),
            (Roster.Generate<float>(Library.TextbookLoops, small), Roster.Generate<float>(Library.CharRnn, small)),
            (Roster.Update<float>(Library.TextbookLoops, Quick.SmallLstm), Roster.Update<float>(Library.CharRnn, Quick.SmallLstm)),
            (Roster.Update<double>(Library.TextbookLoops, Quick.SmallLstm), Roster.Update<double>(Library.CharRnn, Quick.SmallLstm)),
            (Roster.Update<float>(Library.TextbookLoops, gru), Roster.Update<float>(Library.CharRnn, gru)),
            (Roster.Update<double>(Library.TextbookLoops, lstm), Roster.Update<double>(Library.CharRnn, lstm)),
            (Roster.Generate<float>(Library.TextbookLoops, Quick.WritingLstm), Roster.Generate<float>(Library.CharRnn, Quick.WritingLstm)),
        ];
        Console.WriteLine($"Times as fast as textbook loops, processor time, median of alternating rounds. {Machine.Description}.");
        bool passed = true;
        for (int i = 0; i < pairs.Length; i++)
        {
            Measurement[] times = Alternation.Run([pairs[i].Loops, pairs[i].Ours], rounds: 11);
            double ratio = times[0].RatioTo(times[1]), threshold = _checks[i].Threshold;
            bool fast = ratio >= threshold, frugal = times[1].AllocatedBytes < 1;
            passed &= fast && frugal;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  {_checks[i].Name,-34} {ratio,6:F1}×   at least {threshold,4:0.#}×   {times[1].AllocatedBytes,4:F0} bytes   {(fast && frugal ? "PASS" : "FAIL")}"));
        }

        return passed;
    }

    private sealed record Check(string Name, double Bits512, double Bits256, double Bits128)
    {
        /// <summary>The threshold for this machine's vector width; without vectors, CharRnn only has to be no slower.</summary>
        internal double Threshold => Machine.VectorBits switch
        {
            512 => Bits512,
            256 => Bits256,
            128 => Bits128,
            _ => 1,
        };
    }
}
