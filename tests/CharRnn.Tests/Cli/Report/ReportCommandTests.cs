using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using CharRnn.Cli.Report.Results;
using CharRnn.Cli.Screen;

namespace CharRnn.Tests.Cli.Report;

/// <summary>All aspects of one tiny report.</summary>
public sealed partial class ReportCommandTests : IClassFixture<OneReport>
{
    private readonly OneReport _report;

    public ReportCommandTests(OneReport report) => _report = report;

    [Fact]
    public void Report_leaves_its_files_and_nothing_else()
    {
        _report.Run.ExitCode.Should().Be(0, _report.Run.Error);
        _report.Run.Error.Should().BeEmpty();
        Directory.GetFileSystemEntries(_report.Output).Select(Path.GetFileName).Order(StringComparer.Ordinal).Should().Equal(
            "best.png", "best.safetensors", "best.svg", "gradient.csv", "index.html", "longish-best.safetensors", "longish.csv", "longish.png", "longish.safetensors",
            "longish.svg", "memory-gradient.png", "memory-gradient.svg", "memory.png", "memory.svg", "report.md", "results.json", "trials.csv", "trials.jsonl", "updates.csv", "updates.png", "updates.safetensors", "updates.svg", "winner.png", "winner.svg");
    }

    [Fact]
    public void Report_redirected_says_which_part_it_does_and_what_came_out()
    {
        foreach (string part in (string[])["1 of 4, gradient check: right", "2 of 4, longish training: ", "3 of 4, 60 updates: ", "4 of 4, best model: 3 trials"])
        {
            _report.Run.Output.Should().Contain("\npart " + part);
        }

        _report.Run.Output.Should().NotContain("\u001b").And.Contain("index.html");
    }

    [Fact]
    public void Page_is_wellformed_and_needs_no_network()
    {
        XDocument page = _report.Page;

        page.Descendants("section").Select(section => section.Attribute("id")!.Value).Should().Equal("text", "gradient", "longish", "updates", "best", "inside", "cost");
        page.Descendants("nav").Descendants("a").Select(link => link.Attribute("href")!.Value).Should().Equal("#text", "#gradient", "#longish", "#updates", "#best", "#inside", "#cost");
        foreach (XAttribute address in page.Descendants().Attributes().Where(attribute => attribute.Name.LocalName is "src" or "href" or "srcset"))
        {
            address.Value.Should().MatchRegex("^(#|data:)");
        }

        page.Descendants().Select(element => element.Name.LocalName).Should().NotContain(["link", "iframe", "object"]);
        page.Descendants("script").Should().ContainSingle().Which.Attribute("type")!.Value.Should().Be("application/json");
        page.Descendants("img").Should().HaveCount(6 * 4).And.OnlyContain(image => image.Attribute("alt")!.Value.Length > 10);
        page.Descendants("style").Single().Value.Should().NotContain("http").And.NotContain("@import").And.Contain("prefers-color-scheme: dark").And.Contain("@media print");
    }

    [Fact]
    public void Page_shows_what_the_network_wrote_and_not_what_it_means_to_a_browser()
    {
        ReportResults results = TinyReport.Results(_report.Output);
        string[] written =
        [
            results.Best!.Temperatures.Single(sample => sample.Value == 0.7).Sample.TrimStart('\n'),
            .. results.Longish!.Milestones.Append(results.Longish.Best!).Concat(results.Updates!.Milestones).Select(milestone => milestone.Sample),
            results.Best.Sample!, .. results.Best.Temperatures.Concat(results.Best.TopPs).Select(sample => sample.Sample),
        ];

        string[] shown = [.. _report.Page.Descendants("pre").Select(pre => pre.Value[1..])];

        shown.Should().Equal(written.Select(ConsoleText.Visible));
        string.Concat(shown).Should().Contain("<").And.Contain("&").And.Contain("␛").And.NotContain("\u001b");
    }

    [Fact]
    public void Page_holds_the_results_and_the_curves()
    {
        JsonNode file = JsonNode.Parse(File.ReadAllText(Path.Combine(_report.Output, "results.json")))!;
        string inside = _report.Page.Descendants("script").Single().Value;
        inside.Should().NotContainAny("<", ">", "&");
        JsonNode.DeepEquals(JsonNode.Parse(inside), file).Should().BeTrue();

        foreach (string name in (string[])["gradient.csv", "longish.csv", "updates.csv", "trials.csv"])
        {
            string link = _report.Page.Descendants("a").Single(a => a.Attribute("download")?.Value == name).Attribute("href")!.Value;
            Convert.FromBase64String(link.Split("base64,")[1]).Should().Equal(File.ReadAllBytes(Path.Combine(_report.Output, name)));
        }
    }

