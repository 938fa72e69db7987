using System.Text;

namespace CharRnn.Training;

/// <content>How long a training takes, before it is begun.</content>
public sealed partial record TrainingOptions
{
    /// <summary>Counts the updates of one pass over a text.</summary>
    /// <param name="text">The whole text, held-out part included.</param>
    /// <param name="epoch">Which pass, from 0: τ, and with chunks the number of windows, may change from one to the next.</param>
    /// <returns>The number; exact.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="epoch"/> is negative.</exception>
    /// <exception cref="ArgumentException">The text is too short for these options, or lacks their end-of-text symbol.</exception>
    public int UpdatesInEpoch(EncodedText text, int epoch = 0)
    {
        ArgumentNullException.ThrowIfNull(text);
        Preconditions.RequireNonNegative(epoch);
        WindowSchedule schedule = CreateSchedule(text);
        schedule.BeginEpoch(epoch);
        return schedule.WindowCount;
    }

    /// <summary>The updates of so many passes, which need not be whole: the last one reaches their end.</summary>
    internal long CountUpdates(EncodedText text, double passes)
    {
        // An update may end a hair before the number of passes that it stands for.
        const double tolerance = 1e-9;
        WindowSchedule schedule = CreateSchedule(text);
        long updates = 0;
        for (int epoch = 0; ; epoch++)
        {
            schedule.BeginEpoch(epoch);
            int windows = schedule.WindowCount;
            if (epoch + 1 >= passes - tolerance)
            {
                return updates + (long)Math.Clamp(Math.Ceiling((passes - tolerance - epoch) * windows), 0, windows);
            }

            updates += windows;
        }
    }

    /// <summary>The index of <see cref="EndOfText"/>; null when there is none.</summary>
    /// <exception cref="ArgumentException">The vocabulary lacks it.</exception>
    internal int? FindEndOfText(Vocabulary vocabulary, string name)
    {
        if (EndOfText.Length == 0)
        {
            return null;
        }

        Rune symbol = Rune.GetRuneAt(EndOfText, 0);
        return vocabulary.TryGetIndex(symbol, out int index) ? index
            : throw new ArgumentException($"The vocabulary lacks the end-of-text symbol {Vocabulary.Describe(symbol)}.", name);
    }

    private WindowSchedule CreateSchedule(EncodedText text) => WindowSchedule.Create(text.Indexes, this, FindEndOfText(text.Vocabulary, nameof(text)), nameof(text));
}
