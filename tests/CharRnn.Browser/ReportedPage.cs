using System.Globalization;
using System.Text.Json.Nodes;
using PuppeteerSharp;
using static CharRnn.Browser.Shown;

namespace CharRnn.Browser;

/// <summary>Compares the page of <c>charrnn report</c>, section by section, with results.json.</summary>
internal sealed class ReportedPage(IPage page, JsonNode results, Checks checks)
{
    private static readonly string[] _sections = ["text", "gradient", "longish", "updates", "best", "inside", "cost"];

    /// <summary>Goes through every section, and takes screenshots.</summary>
    internal static async Task CheckAsync(BrowserSession session, string path, string results, string screenshots)
    {
        await session.Page.SetViewportAsync(new ViewPortOptions { Width = 1280, Height = 900 });
        await session.OpenFileAsync(path);
        var reported = new ReportedPage(session.Page, JsonNode.Parse(File.ReadAllText(results))!, session.Checks);
        await reported.CheckHeadAsync();
        await reported.CheckTextAsync();
        await reported.CheckGradientAsync();
        await reported.CheckTrainingAsync("longish");
        await reported.CheckTrainingAsync("updates");
        await reported.CheckBestAsync();
        await reported.CheckInsideAsync();
        await reported.CheckCostAsync();
        await reported.CheckPicturesAsync();
        await new Screenshots(session, screenshots).TakeAsync(_sections);
        await reported.CheckNarrowAsync();
    }

    /// <summary>The first screen shows the conclusion, a sample and the most important numbers, and every link of the contents has a target.</summary>
    private async Task CheckHeadAsync()
    {
        double best = Number("best", "ranking", "0", "validationLoss");
        checks.Contains(await page.TextAsync(".conclusion"), Fixed(best, 3) + " nats", "the conclusion");
        checks.Contains(await page.TextAsync(".tiles"), Fixed(best, 3), "the tiles");
        checks.Contains(await page.TextAsync(".tiles"), Fixed(Number("longish", "best", "smoothLoss"), 2), "the tiles");
        checks.Contains(await page.TextAsync(".note"), "DD2424", "the note on the published figures");
        double bottom = await page.EvaluateExpressionAsync<double>("document.querySelector('header .sample').getBoundingClientRect().bottom");
        checks.Require(bottom < 900, $"the sample ends at {bottom}, below the first screen");
        string[] anchors = await page.EvaluateExpressionAsync<string[]>("[...document.querySelectorAll('nav a')].map(link => link.getAttribute('href'))");
        checks.Require(anchors.SequenceEqual(_sections.Select(section => "#" + section)), "the contents are " + string.Join(' ', anchors));
        foreach (string anchor in anchors)
        {
            await page.EvaluateExpressionAsync($"document.querySelector('nav a[href=\"{anchor}\"]').click()");
            checks.Require(await page.EvaluateExpressionAsync<bool>($"document.querySelector('{anchor}').offsetHeight > 0"), $"{anchor} is not there");
        }

        checks.Require(await page.EvaluateExpressionAsync<bool>("document.getElementById('results').textContent.length > 1000"), "the results are not inside the page");
    }

    private async Task CheckTextAsync()
    {
        string[] rows = await RowsAsync("#text .numbers:last-of-type");
        JsonArray grams = Node("best", "nGrams").AsArray();
        checks.Require(rows.Length >= grams.Count, $"{rows.Length} rows for tables of {grams.Count} sizes");
        for (int n = 0; n < grams.Count; n++)
        {
            checks.Contains(rows[n], Fixed((double)grams[n]!, 3), $"{n + 1}-grams");
        }

        checks.Contains(rows[0], Fixed(Number("text", "unigram"), 3), "the unigram");
    }

