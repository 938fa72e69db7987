namespace CharRnn.Training;

/// <summary>Counts the updates of a training run in advance, since windows are a pure function of text, options and epoch.</summary>
internal static class UpdateCount
{
    /// <summary>The updates of one epoch, from 0.</summary>
    internal static int OfEpoch(EncodedText text, TrainingOptions options, int epoch)
    {
        WindowSchedule schedule = Schedule(text, options);
        schedule.BeginEpoch(epoch);
        return schedule.WindowCount;
    }

    /// <summary>The updates of a number of passes, which may be a fraction; the last update reaches their end.</summary>
    internal static long OfPasses(EncodedText text, TrainingOptions options, double passes)
    {
        // Rounding may place the end of an update slightly before the number of passes that it corresponds to.
        const double tolerance = 1e-9;
        WindowSchedule schedule = Schedule(text, options);
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

    /// <summary>The updates of a whole run; 0 when nothing ends it.</summary>
    internal static long Planned(EncodedText text, TrainingOptions options)
    {
        if (options.Epochs == 0)
        {
            return options.MaxUpdates;
        }

        // With sequential reading, every epoch from the last length of the list on has the same number of windows.
        int different = options is { ChunkOrder: ChunkOrder.Sequential, WindowOffset: WindowOffset.Fixed } ? Math.Min(options.Epochs, options.SequenceLengths.Count + 1) : options.Epochs;
        long updates = OfPasses(text, options, different) + ((options.Epochs - different) * (long)OfEpoch(text, options, different - 1));
        return options.MaxUpdates > 0 ? Math.Min(updates, options.MaxUpdates) : updates;
    }

    private static WindowSchedule Schedule(EncodedText text, TrainingOptions options)
        => WindowSchedule.Create(text.Indexes, options, options.FindEndOfText(text.Vocabulary, nameof(text)), nameof(text));
}
