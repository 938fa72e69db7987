using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CharRnn.Cli.Failures;
using CharRnn.Cli.Report.Results;
using CharRnn.Cli.Search;
using CharRnn.Tests.Cli.Report;
using CharRnn.Tests.Persistence;
using CharRnn.Training.Search;

namespace CharRnn.Tests.Cli.Files;

/// <summary>JSON that was edited or damaged: each value of a good file is replaced by every other kind of value.</summary>
public sealed class JsonMutationTests : IDisposable
{
    /// <summary>The replacements of a value; the file is then accepted, or refused with a message.</summary>
    private static readonly string[] _replacements = ["null", "-1", "0", "1e300", "\"x\"", "\"NaN\"", "\"Infinity\"", "\"-Infinity\"", "[]", "{}", "[null]", "true"];

    /// <summary>The number of elements of a list that are mutated; the others are read by the same code.</summary>
    private const int MutatedElements = 2;
    private readonly TemporaryFolder _folder = new();

    public JsonMutationTests()
    {
        File.WriteAllText(TextPath, string.Concat(Enumerable.Repeat("the cat sat on the mat.\n", 40)));
        Must("search", TextPath, "--hidden", "4,6", "--trials", "2", "--rungs", "2", "--first-epochs", "0.1", "--output", _folder["best.safetensors"]);
        Must("search", TextPath, "--hidden", "4,6", "--trials", "2", "--rungs", "1", "--first-epochs", "0.1", "--emit-jobs", Jobs);
        Must("train", TextPath, "--options", JobPath, "--result", ResultPath);
    }

    private string TextPath => _folder["text.txt"];

    private string Jobs => _folder["jobs"];

    private string JobPath => Path.Combine(Jobs, "rung-0", "job-0.json");

    private string ResultPath => Path.Combine(Jobs, "rung-0", "result-0.json");

