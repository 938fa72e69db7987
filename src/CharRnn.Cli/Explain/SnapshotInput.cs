using System.Globalization;
using System.Numerics;
using CharRnn.Cli.Explain.Numbers;
using CharRnn.Cli.Files;
using CharRnn.Cli.Settings;
using CharRnn.Persistence;

namespace CharRnn.Cli.Explain;

/// <summary>The networks of the folder of <c>--snapshots</c>.</summary>
/// <param name="files">The files, from the first to the last of the training.</param>
internal sealed class SnapshotInput(IReadOnlyList<string> files)
{
    /// <summary>Networks read before the losses of all of them are measured, one on each processor.</summary>
    private static int AtOnce => Environment.ProcessorCount;

    /// <summary>Measures each of them on a passage.</summary>
    /// <param name="read">The whole text in the characters of a model, whose path is the second argument.</param>
    /// <param name="start">The start of the passage.</param>
    /// <param name="length">Its length.</param>
    internal IReadOnlyList<Snapshot> Measure(Func<Vocabulary, string, EncodedText> read, int start, int length)
    {
        var snapshots = new Snapshot[files.Count];
        foreach (int[] some in Enumerable.Range(0, files.Count).Chunk(AtOnce))
        {
            // Errors in a file are detected here, on the caller's thread.
            Func<Snapshot>[] works = [.. some.Select(i => Open(files[i], read, start, length))];
            Parallel.For(0, some.Length, i => snapshots[some[i]] = works[i]());
        }

        return snapshots;
    }

    /// <summary>Updates that a model's file says it has learned from.</summary>
    internal static long? UpdatesOf(ModelFileInfo info)
        => info.Settings.TryGetValue("updates", out string? text) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long updates) ? updates : null;

    private static Func<Snapshot> Open(string path, Func<Vocabulary, string, EncodedText> read, int start, int length)
        => ModelInput.PrecisionOf(ModelInput.Inspect(path)) == Precision.Double ? Open<double>(path, read, start, length) : Open<float>(path, read, start, length);

    private static Func<Snapshot> Open<T>(string path, Func<Vocabulary, string, EncodedText> read, int start, int length)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        RnnModel<T> model = ModelInput.Load<T>(path);
        EncodedText text = read(model.Vocabulary, path);
        long? updates = UpdatesOf(ModelInput.Inspect(path));
        return () => Snapshot.Of(updates, model, text, start, length);
    }
}