    [Theory]
    [InlineData("longish")]
    [InlineData("updates")]
    public void Results_and_csv_agree(string name)
    {
        ReportResults results = TinyReport.Results(_report.Output);
        TrainingOutcome outcome = (name == "longish" ? results.Longish : results.Updates)!;

        string[][] lines = [.. File.ReadLines(Path.Combine(_report.Output, name + ".csv")).Select(line => line.Split(','))];

        lines[0].Should().Equal("update", "nats_per_character", "smooth_nats_per_character");
        lines.Skip(1).Select(line => long.Parse(line[0], CultureInfo.InvariantCulture)).Should().Equal(outcome.Curve.Update);
        lines.Skip(1).Select(line => double.Parse(line[1], CultureInfo.InvariantCulture)).Should().Equal(outcome.Curve.Loss);
        lines.Skip(1).Select(line => double.Parse(line[2], CultureInfo.InvariantCulture)).Should().Equal(outcome.Curve.SmoothLoss);
        outcome.Updates.Should().Be(outcome.PlannedUpdates);
        outcome.Curve.Update[^1].Should().Be(outcome.Updates);
    }

    [Fact]
    public void Results_have_the_milestones_that_were_asked_for_and_the_last_update()
    {
        ReportResults results = TinyReport.Results(_report.Output);
        int perEpoch = (results.Text.Characters - 1) / 5;

        results.Longish!.Milestones.Select(milestone => milestone.Update).Should().Equal(1, 20, 50, 2 * perEpoch);
        results.Longish.Milestones[0].SmoothLoss.Should().BeApproximately(5 * Math.Log(results.Text.VocabularySize), 1);
        results.Longish.Milestones[^1].SmoothLoss.Should().BeApproximately(results.Longish.SmoothLoss!.Value, 1e-9);
        results.Longish.Epochs.Select(epoch => epoch.Update).Should().Equal(perEpoch, 2 * perEpoch);
        results.Updates!.Milestones.Select(milestone => milestone.Update).Should().Equal(1, 20, 40, 60);
        results.Updates.Milestones.Should().OnlyContain(milestone => milestone.Sample.EnumerateRunes().Count() == 80);
        results.Best!.Sample!.EnumerateRunes().Should().HaveCount(90);
    }

    [Fact]
    public void Models_are_those_of_the_results()
    {
        ReportResults results = TinyReport.Results(_report.Output);

        string sample = new TextGenerator<float>(RnnModel<float>.Load(Path.Combine(_report.Output, "best.safetensors")), new Random(results.Settings.Seed)).Generate(90);
        string best = new TextGenerator<float>(RnnModel<float>.Load(Path.Combine(_report.Output, "longish-best.safetensors")), new Random(results.Settings.Seed + 1)).Generate(80);

        sample.Should().Be(results.Best!.Sample);
        best.Should().Be(results.Longish!.Best!.Sample);
        results.Best.Ranking.Select(result => result.Job.Rung).Should().Equal(1, 0, 0);
        results.Best.Ranking[1].ValidationLoss.Should().BeLessThanOrEqualTo(results.Best.Ranking[2].ValidationLoss);
    }

    [Fact]
    public void Curve_of_the_best_model_ends_where_its_trial_ended()
    {
        BestModelOutcome best = TinyReport.Results(_report.Output).Best!;

        best.Curve!.HeldOut[^1].Should().Be(new HeldOutPoint(best.Ranking[0].Updates, best.Ranking[0].ValidationLoss));
        best.Curve.Training.Update[^1].Should().Be(best.Ranking[0].Updates);
        best.Curve.Training.SmoothLoss[^1].Should().BeApproximately(best.Ranking[0].SmoothLoss, 1e-5);
        best.NGrams.Should().HaveCount(6);
    }

