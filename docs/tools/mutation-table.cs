// Brings the scores of docs/mutation.md up to date with the reports of .ci/mutation in artifacts/mutation.
// From the root of the repository: dotnet run docs/tools/mutation-table.cs [COMMIT], where COMMIT is the one that was measured; the one checked out if it is not given.
// Each file that a report looked at replaces its row of docs/mutation.csv; the other rows keep their figures and their commit.
// Writes the table of docs/mutation.md from the CSV file.

using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

const string Data = "docs/mutation.csv", Page = "docs/mutation.md", Header = "group,file,changes,failing test,timeout,not noticed,commit";
const string Begin = "<!-- scores: written by docs/tools/mutation-table.cs -->", End = "<!-- scores: end -->";

List<Row> rows = [.. File.ReadLines(Data).Skip(1).Select(Row.Read)];
string commit = args.Length > 0 ? args[0] : Git("rev-parse", "--short", "HEAD");
foreach (string path in Directory.Exists("artifacts/mutation") ? Directory.GetFiles("artifacts/mutation", "mutation-report.json", SearchOption.AllDirectories) : [])
{
    using JsonDocument report = JsonDocument.Parse(File.ReadAllText(path));
    foreach (JsonProperty file in report.RootElement.GetProperty("files").EnumerateObject())
    {
        ILookup<string, JsonElement> mutants = file.Value.GetProperty("mutants").EnumerateArray().ToLookup(mutant => mutant.GetProperty("status").GetString()!);
        int killed = mutants["Killed"].Count(), timeouts = mutants["Timeout"].Count(), survived = mutants["Survived"].Count() + mutants["NoCoverage"].Count();
        if (killed + timeouts + survived > 0)
        {
            Replace(rows, new Row(GroupOf(file.Name), Path.GetFileNameWithoutExtension(file.Name), killed + timeouts + survived, killed, timeouts, survived, commit));
        }
    }
}

File.WriteAllText(Data, string.Join('\n', [Header, .. rows.Select(row => row.Write()), ""]));
string page = File.ReadAllText(Page);
int begin = page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, end = page.IndexOf(End, StringComparison.Ordinal);
File.WriteAllText(Page, page[..begin] + "\n\n" + Table(rows) + "\n" + page[end..]);

static void Replace(List<Row> rows, Row row)
{
    int known = rows.FindIndex(one => one.File == row.File);
    if (known >= 0)
    {
        rows[known] = row with { Group = rows[known].Group };
        return;
    }

    int last = rows.FindLastIndex(one => one.Group == row.Group);
    rows.Insert(last < 0 ? rows.Count : last + 1, row);
}

static string GroupOf(string path) => path switch
{
    _ when path.Contains("Kernels", StringComparison.Ordinal) => "kernels",
    _ when path.Contains("Derivatives", StringComparison.Ordinal) => "derivatives",
    _ when path.Contains("Optimization", StringComparison.Ordinal) => "optimizers",
    _ when path.Contains("Persistence", StringComparison.Ordinal) => "persistence",
    _ when path.Contains("Training", StringComparison.Ordinal) => "training",
    _ => "network",
};

static string Table(List<Row> rows)
{
    var lines = new List<string>
    {
        "| Group | File | Changes | Failing test | Timeout | Not noticed | Score, failing tests alone | with timeouts | Commit |",
        "|---|---|---:|---:|---:|---:|---:|---:|---|",
    };
    foreach (IGrouping<string, Row> group in rows.GroupBy(row => row.Group))
    {
        lines.AddRange(group.Select(row => row.Line($"`{row.File}`")));
        if (group.Count() > 1)
        {
            lines.Add(new Row(group.Key, "", group.Sum(r => r.Changes), group.Sum(r => r.Killed), group.Sum(r => r.Timeouts), group.Sum(r => r.Survived), "").Line("**together**"));
        }
    }

    return string.Join('\n', lines) + "\n";
}

static string Git(params string[] arguments)
{
    using Process git = Process.Start(new ProcessStartInfo("git", arguments) { RedirectStandardOutput = true })!;
    return git.StandardOutput.ReadToEnd().Trim();
}

/// <summary>The changes to one file, by what became of them.</summary>
internal sealed record Row(string Group, string File, int Changes, int Killed, int Timeouts, int Survived, string Commit)
{
    internal static Row Read(string line)
    {
        string[] parts = line.Split(',');
        int Number(int column) => int.Parse(parts[column], CultureInfo.InvariantCulture);
        return new Row(parts[0], parts[1], Number(2), Number(3), Number(4), Number(5), parts[6]);
    }

    internal string Write() => FormattableString.Invariant($"{Group},{File},{Changes},{Killed},{Timeouts},{Survived},{Commit}");

    internal string Line(string name) => FormattableString.Invariant(
        $"| `{Group}` | {name} | {Changes} | {Killed} | {Timeouts} | {Survived} | {100.0 * Killed / Changes:F1} % | {100.0 * (Killed + Timeouts) / Changes:F1} % | {Commit} |");
}
