namespace CharRnn.Optimization.Derivatives;

/// <summary>Differentiates the loss with respect to elements of a block. Each thread has one worker.</summary>
internal abstract class GradientWorker
{
    /// <summary>The number of elements that a worker processes in one call.</summary>
    internal const int Portion = 48;

    /// <summary>Computes ∂L/∂θ for some elements of a block.</summary>
    /// <param name="block">The number of the block.</param>
    /// <param name="indexes">The elements, at most <see cref="Portion"/>.</param>
    /// <param name="gradients">The whole block; written at the indexes only.</param>
    /// <param name="errors">The whole block of error estimates; empty if they are not needed.</param>
    internal abstract void Differentiate(int block, ReadOnlySpan<int> indexes, Span<double> gradients, Span<double> errors);

    /// <summary>Divides the elements among threads. The result of an element does not depend on which thread computes it, or when.</summary>
    internal static NumericalGradientEstimate Run(
        RnnArchitecture architecture, GradientCoordinates coordinates, NumericalGradientOptions options, int threadCount, Func<GradientWorker> createWorker)
    {
        var gradients = new RnnParameters<double>(architecture);
        RnnParameters<double>? errors = options.Method == NumericalMethod.Ridders ? new RnnParameters<double>(architecture) : null;
        if (!coordinates.IsComplete)
        {
            Fill(gradients, double.NaN);
            Fill(errors, double.NaN);
        }

        (int Block, int Start, int Count)[] portions = Divide(coordinates);
        int next = -1;
        long done = 0;
        var report = new Lock();
        void Work()
        {
            GradientWorker worker = createWorker();
            while (Interlocked.Increment(ref next) is var n && n < portions.Length)
            {
                options.CancellationToken.ThrowIfCancellationRequested();
                (int block, int start, int count) = portions[n];
                Span<double> errorsOfBlock = errors is null ? default : errors.Blocks[block].Values;
                worker.Differentiate(block, coordinates.OfBlock(block).Slice(start, count), gradients.Blocks[block].Values, errorsOfBlock);
                if (options.Progress is { } progress)
                {
                    lock (report)
                    {
                        done += count;
                        progress.Report((double)done / coordinates.Count);
                    }
                }
            }
        }

        RunOnThreads(Math.Min(threadCount, portions.Length), Work);
        return new NumericalGradientEstimate(coordinates, gradients, errors);
    }

    private static void RunOnThreads(int threadCount, Action work)
    {
        var helpers = new Task[Math.Max(0, threadCount - 1)];
        for (int i = 0; i < helpers.Length; i++)
        {
            helpers[i] = Task.Run(work);
        }

        try
        {
            work();
        }
        finally
        {
            // Also after an exception: when this method returns, all threads have stopped.
            Task.WhenAll(helpers).ContinueWith(static _ => { }, TaskScheduler.Default).Wait();
        }

        foreach (Task helper in helpers)
        {
            helper.GetAwaiter().GetResult();
        }
    }

    private static (int Block, int Start, int Count)[] Divide(GradientCoordinates coordinates)
    {
        var portions = new List<(int, int, int)>();
        for (int block = 0; block < coordinates.BlockCount; block++)
        {
            int length = coordinates.OfBlock(block).Length;
            for (int start = 0; start < length; start += Portion)
            {
                portions.Add((block, start, Math.Min(Portion, length - start)));
            }
        }

        return [.. portions];
    }

    private static void Fill(RnnParameters<double>? parameters, double value)
    {
        foreach (ParameterBlock<double> block in parameters?.Blocks ?? [])
        {
            block.Values.Fill(value);
        }
    }
}
