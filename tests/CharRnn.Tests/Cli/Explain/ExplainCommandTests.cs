using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace CharRnn.Tests.Cli.Explain;

public sealed partial class ExplainCommandTests(ExplainFixture fixture) : IClassFixture<ExplainFixture>
{
    [Fact]
    public void Explain_writes_a_page_and_says_what_it_found()
    {
        string page = fixture["page.html"];

        CommandRun run = CommandRun.Of("explain", fixture.ModelPath, fixture.TextPath, "--length", "200", "--output", page);

        run.ExitCode.Should().Be(0, run.Error);
        run.Output.Should().MatchRegex("passage +characters 0 to 199 of .*text.txt\n").And.MatchRegex("loss +\\d\\.\\d{4} nats/char")
            .And.MatchRegex("h \\d+ +follows '.+': correlation -?0\\.\\d\\d on unseen text, -?0\\.\\d\\d where it was chosen").And.Contain(page);
        File.ReadAllText(page).Should().StartWith("<!DOCTYPE html>").And.NotContain("{{");
    }

    [Fact]
    public void Page_refers_to_nothing_outside_itself()
    {
        string html = Page(fixture.ModelPath, fixture.TextPath);

        // The names of XML namespaces are not requested addresses.
        html = html.Replace("http://www.w3.org/2000/svg", "", StringComparison.Ordinal);
        html.Should().NotContain("http:").And.NotContain("https:").And.NotContain("//cdn").And.NotContain("@import").And.NotContain("url(")
            .And.NotContain("fetch(").And.NotContain("XMLHttpRequest").And.NotContain("import(").And.Contain("default-src 'none'");
        References().Matches(html).Select(match => match.Groups[1].Value).Should().NotBeEmpty().And.OnlyContain(target => target.StartsWith('#'));
    }

    [Fact]
    public void Text_and_names_cannot_become_markup()
    {
        const string Evil = "</script><script>alert(1)</script><img src=x onerror=alert(2)> & \"quotes\" {{style}} {{data}} \u2028";
        string model = fixture["<b>evil & co.safetensors"], text = fixture["evil.txt"], content = string.Concat(Enumerable.Repeat(Evil, 4));
        new RnnModel<float>(Vocabulary.FromText(content), Networks.Random<float>(Vocabulary.FromText(content).Count, 4, 1)).Save(model);
        File.WriteAllText(text, content);

        string html = Page(model, text);

        Regex.Count(html, "<script").Should().Be(2, "the page's data and its program");
        html.Should().NotContain("<img").And.NotContain("<b>evil").And.Contain("&lt;b&gt;evil &amp; co");
        ExplainFixture.PageData(html)["characters"]!.AsArray().Select(character => character!.GetValue<string>()).Aggregate((a, b) => a + b).Should().Be(content);
    }

    [Fact]
    public void Page_holds_the_numbers_of_json_to_a_byte()
    {
        JsonNode page = ExplainFixture.PageData(Page(fixture.ModelPath, fixture.TextPath, "--start", "700", "--length", "300"));

        foreach (string name in new[] { "losses", "candidates", "units", "properties", "memory", "neighbours", "characters", "firstTarget", "reach" })
        {
            JsonNode.DeepEquals(page[name], fixture.Json[name]).Should().BeTrue(name);
        }

        foreach (string name in new[] { "activations", "contributions", "sensitivities" })
        {
            double[] scales = ExplainFixture.Numbers(page[name]!["scales"]);
            sbyte[] bytes = [.. Convert.FromBase64String(page[name]!["bytes"]!.GetValue<string>()).Select(value => (sbyte)value)];
            JsonArray rows = fixture.Json[name]!.AsArray();
            rows.Should().HaveCount(scales.Length);
            double[] numbers = [.. rows.SelectMany(ExplainFixture.Numbers)];
            int length = numbers.Length / scales.Length;
            numbers.Select((number, i) => Math.Abs((bytes[i] / 127.0 * scales[i / length]) - number) / Math.Max(scales[i / length], 1e-30)).Should().OnlyContain(error => error < 0.5 / 127 + 1e-5, name);
        }
    }

    [Fact]
    public void Page_of_the_longest_passage_stays_within_its_bounds()
    {
        string text = fixture["long.txt"];
        File.WriteAllText(text, string.Concat(Enumerable.Repeat(fixture.Text, 5)));

        Page(fixture.ModelPath, text, "--length", "10000").Length.Should().BeLessThan(8_000_000);
        CommandRun.Of("explain", fixture.ModelPath, text, "--length", "10001").ExitCode.Should().Be(2);
    }

