using System.Numerics;

namespace CharRnn.Cli.Explain.Reading;

/// <summary>The states, gates, losses and candidates of a network while it reads a window of a text.</summary>
internal sealed class Recording<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>The most probable characters that are kept of every prediction.</summary>
    internal const int CandidateCount = 5;

    private readonly T[] _states;

    private Recording(RnnModel<T> model, TextWindow window, int[] characters, int firstState)
    {
        (Model, Window, Characters, FirstState) = (model, window, characters, firstState);
        var probe = new RnnProbe<T>(model.Rnn.Parameters);
        Groups = TraceGroup.Of(probe);
        Width = Groups.Count * probe.Architecture.HiddenSize;
        Values = new float[(long)characters.Length * Width];
        Losses = new double[characters.Length];
        Candidates = new Candidate[characters.Length][];
        _states = new T[(characters.Length + 1 - firstState) * StateSize];
        Read(probe);
    }

    internal RnnModel<T> Model { get; }

    internal TextWindow Window { get; }

    /// <summary>Indexes of the window's characters.</summary>
    internal int[] Characters { get; }

    internal int StateSize => Model.Rnn.StateSize;

    internal IReadOnlyList<TraceGroup> Groups { get; }

    /// <summary>Numbers kept of every character: all groups.</summary>
    internal int Width { get; }

    /// <summary>Width numbers for each character, after it has been read.</summary>
    internal float[] Values { get; }

    /// <summary>−ln p of each character, given those before it; NaN for the first, which nothing predicts.</summary>
    internal double[] Losses { get; }

    /// <summary>The most probable characters in the place of each character of the passage; null elsewhere.</summary>
    internal Candidate[]?[] Candidates { get; }

    /// <summary>The first character before which the whole state is kept.</summary>
    private int FirstState { get; }

    /// <summary>Reads the window from the zero state.</summary>
    /// <param name="model">The network.</param>
    /// <param name="text">The whole text.</param>
    /// <param name="window">The text to read.</param>
    /// <param name="reach">States are kept from so many characters before the passage on.</param>
    internal static Recording<T> Of(RnnModel<T> model, EncodedText text, TextWindow window, int reach)
    {
        var characters = new int[window.Length];
        text.CopyTo(window.Start, characters);
        return new(model, window, characters, Math.Max(0, window.PassageStart - reach - 1));
    }

    internal ReadOnlySpan<float> ValuesAt(int position) => Values.AsSpan(position * Width, Width);

    /// <summary>The running state before a character.</summary>
    internal ReadOnlySpan<T> StateBefore(int position) => _states.AsSpan((position - FirstState) * StateSize, StateSize);

    private void Read(RnnProbe<T> probe)
    {
        T[] state = new T[StateSize], logits = new T[Model.Vocabulary.Count];
        for (int position = 0; position < Characters.Length; position++)
        {
            Losses[position] = position == 0 ? double.NaN : Predict(logits, position);
            if (position >= FirstState)
            {
                state.CopyTo(_states, (position - FirstState) * StateSize);
            }

            probe.Step(Characters[position], state, logits);
            Keep(probe, state, Values.AsSpan(position * Width, Width));
        }

        state.CopyTo(_states, (Characters.Length - FirstState) * StateSize);
    }

    private double Predict(T[] logits, int position)
    {
        double most = double.CreateTruncating(logits.Max()), sum = 0;
        foreach (T logit in logits)
        {
            sum += Math.Exp(double.CreateTruncating(logit) - most);
        }

        double logSum = most + Math.Log(sum);
        if (position >= Window.PassageStart && position < Window.PassageEnd)
        {
            Candidates[position] = Best(logits, logSum);
        }

        return logSum - double.CreateTruncating(logits[Characters[position]]);
    }

    private static Candidate[] Best(T[] logits, double logSum)
    {
        var best = new PriorityQueue<int, T>();
        for (int character = 0; character < logits.Length; character++)
        {
            best.Enqueue(character, logits[character]);
            if (best.Count > CandidateCount)
            {
                best.Dequeue();
            }
        }

        var candidates = new Candidate[best.Count];
        for (int place = candidates.Length - 1; place >= 0; place--)
        {
            int character = best.Dequeue();
            candidates[place] = new(character, Math.Exp(double.CreateTruncating(logits[character]) - logSum));
        }

        return candidates;
    }

    /// <summary>h, c and the gates of each layer, in the order of <see cref="Groups"/>.</summary>
    private static void Keep(RnnProbe<T> probe, ReadOnlySpan<T> state, Span<float> values)
    {
        int layers = probe.Architecture.LayerCount, layerState = state.Length / layers, m = probe.Architecture.HiddenSize, place = 0;
        for (int layer = 0; layer < layers; layer++)
        {
            place = Append(state.Slice(layer * layerState, layerState), values, place);
            for (int gate = 0; gate < probe.Gates.Count; gate++)
            {
                place = Append(probe.GetGate(probe.Gates[gate], layer)[..m], values, place);
            }
        }
    }

    private static int Append(ReadOnlySpan<T> source, Span<float> values, int place)
    {
        for (int i = 0; i < source.Length; i++)
        {
            values[place + i] = float.CreateTruncating(source[i]);
        }

        return place + source.Length;
    }
}

/// <summary>A character that might come next.</summary>
/// <param name="Character">Its index.</param>
/// <param name="Probability">0 to 1.</param>
internal readonly record struct Candidate(int Character, double Probability);
