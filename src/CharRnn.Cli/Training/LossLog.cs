using System.Globalization;
using CharRnn.Cli.Screen;
using CharRnn.Training;

namespace CharRnn.Cli.Training;

/// <summary>The loss curve as a CSV file, written while training goes on.</summary>
internal sealed class LossLog : IDisposable
{
    /// <summary>Updates from one line to the next; the first and the last update have one too.</summary>
    private const int Interval = 100;
    private readonly string _path;
    private readonly CliConsole _console;
    private StreamWriter? _writer;
    private TrainingProgress _last;
    private long _lastWritten;

    /// <summary>Creates the file, replacing an older one; of a resumed run it keeps what an older one says up to where it resumes.</summary>
    internal LossLog(string path, CliConsole console, long firstUpdate = 0)
    {
        _path = path;
        _console = console;
        try
        {
            string[] kept = firstUpdate > 0 && File.Exists(path) ? [.. File.ReadLines(path).Skip(1).Where(line => IsUpTo(line, firstUpdate))] : [];
            _writer = new StreamWriter(path) { NewLine = "\n" };
            _writer.WriteLine("update,epoch,loss,smooth_loss,nats_per_character");
            foreach (string line in kept)
            {
                _writer.WriteLine(line);
            }

            _lastWritten = firstUpdate;
            _writer.Flush();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"The loss curve {path} cannot be written: {exception.Message} Choose another --log.", exception);
        }
    }

    internal void Report(in TrainingProgress progress)
    {
        _last = progress;
        if (IsRegular(progress.Update))
        {
            Write(progress);
        }
    }

    public void Dispose()
    {
        if (_last.Update > _lastWritten)
        {
            Write(_last);
        }

        try
        {
            _writer?.Dispose();
        }
        catch (IOException exception)
        {
            GiveUp(exception);
        }
    }

    private static bool IsRegular(long update) => update == 1 || update % Interval == 0;

    /// <summary>Not the line that an interruption left: the uninterrupted run has none there.</summary>
    private static bool IsUpTo(string line, long update)
        => long.TryParse(line.Split(',')[0], NumberStyles.None, CultureInfo.InvariantCulture, out long of) && of <= update && IsRegular(of);

    private void Write(in TrainingProgress progress)
    {
        _lastWritten = progress.Update;
        try
        {
            _writer?.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{progress.Update},{progress.Epoch},{progress.Loss},{progress.SmoothLoss},{progress.NatsPerCharacter}"));
        }
        catch (IOException exception)
        {
            GiveUp(exception);
        }
    }

    /// <summary>A full disk costs the curve, not the training.</summary>
    private void GiveUp(IOException exception)
    {
        _writer = null;
        _console.Error.WriteLine($"charrnn: the loss curve {_path} is not complete: {exception.Message}");
    }
}
