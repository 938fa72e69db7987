using CharRnn.Training.Search;

namespace CharRnn.Cli.Report.Parts;

/// <summary>Results of trials in a file, one JSON object a line, each written as soon as there is one.</summary>
internal sealed class TrialLog(string path)
{
    /// <summary>What is there; a last line that was not written to its end is none.</summary>
    /// <exception cref="CommandException">It cannot be read, or a line is damaged.</exception>
    internal List<TrialResult> Read()
    {
        string[] lines = ReadLines();
        var results = new List<TrialResult>();
        for (int i = 0; i < lines.Length - 1; i++)
        {
            try
            {
                results.Add(SearchJson.ReadResult(lines[i]));
            }
            catch (InvalidDataException exception)
            {
                throw new CommandException($"{path}, line {i + 1}: {exception.Message} Delete the file to begin the search again.", exception);
            }
        }

        if (lines is [.., { Length: > 0 }])
        {
            File.WriteAllText(path, string.Concat(lines.SkipLast(1).Select(line => line + "\n")));
        }

        return results;
    }

    internal void Append(TrialResult result)
    {
        try
        {
            File.AppendAllText(path, SearchJson.Write(result) + "\n");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"{path} cannot be written: {exception.Message} Make room for it, and go on with --resume.", exception);
        }
    }

    private string[] ReadLines()
    {
        try
        {
            return File.Exists(path) ? File.ReadAllText(path).Split('\n') : [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"{path} cannot be read: {exception.Message}", exception);
        }
    }
}
