using System.Text;
using System.Text.Json;
using CharRnn.Cli.Failures;
using CharRnn.Cli.Files;
using CharRnn.Persistence;

namespace CharRnn.Cli.Report.Results;

/// <summary>The folder of a report: the names of its files, and which folders may become one.</summary>
internal sealed class ReportFolder
{
    internal const string Page = "index.html";
    internal const string Markdown = "report.md";
    internal const string Results = "results.json";
    internal const string Trials = "trials.jsonl";
    private static readonly UTF8Encoding _utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private ReportFolder(string path) => Path = path;

    /// <summary>As the user typed it.</summary>
    internal string Path { get; }

    /// <summary>The path of a file of the report.</summary>
    internal string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>The files of a folder for a report, all of which the report may replace.</summary>
    internal static IEnumerable<string> Files(string path) => Directory.Exists(path) ? Directory.EnumerateFiles(path) : [];

    /// <summary>A folder for a new report; made if it does not exist.</summary>
    /// <exception cref="CommandException">It holds something, is a file, or cannot be made.</exception>
    internal static ReportFolder Create(string path)
    {
        RefuseFile(path);
        var folder = new ReportFolder(path);
        try
        {
            Directory.CreateDirectory(path);
            if (File.Exists(folder[Results]))
            {
                throw new CommandException($"{path} already contains a report. Continue it with --resume, or choose another --output.");
            }

            if (Directory.EnumerateFileSystemEntries(path).Any())
            {
                throw new CommandException($"The folder {path} is not empty. A report needs a new or empty folder; choose another --output.");
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"The folder {path} cannot be used for the report: {exception.Message} Choose another --output.", exception);
        }

        folder.RequireWritable();
        return folder;
    }

    /// <summary>The folder of a report to be resumed, and its results so far.</summary>
    /// <exception cref="CommandException">There is no report in it, or one that cannot be read.</exception>
    internal static (ReportFolder Folder, ReportResults Results) Open(string path)
    {
        RefuseFile(path);
        var folder = new ReportFolder(path);
        string file = folder[Results];
        if (!File.Exists(file))
        {
            throw new CommandException($"{path} has no {Results}, so there is no report to resume. Omit --resume to start one.");
        }

        ReportResults results = Read(file);
        folder.RequireWritable();
        return (folder, results);
    }

    /// <summary>Replaces a file in one piece.</summary>
    internal void Write(string name, string text) => Write(name, _utf8.GetBytes(text));

    /// <inheritdoc cref="Write(string, string)"/>
    internal void Write(string name, byte[] content)
    {
        try
        {
            AtomicFile.Write(this[name], stream => stream.Write(content));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"{this[name]} cannot be written: {OutputFile.Reason(exception)} Make room for it, and continue with --resume.", exception);
        }
    }

    /// <summary>Removes a file that is no longer needed, if it can be.</summary>
    internal void Delete(string name)
    {
        try
        {
            File.Delete(this[name]);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A remaining file is harmless.
        }
    }

    private static ReportResults Read(string file)
    {
        try
        {
            // Of another format, nothing else is known.
            ReportResults results = ReportJson.Read(SmallFile.ReadText(file));
            return results.Format == ReportResults.CurrentFormat ? results
                : throw new CommandException($"{file} has format {results.Format}; this version of charrnn knows {ReportResults.CurrentFormat}. Begin a new report in another --output.");
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException or ArgumentException or InvalidDataException)
        {
            throw new CommandException($"{file} was not written by 'charrnn report', or is damaged: {exception.Message} Begin a new report in another --output.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"{file} cannot be read: {exception.Message}", exception);
        }
    }

    private static void RefuseFile(string path)
    {
        if (File.Exists(path))
        {
            throw new CommandException($"{path} is a file; --output needs the name of a folder.");
        }
    }

    private void RequireWritable() => OutputFile.RequireWritable(this[Results], "report", "--output");
}