    /// <summary>One table of the largest errors, and five more when the details are opened with the keyboard.</summary>
    private async Task CheckGradientAsync()
    {
        JsonNode[] all = [.. Node("gradient", "rows").AsArray().Select(row => row!)];
        string[] rows = await RowsAsync("#gradient > .numbers");
        string[] blocks = [.. all.Select(row => (string)row["block"]!).Distinct()];
        checks.Require(rows.Length == blocks.Length, $"{rows.Length} rows for {blocks.Length} blocks");
        for (int i = 0; i < blocks.Length; i++)
        {
            double worst = all.Where(row => (string)row["block"]! == blocks[i]).Max(row => (double)row["complexStepOfLargest"]!);
            checks.Contains(rows[i], worst.ToString("0.00e+00", CultureInfo.InvariantCulture), $"block {blocks[i]}");
        }

        checks.Require(!await IsShownAsync("#gradient details .numbers"), "the details are open before they are asked for");
        await page.FocusAsync("#gradient summary");
        await page.Keyboard.PressAsync("Enter");
        checks.Require(await IsShownAsync("#gradient details .numbers"), "Enter does not open the details");
        int folded = await page.EvaluateExpressionAsync<int>("document.querySelectorAll('#gradient details .numbers').length");
        checks.Require(folded == blocks.Length, $"{folded} tables in the details");
    }

    private async Task CheckTrainingAsync(string run)
    {
        JsonArray milestones = Node(run, "milestones").AsArray();
        string[] rows = await RowsAsync($"#{run} .numbers");
        for (int i = 0; i < milestones.Count; i++)
        {
            checks.Contains(rows[i], ((long)milestones[i]!["update"]!).ToString("N0", CultureInfo.InvariantCulture), $"{run}, row {i}");
            checks.Contains(rows[i], Fixed((double)milestones[i]!["smoothLoss"]!, 2), $"{run}, row {i}");
        }

        int samples = await page.EvaluateExpressionAsync<int>($"document.querySelectorAll('#{run} .samples pre').length");
        checks.Require(samples == milestones.Count + (results[run]!["best"] is null ? 0 : 1), $"{samples} samples for {milestones.Count} milestones of {run}");
    }

    private async Task CheckBestAsync()
    {
        string[] rows = await RowsAsync("#best .numbers");
        JsonArray ranking = Node("best", "ranking").AsArray();
        for (int i = 0; i < Math.Min(ranking.Count, rows.Length - 1); i++)
        {
            checks.Contains(rows[i], Fixed((double)ranking[i]!["validationLoss"]!, 3), $"rank {i + 1}");
        }

        checks.Contains(rows[^1], Fixed(Number("best", "publishedSettings", "validationLoss"), 3), "the last row of the leaderboard");
        checks.Require(rows[^1].StartsWith("published", StringComparison.Ordinal) || rows[^1].StartsWith("longish", StringComparison.Ordinal), $"the last row of the leaderboard is {rows[^1]}");
        string sample = await page.EvaluateExpressionAsync<string>("document.querySelector('#best > .sample pre').textContent");
        checks.Require(sample.TrimStart('\n') == ((string)results["best"]!["sample"]!).TrimStart('\n'), "the best model's sample is another one");
    }

    /// <summary>Views 1, 2 and 4 of explain.</summary>
    private async Task CheckInsideAsync()
    {
        JsonNode inside = Node("best", "inside");
        JsonArray losses = inside["losses"]!.AsArray(), units = inside["units"]!.AsArray();
        string[] notes = await page.EvaluateExpressionAsync<string[]>("[...document.querySelector('#inside .passage').children].map(character => character.title)");
        string[] shades = await page.EvaluateExpressionAsync<string[]>("[...document.querySelector('#inside .passage').children].map(character => character.style.getPropertyValue('--a'))");
        checks.Require(notes.Length == losses.Count, $"{notes.Length} characters for {losses.Count} losses");
        for (int i = 0; i < losses.Count; i++)
        {
            checks.Contains(notes[i], $"loss {Fixed((double)losses[i]!, 2)}", $"character {i}");
            double shade = shades[i].Length == 0 ? 0 : double.Parse(shades[i], CultureInfo.InvariantCulture);
            checks.Require(Math.Abs(shade - Math.Min(1, (double)losses[i]! / Math.Log(100))) < 0.01, $"character {i} has the colour {shade}");
        }

        string[] rows = await RowsAsync("#inside .numbers");
        checks.Require(rows.Length == units.Count, $"{rows.Length} rows for {units.Count} units");
        for (int i = 0; i < units.Count; i++)
        {
            checks.Contains(rows[i], (string)units[i]!["property"]! + (string)units[i]!["name"]! + Fixed((double)units[i]!["unseenCorrelation"]!, 2), $"unit {i}");
        }

        int folded = await page.EvaluateExpressionAsync<int>("document.querySelectorAll('#inside details').length");
        for (int i = 1; i <= folded; i++)
        {
            await page.EvaluateExpressionAsync($"document.querySelectorAll('#inside summary')[{i - 1}].click()");
            int characters = await page.EvaluateExpressionAsync<int>($"document.querySelectorAll('#inside details')[{i - 1}].querySelectorAll('.passage i').length");
            checks.Require(characters == losses.Count, $"unit {i} colours {characters} characters");
        }

        checks.Require(folded > 0 || units.Count == 0, "no unit can be looked at");
        checks.Contains(await page.TextAsync("#inside"), Fixed(Number("best", "inside", "contextLosses", "0"), 3) + " nats", "memory");
    }

