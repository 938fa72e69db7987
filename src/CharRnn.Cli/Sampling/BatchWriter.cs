using System.Numerics;
using System.Text;
using CharRnn.Cli.Failures;
using CharRnn.Cli.Files;
using CharRnn.Cli.Screen;
using CharRnn.Persistence;
using CharRnn.Training;

namespace CharRnn.Cli.Sampling;

/// <summary>Writes many texts side by side, and leaves out those that are not wanted.</summary>
internal sealed class BatchWriter<T>(RnnModel<T> model, DocumentStyle? style, TextReadingOptions reading, CliConsole console, CancellationToken stop)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Texts at once.</summary>
    private const int BatchSize = 64;

    /// <summary>Texts that are written for each one that is asked for, before the search for new ones is given up; and some more.</summary>
    private const int AttemptsPerText = 50;
    private const int MoreAttempts = 1000;

    /// <summary>The text that the network reads before it writes, as in <see cref="TextGenerator{T}"/>.</summary>
    private string Context(string prompt)
        => style is not null ? style.Symbol + prompt : prompt.Length > 0 ? prompt
            : model.Vocabulary.TryGetIndex(new Rune('\n'), out _) ? "\n" : model.Vocabulary[0].ToString();

    /// <returns>The exit code.</returns>
    /// <exception cref="CommandException">There are not so many texts to be found.</exception>
    internal int Write(SampleRequest request, string prompt)
    {
        int count = request.Count ?? 1;
        HashSet<string> unwanted = request.NotIn.Length > 0 ? ReadDocuments(request.NotIn) : [];
        bool isFiltered = request.IsUnique || unwanted.Count > 0;
        var generator = new TextGenerator<T>(model, request.CreateRandom()) { ThreadCount = request.ThreadCount };
        SamplingOptions options = request.Sampling with { Prompt = Context(prompt) };
        long attempts = 0, most = isFiltered ? ((long)AttemptsPerText * count) + MoreAttempts : count;
        int found = 0;
        while (found < count && attempts < most)
        {
            int batch = (int)Math.Min(isFiltered ? BatchSize : Math.Min(BatchSize, count - found), most - attempts);
            string[] written = [.. generator.GenerateMany(batch, request.Length, options with { StopText = style?.Symbol ?? options.StopText }).Select(text => Cut(text, request.Sampling.StopText))];
            attempts += batch;
            string[] wanted = [.. written.Where(text => IsWanted(prompt + Document(text), unwanted, request.IsUnique)).Take(count - found)];
            Show(request, prompt, wanted);
            found += wanted.Length;
            if (console.IsClosed)
            {
                return ExitCode.Done;
            }

            stop.ThrowIfCancellationRequested();
        }

        return found == count ? ExitCode.Done
            : throw new CommandException(FormattableString.Invariant($"only {found:N0} of {Quantity.Of(count, "text")} found in {attempts:N0} attempts: the other texts were duplicates{(unwanted.Count > 0 ? $" or are in {request.NotIn}" : "")}. Raise --temperature, or request fewer texts."));
    }

    /// <summary>A document ends with its symbol; a stop text may end it earlier.</summary>
    private string Cut(string written, string stopText)
    {
        int at = style is null || stopText.Length == 0 ? -1 : written.IndexOf(stopText, StringComparison.Ordinal);
        return at < 0 ? written : written[..(at + stopText.Length)];
    }

    private string Document(string written) => style?.Strip(written) ?? written;

    private static bool IsWanted(string text, HashSet<string> unwanted, bool isUnique) => !unwanted.Contains(text) && (!isUnique || unwanted.Add(text));

    private void Show(SampleRequest request, string prompt, string[] texts)
    {
        if (texts.Length == 0)
        {
            return;
        }

        double[] logProbabilities = request.IsJson ? LogProbabilities(Context(prompt), texts) : [];
        for (int n = 0; n < texts.Length; n++)
        {
            string text = Document(texts[n]);
            if (request.IsJson)
            {
                console.Out.WriteLine(Json(prompt, texts[n], text, logProbabilities[n]));
            }
            else
            {
                console.WriteText(prompt + text + (style?.Separator ?? "\n\n"));
            }
        }

        console.Out.Flush();
    }

    /// <summary>ln p of each text, given what the network had read before it.</summary>
    private double[] LogProbabilities(string context, string[] texts)
    {
        double before = context.EnumerateRunes().Count() > 1 ? model.Score(context).TotalLoss : 0;
        string[] scored = [.. texts.Where(text => text.Length > 0).Select(text => context + text)];
        var scores = new Queue<TextScore>(model.ScoreMany(scored));
        return [.. texts.Select(text => text.Length > 0 ? before - scores.Dequeue().TotalLoss : 0)];
    }

    private string Json(string prompt, string written, string text, double logProbability) => JsonOutput.Line(json =>
    {
        if (prompt.Length > 0)
        {
            json.WriteString("prompt", prompt);
        }

        json.WriteString("text", text);
        json.WriteNumber("logProbability", logProbability);
        if (style is not null)
        {
            json.WriteBoolean("complete", style.IsComplete(written));
        }
    });

    /// <summary>The documents of a file that is divided as the training text was; the lines of a file for models of one text.</summary>
    private HashSet<string> ReadDocuments(string path)
    {
        DocumentFormat format = reading.Documents.Kind != DocumentKind.None ? reading.Documents : DocumentFormat.Lines;
        return [.. TextInput.Find(path, console.Input).With(reading with { Documents = format }).Read().Documents(format)];
    }
}