    [Fact]
    public void Other_models_are_compared_by_their_memory()
    {
        string other = fixture["other.safetensors"], page = fixture["two.html"];
        Vocabulary wider = Vocabulary.FromText(fixture.Text + "0123456789");
        new RnnModel<float>(wider, Networks.Random<float>(wider.Count, 9, 2)).Save(other);

        CommandRun run = CommandRun.Of("explain", fixture.ModelPath, other, fixture.TextPath, "--json", "--length", "50");

        JsonArray memory = JsonNode.Parse(run.Output)!["memory"]!.AsArray();
        memory.Select(curve => curve!["model"]!.GetValue<string>()).Should().Equal("model", "other");
        memory.Select(curve => curve!["losses"]!.AsArray().Count).Should().AllBeEquivalentTo(100);
        File.Exists(page).Should().BeFalse();
    }

    [Fact]
    public void Short_texts_and_standard_input_are_explained()
    {
        CommandRun run = CommandRun.WithInput(fixture.Text[..60], "explain", fixture.ModelPath, fixture.ModelPath, "-", "--json");

        run.ExitCode.Should().Be(0, run.Error);
        JsonNode json = JsonNode.Parse(run.Output)!;
        json["length"]!.GetValue<int>().Should().Be(60);
        json["losses"]![0].Should().BeNull("nothing predicts the first character");
        json["losses"]![1].Should().NotBeNull();
    }

    [Theory]
    [InlineData(1, "abc", "*text.txt has 3 characters; at least 20 *")]
    [InlineData(1, "She said nobody was there to wait. §", "*'§' (U+00A7) at position 35*")]
    public void Texts_that_do_not_fit_are_exit_code_1(int code, string content, string message)
    {
        string text = Path.Combine(Directory.CreateTempSubdirectory().FullName, "text.txt");
        File.WriteAllText(text, content);

        CommandRun run = CommandRun.Of("explain", fixture.ModelPath, text, "--output", fixture["no.html"]);

        run.ExitCode.Should().Be(code);
        run.Error.Should().Match(message);
        File.Exists(fixture["no.html"]).Should().BeFalse();
    }

    [Fact]
    public void Arguments_that_do_not_fit_are_explained_in_one_line()
    {
        Refused(2, "*model and a text are needed*", "explain", fixture.ModelPath);
        Refused(1, "*--start 5000 leaves fewer than 20 characters*", "explain", fixture.ModelPath, fixture.TextPath, "--start", "5000");
        Refused(2, "*--length must be a whole number from 1 to 10000*", "explain", fixture.ModelPath, fixture.TextPath, "--length", "0");
        Refused(1, "*does not exist*", "explain", fixture.ModelPath, fixture["missing.txt"]);
        Refused(1, "*is a folder*", "explain", fixture.ModelPath, fixture.TextPath, "--output", Path.GetDirectoryName(fixture.TextPath)!);
        Refused(1, "*text.txt*", "explain", fixture.TextPath, fixture.TextPath);

        static void Refused(int code, string message, params string[] arguments)
        {
            CommandRun run = CommandRun.Of(arguments);
            run.ExitCode.Should().Be(code, run.Error);
            run.Error.Trim().Should().Match(message).And.NotContain("\n");
        }
    }

    [Fact]
    public void A_model_that_lacks_a_character_of_the_text_is_named()
    {
        string other = fixture["narrow.safetensors"];
        Networks.RandomModel<float>("abc", 3, 1).Save(other);

        CommandRun run = CommandRun.Of("explain", fixture.ModelPath, other, fixture.TextPath, "--json");

        run.ExitCode.Should().Be(1);
        run.Error.Should().Contain("narrow.safetensors does not know the character '\"' (U+0022) at position 0");
    }

    private string Page(string model, string text, params string[] options)
    {
        string page = fixture["page-of-a-test.html"];
        CommandRun run = CommandRun.Of(["explain", model, text, "--output", page, .. options]);
        run.ExitCode.Should().Be(0, run.Error);
        return File.ReadAllText(page);
    }

    [GeneratedRegex("<[^<>]*\\s(?:href|src)=\"([^\"]*)\"")]
    private static partial Regex References();
}