    private async Task CheckCostAsync()
    {
        string[] rows = await RowsAsync("#cost .numbers");
        checks.Require(rows.Length == Node("costs").AsArray().Count + 1, $"{rows.Length} rows of costs");
    }

    /// <summary>Of the four variants of each picture one is shown, and it can be decoded.</summary>
    private async Task CheckPicturesAsync()
    {
        const string shown = "[...document.querySelectorAll('.picture')].map(picture => [...picture.querySelectorAll('img')].filter(image => image.offsetHeight > 0).map(image => image.className + (image.naturalWidth > 0 ? '' : ' broken')).join('+'))";
        string[] pictures = await page.EvaluateExpressionAsync<string[]>(shown);
        checks.Require(pictures.Length >= 6 && pictures.All(kind => kind == "wide light"), "pictures are " + string.Join(", ", pictures));
    }

    /// <summary>At 400 pixels the page uses the narrow drawings, with letters at least as high as its small print, and complete captions of tables.</summary>
    private async Task CheckNarrowAsync()
    {
        await page.EmulateMediaTypeAsync(PuppeteerSharp.Media.MediaType.Screen);
        await page.SetViewportAsync(new ViewPortOptions { Width = 400, Height = 900 });
        string[] kinds = await page.EvaluateExpressionAsync<string[]>("[...document.querySelectorAll('.picture img')].filter(image => image.offsetHeight > 0).map(image => image.className)");
        checks.Require(kinds.Length >= 6 && kinds.All(kind => kind.StartsWith("narrow", StringComparison.Ordinal)), "pictures at 400 pixels are " + string.Join(", ", kinds));
        double scale = await page.EvaluateExpressionAsync<double>("Math.min(...[...document.querySelectorAll('.picture img')].filter(image => image.offsetHeight > 0).map(image => image.offsetWidth / image.width))");
        checks.Require(scale > 0.95, $"pictures are shrunk to {scale}");
        int cut = await page.EvaluateExpressionAsync<int>("[...document.querySelectorAll('.numbers .title')].filter(title => title.offsetHeight > 0 && (title.scrollWidth > title.clientWidth || title.getBoundingClientRect().right > innerWidth)).length");
        checks.Require(cut == 0, $"{cut} captions of tables are cut off");
    }

    private Task<string[]> RowsAsync(string table) => page.EvaluateExpressionAsync<string[]>($"[...document.querySelector('{table}').querySelectorAll('tbody tr')].map(row => row.textContent)");

    private Task<bool> IsShownAsync(string selector) => page.EvaluateExpressionAsync<bool>($"document.querySelector('{selector}').checkVisibility()");

    private JsonNode Node(params string[] path)
        => path.Aggregate(results, (node, name) => (node is JsonArray array ? array[int.Parse(name, CultureInfo.InvariantCulture)] : node[name])
            ?? throw new InvalidOperationException($"results.json has no {string.Join('.', path)}"));

    private double Number(params string[] path) => (double)Node(path);
}
