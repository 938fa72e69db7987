using CharRnn.Cli.Failures;
using CharRnn.Cli.Screen;
using CharRnn.Persistence;

namespace CharRnn.Cli.Files;

/// <summary>
/// Every file that a command will read and write, and what for. Before anything is opened for writing, each output is compared
/// with each input and with each other output as the file that it is, however the two are spelled.
/// </summary>
internal sealed class FileRoles
{
    private readonly List<Entry> _inputs = [];
    private readonly List<Entry> _outputs = [];
    private readonly List<Entry> _streams = [];
    private readonly FileStatus? _standardInput;

    /// <summary>Standard output and standard error are outputs too, where they are regular files.</summary>
    internal FileRoles(CliConsole console)
    {
        _standardInput = console.Standard?.InputStatus;
        foreach ((string role, FileStatus status) in console.Standard?.OutputFiles ?? [])
        {
            _streams.Add(new Entry(role, role, status, Option: null));
        }
    }

    /// <summary>A file that is read.</summary>
    /// <param name="path">Null for none; <c>-</c> for standard input.</param>
    /// <param name="role">Its description in messages, with an article.</param>
    internal FileRoles Reads(string? path, string role)
    {
        FileStatus? status = path == TextInput.StandardInput ? _standardInput : Find(path);
        Add(_inputs, path, role, status, option: null);
        return this;
    }

    /// <summary>Files that are read.</summary>
    internal FileRoles Reads(IEnumerable<string> paths, string role)
    {
        foreach (string path in paths)
        {
            Reads(path, role);
        }

        return this;
    }

    /// <summary>A file that is written.</summary>
    /// <param name="path">Null for none.</param>
    /// <param name="role">Its description in messages, with an article.</param>
    /// <param name="option">The option that names it or from which its name follows.</param>
    internal FileRoles Writes(string? path, string role, string option)
    {
        Add(_outputs, path, role, Find(path), option);
        return this;
    }

    /// <summary>Files of a folder that the command keeps up to date: each one that exists is an output.</summary>
    internal FileRoles WritesAll(IEnumerable<string> paths, string role, string option)
    {
        foreach (string path in paths)
        {
            Writes(path, role, option);
        }

        return this;
    }

    /// <summary>Whether two paths stand for one file.</summary>
    internal static bool AreSame(string path, string other) => Find(path) is { } first && Find(other) is { } second && first.IsSameFileAs(second);

    /// <summary>Refuses to lose a file.</summary>
    /// <exception cref="UsageException">An output is an input or another output; the message names both.</exception>
    internal void RequireDistinct()
    {
        for (int i = 0; i < _outputs.Count; i++)
        {
            foreach (Entry other in _inputs.Concat(_outputs.Take(i)).Concat(_streams))
            {
                RequireDistinct(_outputs[i], other);
            }
        }

        foreach (Entry stream in _streams)
        {
            foreach (Entry input in _inputs)
            {
                if (stream.Status.IsSameFileAs(input.Status))
                {
                    throw new UsageException($"{input.Path} is {input.Role}, and {stream.Role} is redirected to it. Redirect it to another file.");
                }
            }
        }
    }

    private static void RequireDistinct(Entry output, Entry other)
    {
        if (output.Status.Kind is FileKind.Device or FileKind.Pipe or FileKind.Other || !output.Status.IsSameFileAs(other.Status))
        {
            return;
        }

        string advice = (output.Option ?? other.Option) is { } option ? $"Choose another {option}." : "Redirect it to another file.";
        throw new UsageException($"{output.Path} would be {other.Role} and {output.Role} at once. {advice}");
    }

    private static FileStatus? Find(string? path)
    {
        try
        {
            return string.IsNullOrEmpty(path) ? null : FileStatus.Of(path);
        }
        catch (IOException)
        {
            // Circular links: reading or writing reports them.
            return null;
        }
    }

    private static void Add(List<Entry> entries, string? path, string role, FileStatus? status, string? option)
    {
        if (path is not null && status is not null)
        {
            entries.Add(new Entry(path, role, status, option));
        }
    }

    private sealed record Entry(string Path, string Role, FileStatus Status, string? Option);
}
