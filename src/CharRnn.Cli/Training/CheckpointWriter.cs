using System.Diagnostics;
using System.Numerics;
using CharRnn.Cli.Files;
using CharRnn.Cli.Screen;
using CharRnn.Persistence;
using CharRnn.Training;

namespace CharRnn.Cli.Training;

/// <summary>Writes checkpoints during training. If one cannot be written, training continues with a warning.</summary>
internal sealed class CheckpointWriter<T>(string path, long? interval, Trainer<T> trainer, EncodedText text, IReadOnlyDictionary<string, string> settings, CliConsole console)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly TimeSpan _usualInterval = TimeSpan.FromMinutes(1);
    private readonly Stopwatch _sinceLast = Stopwatch.StartNew();
    private long _lastWritten = trainer.Update;
    private bool _isFailing;

    /// <summary>Called between two updates; writes if it is time to.</summary>
    internal void Report(long update)
    {
        if (interval is { } updates ? update % updates == 0 : _sinceLast.Elapsed > _usualInterval)
        {
            _sinceLast.Restart();
            TryWrite();
        }
    }

    /// <summary>The end of the run.</summary>
    /// <param name="isComplete">
    /// Otherwise it was interrupted and is to be resumed: a failure then gets a second chance in the folder for temporary files.
    /// </param>
    /// <returns>Where the checkpoint is; null if nowhere.</returns>
    internal string? Finish(bool isComplete)
    {
        if (TryWrite())
        {
            return path;
        }

        console.MarkIncomplete();
        if (isComplete)
        {
            return null;
        }

        string rescue = Path.Combine(Path.GetTempPath(), $"charrnn-{Guid.NewGuid():N}.ckpt");
        try
        {
            Checkpoint.Save(rescue, trainer, text, settings);
            return rescue;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The last checkpoint that was written, for a run that failed; null if there is none.</summary>
    internal string? Kept => File.Exists(path) && _lastWritten > 0
        ? FormattableString.Invariant($"The checkpoint {path}, of update {_lastWritten:N0}, is kept.") : null;

    private bool TryWrite()
    {
        try
        {
            Checkpoint.Save(path, trainer, text, settings);
            (_lastWritten, _isFailing) = (trainer.Update, false);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Warns once, not at every attempt.
            if (!_isFailing)
            {
                console.Warn($"the checkpoint {path} could not be written, training continues: {OutputFile.Reason(exception)} {Kept}", isLoss: false);
            }

            _isFailing = true;
            return false;
        }
    }
}
