using System.Globalization;
using System.Text;
using CharRnn.Cli.Failures;
using CharRnn.Cli.Files;
using CharRnn.Cli.Screen;
using CharRnn.Persistence;
using CharRnn.Training;

namespace CharRnn.Cli.Training;

/// <summary>The loss curve as a CSV file, written during training: each row reaches the file before training continues.</summary>
internal sealed class LossLog : IDisposable
{
    /// <summary>Updates from one line to the next; the first and the last update have one too.</summary>
    private const int Interval = 100;
    private const string Header = "update,epoch,loss,smooth_loss,nats_per_character";
    private readonly string _path;
    private readonly CliConsole _console;
    private FileStream? _stream;
    private TrainingProgress _last;
    private long _lastWritten;

    /// <summary>
    /// Creates the file, atomically replacing an older one. A resumed run keeps the rows of the older file up to the update at which it resumes.
    /// </summary>
    /// <exception cref="CommandException">It cannot be written, or another run writes it.</exception>
    internal LossLog(string path, CliConsole console, long firstUpdate = 0)
    {
        _path = path;
        _console = console;
        _lastWritten = firstUpdate;
        try
        {
            _stream = AtomicFile.Begin(path, stream => Begin(stream, path, firstUpdate));
        }
        catch (IOException exception) when (AtomicFile.IsInUse(exception))
        {
            throw new CommandException($"{path} is being written by another run. Choose another --log.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"The loss curve {path} cannot be written: {OutputFile.Reason(exception)} Choose another --log.", exception);
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
            _stream?.Dispose();
        }
        catch (IOException exception)
        {
            GiveUp(exception);
        }
    }

    private static void Begin(Stream stream, string path, long firstUpdate)
    {
        WriteLine(stream, Header);
        if (firstUpdate == 0 || FileStatus.Of(path).Kind != FileKind.File)
        {
            return;
        }

        using var old = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        while (old.ReadLine() is { } line)
        {
            if (IsRowUpTo(line, firstUpdate))
            {
                WriteLine(stream, line);
            }
        }
    }

    private static bool IsRegular(long update) => update == 1 || update % Interval == 0;

    /// <summary>Not a row that was cut off, nor the one that an interruption left: the uninterrupted run has none there.</summary>
    private static bool IsRowUpTo(string line, long update)
    {
        string[] fields = line.Split(',');
        return fields.Length == 5 && fields.All(field => double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
            && long.TryParse(fields[0], NumberStyles.None, CultureInfo.InvariantCulture, out long of) && of <= update && IsRegular(of);
    }

    private static void WriteLine(Stream stream, string line) => stream.Write(Encoding.UTF8.GetBytes(line + "\n"));

    private void Write(in TrainingProgress progress)
    {
        _lastWritten = progress.Update;
        try
        {
            if (_stream is { } stream)
            {
                WriteLine(stream, string.Create(
                    CultureInfo.InvariantCulture, $"{progress.Update},{progress.Epoch},{progress.Loss},{progress.SmoothLoss},{progress.NatsPerCharacter}"));
                stream.Flush();
            }
        }
        catch (IOException exception)
        {
            GiveUp(exception);
        }
    }

    /// <summary>A full disk costs the curve, not the training.</summary>
    private void GiveUp(IOException exception)
    {
        // Closed without flushing its buffer, which cannot be written.
        _stream?.SafeFileHandle.Dispose();
        _stream = null;
        _console.Warn($"the loss curve {_path} is not complete, training continues: {exception.Message}", isLoss: true);
    }
}
