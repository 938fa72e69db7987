using System.Text;
using CharRnn.Cli.Failures;
using CharRnn.Cli.Files;
using CharRnn.Cli.Screen;
using CharRnn.Persistence;
using CharRnn.Training.Search;

namespace CharRnn.Cli.Search;

/// <summary>
/// The results of a search as a file of JSON lines: the first says which search it is, each further one is a result, written
/// to the disk as soon as it is known. The search can therefore be resumed, whatever has ended it.
/// </summary>
/// <remarks>Results are told one at a time. A write that fails costs a line of warning and the rest of the file, not the search.</remarks>
internal sealed class TrialFile : IProgress<TrialResult>, IDisposable
{
    private readonly TextWriter _warnings;
    private FileStream? _stream;

    private TrialFile(string path, FileStream stream, IReadOnlyList<TrialResult> known, TextWriter warnings)
    {
        Path = path;
        Known = known;
        _stream = stream;
        _warnings = warnings;
    }

    internal string Path { get; }

    /// <summary>Whether every result could be written.</summary>
    internal bool IsComplete { get; private set; } = true;

    /// <summary>The results that the file had when it was opened.</summary>
    internal IReadOnlyList<TrialResult> Known { get; }

    /// <summary>Begins a file.</summary>
    /// <param name="path">There must be no such file, or it must hold a search without a result: a slip must not cost the results of hours.</param>
    /// <param name="identity">Its search.</param>
    /// <param name="warnings">The output for a warning if the file cannot be continued.</param>
    /// <exception cref="CommandException">The file exists or cannot be written.</exception>
    internal static TrialFile Create(string path, SearchIdentity identity, TextWriter warnings)
    {
        return Guard(path, () =>
        {
            FileStream stream = Open(path);
            try
            {
                if (!HasNoResult(path, ReadAll(stream)))
                {
                    throw new CommandException($"{path} already exists and may contain the results of a search. Continue it with --resume {OutputFile.Quoted(path)}, choose another --trials-file, or delete it.");
                }

                stream.SetLength(0);
                var file = new TrialFile(path, stream, [], warnings);
                file.Append(identity.ToJson());
                return file;
            }
            catch
            {
                stream.Dispose();
                throw;
            }
        });
    }

    /// <summary>Goes on with a file. The end of a line that was being written when the process died is cut off.</summary>
    /// <param name="path">The file.</param>
    /// <param name="expected">The search of this command, made from that of the file; a file of another search is refused.</param>
    /// <param name="warnings">The output for a warning if the file cannot be continued.</param>
    /// <exception cref="CommandException">It does not exist, cannot be read or written, is broken (the message has the line), or belongs to another search.</exception>
    internal static TrialFile Resume(string path, Func<SearchIdentity, SearchIdentity> expected, TextWriter warnings) => Guard(path, () =>
    {
        // Checked before the file is opened, because opening creates it.
        Read(path, SmallFile.ReadBytes(path));
        FileStream stream = Open(path);
        try
        {
            Content content = Read(path, ReadAll(stream));
            if (content.Identity.DifferenceFrom(expected(content.Identity)) is { } difference)
            {
                throw new CommandException($"{path} {difference}. Choose another --trials-file for a new search.");
            }

            stream.SetLength(content.SoundLength);
            stream.Position = content.SoundLength;
            return new TrialFile(path, stream, content.Results, warnings);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    });

    /// <summary>Reads a file and leaves it as it is.</summary>
    /// <exception cref="CommandException">As for <see cref="Resume"/>.</exception>
    internal static (SearchIdentity Identity, IReadOnlyList<TrialResult> Results) Load(string path)
    {
        Content content = Guard(path, () => Read(path, SmallFile.ReadBytes(path)));
        return (content.Identity, content.Results);
    }

    /// <summary>Appends a result.</summary>
    public void Report(TrialResult value)
    {
        try
        {
            Append(SearchJson.Write(value));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A partial line may have been written, so nothing may follow it.
            _stream?.Dispose();
            _stream = null;
            IsComplete = false;
            _warnings.WriteLine($"charrnn: {Path} is not complete, the search continues: {exception.Message}".ReplaceLineEndings(" "));
        }
    }

    public void Dispose() => _stream?.Dispose();

    /// <summary>Locks the file: two searches that append to it would spoil each other's lines.</summary>
    private static FileStream Open(string path)
    {
        try
        {
            return AtomicFile.Continue(path);
        }
        catch (IOException exception) when (AtomicFile.IsInUse(exception))
        {
            throw new CommandException($"{path} is being written by another search. Wait for its end, or choose another --trials-file.", exception);
        }
    }

    private static byte[] ReadAll(FileStream stream)
    {
        if (stream.Length > SmallFile.LongestFile)
        {
            throw new InvalidDataException(FormattableString.Invariant($"It has {Quantity.Of(stream.Length, "byte")}; files of trials have at most {SmallFile.LongestFile:N0}."));
        }

        var bytes = new byte[stream.Length];
        stream.Position = 0;
        stream.ReadExactly(bytes);
        return bytes;
    }

    private static Content Read(string path, byte[] bytes)
    {
        SearchIdentity? identity = null;
        var results = new List<TrialResult>();
        int start = 0;
        for (int number = 1; start < bytes.Length; number++)
        {
            // A line is complete if it ends with a line break.
            int length = bytes.AsSpan(start).IndexOf((byte)'\n');
            if (length < 0)
            {
                break;
            }

            try
            {
                string line = SmallFile.Decode(bytes.AsSpan(start, length));
                if (identity is null)
                {
                    identity = SearchIdentity.FromJson(line);
                }
                else if (!string.IsNullOrWhiteSpace(line))
                {
                    results.Add(SearchJson.ReadResult(line));
                }
            }
            catch (InvalidDataException exception)
            {
                string advice = identity is null ? "Name the file of trials of a search." : "Delete the line to lose that result only, or name another file.";
                throw new CommandException(FormattableString.Invariant($"{path}, line {number}: {exception.Message} {advice}"), exception);
            }

            start += length + 1;
        }

        return identity is null ? throw new CommandException($"{path} contains no search: its first line is incomplete. Check the path, or delete the file if the search that wrote it crashed at its start.")
            : new Content(identity, results, start);
    }

    /// <summary>Whether a file is that of a search that was stopped before its first result.</summary>
    private static bool HasNoResult(string path, byte[] bytes)
    {
        try
        {
            return bytes.Length == 0 || Read(path, bytes).Results.Count == 0;
        }
        catch (CommandException)
        {
            return false;
        }
    }

    private static T Guard<T>(string path, Func<T> open)
    {
        try
        {
            return open();
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CommandException($"{path} does not exist, or its folder does not. Check the path of the trials.", exception);
        }
        catch (InvalidDataException exception)
        {
            throw new CommandException($"{path}: {exception.Message} Name the file of trials of a search.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"The trials {path} cannot be read or written: {exception.Message} Choose another --trials-file.", exception);
        }
    }

    private void Append(string line)
    {
        _stream?.Write(Encoding.UTF8.GetBytes(line + "\n"));
        _stream?.Flush(flushToDisk: true);
    }

    private sealed record Content(SearchIdentity Identity, IReadOnlyList<TrialResult> Results, int SoundLength);
}