    [Fact]
    public void Inside_the_best_model_is_what_explain_finds_in_its_file()
    {
        InsideOutcome inside = TinyReport.Results(_report.Output).Best!.Inside!;

        CommandRun run = CommandRun.Of(
            "explain", Path.Combine(_report.Output, "best.safetensors"), _report.TextPath, "--start", inside.Start.ToString(CultureInfo.InvariantCulture), "--length", "800", "--json");

        JsonNode explained = JsonNode.Parse(run.Output)!;
        inside.Losses.Should().Equal(explained["losses"]!.AsArray().Select(loss => Math.Round((double)loss!, 4)));
        inside.ContextLosses.Should().Equal(explained["memory"]![0]!["losses"]!.AsArray().Select(loss => Math.Round((double)loss!, 4)));
        string.Concat(inside.Characters).Should().Be(File.ReadAllText(_report.TextPath)[inside.Start..]);
        inside.Units.Select(unit => Math.Abs(unit.UnseenCorrelation)).Should().NotBeEmpty().And.BeInDescendingOrder();
        inside.Units.Where(unit => unit.Values.Count > 0).Should().NotBeEmpty().And.OnlyContain(unit => unit.Values.Count == inside.Characters.Count);
        XElement[] coloured = [.. _report.Page.Descendants("section").Single(section => section.Attribute("id")!.Value == "inside").Descendants("div").First(div => div.Attribute("class")?.Value == "passage").Elements("i")];
        coloured.Should().HaveCount(inside.Characters.Count);
    }

    [Fact]
    public void Markdown_links_lead_to_files_and_samples_stay_in_their_fences()
    {
        string text = File.ReadAllText(Path.Combine(_report.Output, "report.md"));
        string prose = Fence().Replace(text, "");

        string[] links = [.. Link().Matches(prose).Select(match => match.Groups[1].Value)];

        links.Should().Contain(["longish.png", "longish.svg", "longish.csv", "updates.png", "best.png", "trials.csv"]);
        links.Should().OnlyContain(link => File.Exists(Path.Combine(_report.Output, link)));
        Fence().Matches(text).Should().HaveCount(_report.Page.Descendants("pre").Count());
        Unescaped().Matches(prose.Replace("![", "[", StringComparison.Ordinal)).Should().BeEmpty();
        prose.Should().Contain("nasty \\& \\<text\\>.txt").And.NotContain("\u001b");
    }

    [Fact]
    public void Pictures_are_png_and_svg_without_a_font_of_this_machine()
    {
        foreach (string name in (string[])["longish", "updates", "best", "winner", "memory", "memory-gradient"])
        {
            File.ReadAllBytes(Path.Combine(_report.Output, name + ".png")).Take(4).Should().Equal(0x89, (byte)'P', (byte)'N', (byte)'G');
            XElement[] texts = [.. XDocument.Load(Path.Combine(_report.Output, name + ".svg")).Descendants().Where(element => element.Name.LocalName == "text")];
            texts.Should().HaveCountGreaterThan(5).And.OnlyContain(text => text.Attribute("font-family")!.Value.EndsWith("sans-serif", StringComparison.Ordinal));
            texts.Should().OnlyContain(text => !text.Attribute("x")!.Value.Contains(',', StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Published_figures_stand_beside_those_of_the_same_settings_only()
    {
        _report.Page.Descendants("th").Should().NotContain(heading => heading.Value == "published");
        _report.Page.Root!.Value.Should().Contain(PublishedExperiment.Source);
        PublishedExperiment.Longish(ReportSettings.Defaults, 105_000).Should().Be(37.91);
        PublishedExperiment.Updates(ReportSettings.Defaults, 100_000).Should().Be(49.37);
        ReportSettings other = ReportTable.Read(Parse("--sequence-length", "25", "--seed", "9"));
        PublishedExperiment.Longish(other, 1).Should().BeNull();
        PublishedExperiment.Updates(other, 1).Should().Be(111.07);
        PublishedExperiment.Updates(ReportTable.Read(Parse("--accumulator", "10")), 1).Should().BeNull();
        PublishedExperiment.Updates(ReportTable.Read(Parse("--optimizer", "adam")), 1).Should().BeNull();
    }

    private static ParseResult Parse(params string[] options)
    {
        var command = new Command("report");
        ReportTable.All.AddTo(command);
        return command.Parse(options);
    }

    [GeneratedRegex("^(`{3,})text\n.*?\n\\1$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"\]\(([^)]+)\)")]
    private static partial Regex Link();

    /// <summary>Characters that would start HTML, code or emphasis, except in the headings of tables.</summary>
    [GeneratedRegex(@"(?<!\\)[<`$]|(?<![\\*])\*(?!\*)")]
    private static partial Regex Unescaped();
}