    private string TrialsPath => _folder["best.trials.jsonl"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_mutated_job_is_read_or_refused_in_words() => Walk(File.ReadAllText(JobPath), json => SearchJson.ReadJob(json));

    [Fact]
    public void A_mutated_result_is_read_or_refused_in_words()
        => Walk(File.ReadAllText(ResultPath), json =>
        {
            TrialResult result = SearchJson.ReadResult(json);
            (result.ValidationLoss >= 0 && double.IsFinite(result.Seconds) && result.Seconds >= 0 && result.Updates >= 0).Should().BeTrue(json);
        });

    [Fact]
    public void A_mutated_description_of_a_search_is_read_or_refused_in_words()
        => Walk(File.ReadAllText(Path.Combine(Jobs, "search.json")), json =>
        {
            SearchIdentity identity = SearchIdentity.FromJson(json);
            identity.DifferenceFrom(identity).Should().BeNull();
        });

    [Theory]
    [InlineData("validationLoss", "\"NaN\"")]
    [InlineData("validationLoss", "-1")]
    [InlineData("validationLoss", "\"Infinity\"")]
    [InlineData("seconds", "\"Infinity\"")]
    [InlineData("seconds", "-1")]
    [InlineData("updates", "-1")]
    [InlineData("job", "null")]
    public void A_result_that_would_win_or_break_the_search_is_refused_with_its_file_and_changes_nothing(string name, string value)
    {
        JsonNode result = JsonNode.Parse(File.ReadAllText(ResultPath))!;
        result[name] = JsonNode.Parse(value);
        File.WriteAllText(ResultPath, result.ToJsonString());
        File.Copy(ResultPath, ResultPath.Replace("result-0", "result-1"));
        string tasks = File.ReadAllText(Path.Combine(Jobs, "tasks"));

        CommandRun run = CommandRun.Of("search", TextPath, "--collect", Jobs, "--output", _folder["winner.safetensors"]);

        run.ExitCode.Should().Be(1);
        run.Error.Should().Match($"charrnn: *result-*.json: *{name}*Delete this file, and the job will run again.\n").And.NotContain("unexpected");
        File.ReadAllText(Path.Combine(Jobs, "tasks")).Should().Be(tasks);
        File.Exists(_folder["winner.safetensors"]).Should().BeFalse();

        string[] lines = File.ReadAllLines(TrialsPath);
        JsonNode line = JsonNode.Parse(lines[1])!;
        line[name] = JsonNode.Parse(value);
        lines[1] = line.ToJsonString();
        File.WriteAllLines(TrialsPath, lines);
        byte[] trials = File.ReadAllBytes(TrialsPath);
        run = CommandRun.Of("search", TextPath, "--resume", TrialsPath, "--output", _folder["winner.safetensors"]);
        run.ExitCode.Should().Be(1);
        run.Error.Should().Match("charrnn: *best.trials.jsonl, line 2: *").And.NotContain("unexpected");
        File.ReadAllBytes(TrialsPath).Should().Equal(trials);
    }

    [Fact]
    public void Mutated_results_of_a_report_are_read_or_refused_in_words_and_only_then_written()
    {
        string text = TinyReport.WriteText(_folder, count: 8), output = _folder["report"], path = Path.Combine(output, ReportFolder.Results);
        TinyReport.Run(text, output).ExitCode.Should().Be(0);
        JsonNode original = JsonNode.Parse(File.ReadAllText(path))!;
        Shorten(original, original);
        int read = 0;
        Walk(original.ToJsonString(), json =>
        {
            Read(json);

            // Accepted files give a page, which is tried for a part of them.
            if (++read % 397 == 0)
            {
                File.WriteAllText(path, json);
                CommandRun run = CommandRun.Of("report", text, "--output", output, "--resume");
                run.Error.Should().NotContain("unexpected");
                if (run.ExitCode != 0)
                {
                    File.ReadAllText(path).Should().Be(json, "a report that is refused stays as it is");
                }
            }
        });
    }

    private static void Read(string report)
    {
        try
        {
            ReportJson.Read(report);
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException(exception.Message, exception);
        }
    }

    /// <summary>Shortens every list of a report to the elements that are mutated, as far as it stays valid: each mutation reads the whole file, and long lists would take most of the time.</summary>
    private static void Shorten(JsonNode node, JsonNode report)
    {
        foreach (JsonNode? child in node is JsonArray list ? [.. list] : node is JsonObject members ? members.Select(member => member.Value).ToArray() : [])
        {
            if (child is not null)
            {
                Shorten(child, report);
            }
        }

        if (node is JsonArray { Count: > MutatedElements } array)
        {
            JsonNode[] rest = [.. array.Skip(MutatedElements).Select(element => element!.DeepClone())];
            array.RemoveRange(MutatedElements, rest.Length);
            if (Record.Exception(() => Read(report.ToJsonString())) is not null)
            {
                Array.ForEach(rest, array.Add);
            }
        }
    }

    [SkippableOnWindowsFact]
    public void Devices_folders_and_pipes_are_refused_where_a_small_file_is_expected()
    {
        System.Diagnostics.Process.Start("mkfifo", [_folder["pipe"]]).WaitForExit();
        File.CreateSymbolicLink(_folder["zero"], "/dev/zero");
        foreach (string odd in (string[])["/dev/zero", _folder["zero"], _folder["pipe"], _folder.Path])
        {
            Refused("train", TextPath, "--options", odd, "--result", _folder["r.json"]);
            Refused("search", TextPath, "--resume", odd);
            Refused("sample", odd);
            Refused("info", odd);
            Refused("train", TextPath, "--resume", odd);
            Refused("evaluate", odd, TextPath);
            Refused("export", odd, "--output", _folder["x.onnx"]);
            if (odd == _folder.Path)
            {
                // A folder among the results is not a result.
                continue;
            }

            File.Delete(ResultPath);
            File.CreateSymbolicLink(ResultPath, odd);
            Refused("search", TextPath, "--collect", Jobs, "--output", _folder["b.safetensors"]);
        }

        static void Refused(params string[] arguments)
        {
            CommandRun run = CommandRun.Of(arguments);
            run.ExitCode.Should().Be(1, string.Join(' ', arguments));
            run.Error.Should().MatchRegex("^charrnn: [^\n]*(regular file|model file|a folder)[^\n]*\n$");
        }
    }

    private static void Must(params string[] arguments)
    {
        CommandRun run = CommandRun.Of(arguments);
        run.ExitCode.Should().Be(0, run.Error);
    }

    private static void Walk(string json, Action<string> read)
    {
        int refused = 0, count = 0;
        foreach (string mutated in Mutations(json))
        {
            count++;
            try
            {
                read(mutated);
            }
            catch (Exception exception) when (exception is InvalidDataException or CommandException)
            {
                refused++;
                exception.Message.Should().NotContain("annotation");
            }
        }

        count.Should().BeGreaterThan(100);
        refused.Should().BeGreaterThan(count / 3, "most replacements are of another type");
    }

    private static IEnumerable<string> Mutations(string json)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(json);
        foreach ((int start, int end) in Values(bytes))
        {
            foreach (string replacement in _replacements)
            {
                yield return string.Concat(Encoding.UTF8.GetString(bytes.AsSpan(0, start)), replacement, Encoding.UTF8.GetString(bytes.AsSpan(end)));
            }
        }
    }

    /// <summary>The paths of all values of a file except the root; of lists, the first elements only.</summary>
    private static List<(int Start, int End)> Values(byte[] json)
    {
        var values = new List<(int, int)>();
        var reader = new Utf8JsonReader(json);
        reader.Read();
        Visit(ref reader, values, counts: true);
        values.RemoveAt(values.Count - 1);
        return values;

        static void Visit(ref Utf8JsonReader reader, List<(int, int)> values, bool counts)
        {
            int start = (int)reader.TokenStartIndex, element = 0;
            bool isList = reader.TokenType == JsonTokenType.StartArray;
            if (isList || reader.TokenType == JsonTokenType.StartObject)
            {
                while (reader.Read() && reader.TokenType is not (JsonTokenType.EndArray or JsonTokenType.EndObject))
                {
                    if (reader.TokenType == JsonTokenType.PropertyName)
                    {
                        reader.Read();
                    }

                    Visit(ref reader, values, counts && (!isList || element < MutatedElements));
                    element++;
                }
            }

            if (counts)
            {
                values.Add((start, (int)reader.BytesConsumed));
            }
        }
    }
}
