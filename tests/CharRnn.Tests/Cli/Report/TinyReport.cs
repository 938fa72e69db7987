using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CharRnn.Cli.Report.Results;
using CharRnn.Tests.Persistence;

namespace CharRnn.Tests.Cli.Report;

/// <summary>A report that takes a second or less, on a text with everything that needs escaping in HTML, Markdown and JSON.</summary>
internal static partial class TinyReport
{
    internal const string Text = "</script><b>&amp; \"q\" 'a' | `x` \u001b[1m é’ — *y* \\ # $z$ ]]>\n";

    /// <summary>A report of a second or less: the options that it does not share with a training run.</summary>
    internal static readonly string[] Others =
    [
        "--check-lengths", "2,3", "--milestones", "1,20,50", "--short-sequence-length", "6", "--updates", "60", "--sample-every", "20", "--trials", "3", "--trial-epochs", "0.2",
        "--rungs", "2", "--sample-length", "80", "--final-length", "90", "--threads", "1",
    ];

    internal static readonly string[] Options = ["--hidden", "6", "--sequence-length", "5", "--epochs", "2", .. Others];

    internal static string WriteText(TemporaryFolder folder, int count = 30)
    {
        string path = folder["nasty & <text>.txt"];
        File.WriteAllText(path, string.Concat(Enumerable.Repeat(Text, count)));
        return path;
    }

    internal static CommandRun Run(string text, string output, params string[] more)
        => CommandRun.Of(["report", text, "--output", output, .. Options, .. more]);

    internal static ReportResults Results(string output) => ReportJson.Read(File.ReadAllText(Path.Combine(output, ReportFolder.Results)));

    /// <summary>Every file of a report by its name, without what depends on the clock.</summary>
    internal static Dictionary<string, string> Files(string output)
    {
        var files = new Dictionary<string, string>();
        foreach (string path in Directory.EnumerateFiles(output))
        {
            string name = Path.GetFileName(path);
            files[name] = name switch
            {
                ReportFolder.Results => WithoutTimes(File.ReadAllText(path)),
                ReportFolder.Page => ClockOfPage().Replace(File.ReadAllText(path), ""),
                ReportFolder.Markdown => File.ReadAllText(path).Split("## Time")[0],
                ReportFolder.Trials => string.Join('\n', File.ReadLines(path).Select(line => Seconds().Replace(line, "")).Order(StringComparer.Ordinal)),
                _ => Convert.ToBase64String(File.ReadAllBytes(path)),
            };
        }

        return files;
    }

    /// <summary>Names the files that differ, without their contents.</summary>
    internal static void RequireSame(Dictionary<string, string> actual, Dictionary<string, string> expected)
    {
        actual.Keys.Should().BeEquivalentTo(expected.Keys);
        expected.Where(file => actual[file.Key] != file.Value).Select(file => file.Key).Should().BeEmpty("these files should be the same");
    }

    private static string WithoutTimes(string json)
    {
        JsonObject results = JsonNode.Parse(json)!.AsObject();
        results.Remove("costs");
        return results.ToJsonString();
    }

    [GeneratedRegex("<section id=\"cost\".*?</section>|<div><dt>in all.*?</div>|<script.*?</script>|<a download=\"results.json\".*?</a>", RegexOptions.Singleline)]
    private static partial Regex ClockOfPage();

    [GeneratedRegex("\"seconds\":[^,}]*")]
    private static partial Regex Seconds();
}
