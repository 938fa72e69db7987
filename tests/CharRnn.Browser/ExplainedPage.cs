using System.Globalization;
using System.Text.Json.Nodes;
using PuppeteerSharp;
using PuppeteerSharp.Input;
using static CharRnn.Browser.Shown;

namespace CharRnn.Browser;

/// <summary>Compares a page of <c>charrnn explain</c>, view by view, with the numbers of <c>--json</c>.</summary>
internal sealed class ExplainedPage(IPage page, JsonNode numbers, Checks checks)
{
    private static readonly string[] _sections = ["surprise", "units", "connections", "memory", "places", "training"];

    /// <summary>Clicks through every view, and takes screenshots.</summary>
    internal static async Task CheckAsync(BrowserSession session, string path, string numbers, string screenshots)
    {
        await session.OpenFileAsync(path);
        var explained = new ExplainedPage(session.Page, JsonNode.Parse(File.ReadAllText(numbers))!, session.Checks);
        await explained.CheckHeadAsync();
        await explained.CheckSurpriseAsync();
        await explained.CheckKeyboardAsync();
        await explained.CheckUnitsAsync();
        await explained.CheckConnectionsAsync();
        await explained.CheckMemoryAsync();
        await explained.CheckPlacesAsync();
        await explained.CheckTrainingAsync();
        await new Screenshots(session, screenshots).TakeAsync(_sections);
    }

    private int Length => Whole("length");

    private async Task CheckHeadAsync()
    {
        string head = await page.TextAsync("header");
        checks.Contains(head, Fixed(Number(numbers["natsPerCharacter"]), 3), "the head");
        checks.Contains(head, Fixed(Number(numbers["bitsPerCharacter"]), 3), "the head");
        foreach (string anchor in await page.EvaluateExpressionAsync<string[]>("[...document.querySelectorAll('nav li:not([hidden]) a')].map(link => link.getAttribute('href'))"))
        {
            await page.EvaluateExpressionAsync($"document.querySelector('nav a[href=\"{anchor}\"]').click()");
            checks.Require(await page.EvaluateExpressionAsync<bool>($"document.querySelector('{anchor}').offsetHeight > 0"), $"{anchor} is not there");
        }
    }

    private async Task CheckSurpriseAsync()
    {
        foreach (int i in Places())
        {
            await ChooseAsync("surprise", i);
            string panel = await page.TextAsync("#surprise-panel");
            double loss = Number(numbers["losses"]![i]);
            checks.Contains(panel, Fixed(loss, 3) + " nats", $"surprise of character {i}");
            checks.Contains(panel, Fixed(loss / Math.Log(2), 3) + " bits", $"surprise of character {i}");
            string[] candidates = await page.EvaluateExpressionAsync<string[]>("[...document.querySelectorAll('#surprise-panel li code')].map(code => code.textContent)");
            string[] wanted = [.. numbers["candidates"]![i]!.AsArray().Select(pair => Visible(numbers["vocabulary"]![pair![0]!.GetValue<int>()]!.GetValue<string>()))];
            checks.Require(candidates.SequenceEqual(wanted), $"candidates of character {i}: {string.Join(' ', candidates)} instead of {string.Join(' ', wanted)}");
            double shade = await page.EvaluateExpressionAsync<double>($"Number(document.getElementById('surprise-text-{i}').style.getPropertyValue('--a'))");
            checks.Require(Math.Abs(shade - Math.Min(1, loss / Math.Log(100))) < 1e-3, $"the colour of character {i} is {shade}");
        }
    }

    private async Task CheckKeyboardAsync()
    {
        await page.FocusAsync("#surprise-text");
        foreach ((string key, int wanted) in new[] { ("ArrowRight", 1), ("ArrowRight", 2), ("ArrowLeft", 1) })
        {
            if (key == "ArrowRight" && wanted == 1)
            {
                await page.Keyboard.DownAsync("Control");
                await page.Keyboard.PressAsync("Home");
                await page.Keyboard.UpAsync("Control");
                checks.Require(await ChosenAsync() == 0, "Ctrl+Home does not go to the first character");
            }

            await page.Keyboard.PressAsync(key);
            checks.Require(await ChosenAsync() == wanted, $"{key} goes to {await ChosenAsync()} instead of {wanted}");
        }

        await page.Keyboard.PressAsync("ArrowDown");
        checks.Require(await ChosenAsync() > 1 || Length < 200, "ArrowDown does not move");
        await page.Keyboard.DownAsync("Control");
        await page.Keyboard.PressAsync("End");
        await page.Keyboard.UpAsync("Control");
        checks.Require(await ChosenAsync() == Length - 1, "Ctrl+End does not go to the last character");
    }

    private async Task CheckUnitsAsync()
    {
        JsonArray properties = numbers["properties"]!.AsArray(), units = numbers["units"]!.AsArray();
        checks.Require(properties.Count > 0, "no property is followed");
        for (int row = 0; row < properties.Count; row++)
        {
            await page.EvaluateExpressionAsync($"document.querySelectorAll('#property-table button')[{row}].click()");
            string shown = await page.EvaluateExpressionAsync<string>($"document.querySelectorAll('#property-table tbody tr')[{row}].textContent");
            checks.Contains(shown, Fixed(Number(properties[row]!["unseenCorrelation"]), 2) + Fixed(Number(properties[row]!["correlation"]), 2), $"row {row}");
            int unit = await page.EvaluateExpressionAsync<int>("Number(document.getElementById('unit-choice').value)");
            checks.Require((int)units[unit]!["unit"]! == (int)properties[row]!["unit"]! && (string)units[unit]!["quantity"]! == (string)properties[row]!["quantity"]!, $"row {row} shows another unit");
        }

        foreach (int unit in new[] { 0, units.Count / 2, units.Count - 1 })
        {
            await page.SelectAsync("#unit-choice", unit.ToString(CultureInfo.InvariantCulture));
            double most = numbers["activations"]![unit]!.AsArray().Max(value => Math.Abs((double)value!));
            foreach (int i in Places())
            {
                await ChooseAsync("units", i);
                string value = await page.EvaluateExpressionAsync<string>("document.querySelector('#units-panel b').textContent");
                checks.Near(value, (double)numbers["activations"]![unit]![i]!, 0.006 + (most / 127), $"unit {unit} at {i}");
            }
        }
    }

    private async Task CheckConnectionsAsync()
    {
        foreach (string kind in new[] { "contributions", "sensitivities" })
        {
            await page.EvaluateExpressionAsync($"document.querySelector('input[name=connection][value={kind}]').click()");
            foreach (int i in Places())
            {
                await ChooseAsync("connections", i);
                double[] row = [.. numbers[kind]![i - Whole("firstTarget")]!.AsArray().Select(value => (double)value!)];
                double most = row.Max(Math.Abs);
                string strongest = await page.EvaluateExpressionAsync<string>("document.querySelector('#connections-panel li').textContent");
                int distance = int.Parse(strongest[(strongest.LastIndexOf("at ", StringComparison.Ordinal) + 3)..], CultureInfo.InvariantCulture);
                checks.Require(Math.Abs(row[distance - 1]) > most * 0.99, $"{kind} at {i}: {strongest} is not the strongest");
                checks.Near(await page.EvaluateExpressionAsync<string>("document.querySelector('#connections-panel li b').textContent"), row[distance - 1], most * 0.01, $"{kind} at {i}");
                double shade = await page.EvaluateExpressionAsync<double>($"Number(document.getElementById('connections-text-{i - 1}').style.getPropertyValue('--a'))");
                checks.Require(Math.Abs(shade - Math.Sqrt(Math.Abs(row[0]) / most)) < 0.07, $"{kind} at {i}: the colour of the character before is {shade}");
            }
        }
    }

    private async Task CheckMemoryAsync()
    {
        JsonArray curves = numbers["memory"]!.AsArray();
        int drawn = await page.EvaluateExpressionAsync<int>("document.querySelectorAll('#memory-chart polyline').length");
        checks.Require(drawn == 2 * curves.Count, $"{drawn} curves for {curves.Count} models");
        string[] cells = await page.EvaluateExpressionAsync<string[]>("[...document.querySelectorAll('#memory-table tbody tr')].map(row => [...row.cells].map(cell => cell.textContent).join(' '))");
        checks.Require(cells.Length == Whole("reach"), $"{cells.Length} rows in the table of memory");
        foreach (int row in new[] { 0, cells.Length / 2, cells.Length - 1 })
        {
            string[] shown = cells[row].Split(' ');
            for (int curve = 0; curve < curves.Count; curve++)
            {
                checks.Near(shown[1 + (2 * curve)], (double)curves[curve]!["losses"]![row]!, 6e-5, $"memory, row {row}");
                double norm = (double)curves[curve]!["gradientNorms"]![row]!;
                checks.Near(shown[2 + (2 * curve)], norm, Math.Abs(norm) * 0.06, $"gradient, row {row}");
            }
        }
    }

    private async Task CheckPlacesAsync()
    {
        foreach (int i in Places())
        {
            await ChooseAsync("places", i);
            string[] lines = await page.EvaluateExpressionAsync<string[]>("[...document.querySelectorAll('#places-panel li')].map(line => line.textContent)");
            JsonArray wanted = numbers["neighbours"]![i]!.AsArray();
            checks.Require(lines.Length == wanted.Count, $"{lines.Length} places like {i}");
            for (int rank = 0; rank < Math.Min(lines.Length, wanted.Count); rank++)
            {
                checks.Near(lines[rank], (double)wanted[rank]![1]!, 6e-4, $"place {rank} like {i}");
                checks.Contains(lines[rank], "at " + (Whole("readFrom") + (int)wanted[rank]![0]!).ToString("N0", CultureInfo.InvariantCulture), $"place {rank} like {i}");
            }
        }
    }

    private async Task CheckTrainingAsync()
    {
        bool isShown = await page.EvaluateExpressionAsync<bool>("!document.getElementById('training').hidden");
        JsonArray? snapshots = numbers["snapshots"]?.AsArray();
        checks.Require(isShown == snapshots is { Count: > 0 }, "view 6 is there without snapshots, or missing with them");
        for (int n = 0; isShown && n < snapshots!.Count; n++)
        {
            await page.EvaluateExpressionAsync($"(() => {{ const slider = document.getElementById('training-choice'); slider.value = {n}; slider.dispatchEvent(new Event('input')); }})()");
            await CheckSnapshotAsync(snapshots[n]!, n);
        }

        if (isShown)
        {
            await page.FocusAsync("#training-choice");
            await page.Keyboard.PressAsync("ArrowLeft");
            checks.Contains(await page.TextAsync("#training-panel"), Fixed((double)snapshots![^2]!["natsPerCharacter"]!, 3), "the slider after ArrowLeft");
            await page.Keyboard.PressAsync("Home");
            checks.Contains(await page.TextAsync("#training-panel"), Fixed((double)snapshots[0]!["natsPerCharacter"]!, 3), "the slider after Home");
            await page.Keyboard.PressAsync("End");
            await page.EvaluateExpressionAsync("document.activeElement.blur()");
        }
    }

    private async Task CheckSnapshotAsync(JsonNode snapshot, int n)
    {
        string name = await page.TextAsync("#training-name"), chart = await page.TextAsync("#training-chart figcaption");
        checks.Contains(await page.TextAsync("#training-panel"), Fixed((double)snapshot["natsPerCharacter"]!, 3), $"snapshot {n}");
        checks.Contains(name, (long)snapshot["updates"]! == 0 ? "before training" : ((long)snapshot["updates"]!).ToString("N0", CultureInfo.InvariantCulture) + " update", $"snapshot {n}");
        checks.Require(await page.TextAsync("#training-sample") == snapshot["sample"]!.GetValue<string>(), $"snapshot {n} shows another sample");
        for (int kind = 0; kind < numbers["lossKinds"]!.AsArray().Count; kind++)
        {
            checks.Contains(chart, $"{numbers["lossKinds"]![kind]!["name"]} {Fixed((double)snapshot["kindLosses"]![kind]!, 2)}", $"snapshot {n}");
        }

        foreach (int i in Places())
        {
            await ChooseAsync("training", i);
            double loss = Number(snapshot["losses"]![i]);
            checks.Near((await page.TextAsync("#training-panel p:last-child")).Split("loss ")[^1], loss, 1.1e-3, $"snapshot {n} at {i}");
            double shade = await page.EvaluateExpressionAsync<double>($"Number(document.getElementById('training-text-{i}').style.getPropertyValue('--a'))");
            checks.Require(Math.Abs(shade - Math.Min(1, loss / Math.Log(100))) < 2e-3, $"the colour of character {i} for snapshot {n} is {shade}");
        }
    }

    /// <summary>Characters to check: the second (the first one with a prediction), the middle and the last.</summary>
    private int[] Places() => [1, Length / 2, Length - 1];

    private async Task ChooseAsync(string view, int i)
    {
        await page.EvaluateExpressionAsync($"document.getElementById('{view}-text-{i}').scrollIntoView({{ block: 'center', behavior: 'instant' }})");
        IElementHandle character = await page.QuerySelectorAsync($"#{view}-text-{i}");
        await character.ClickAsync(new ClickOptions());
        checks.Require(await ChosenAsync() == i, $"a click on character {i} of {view} chooses {await ChosenAsync()}");
    }

    private Task<int> ChosenAsync() => page.EvaluateExpressionAsync<int>("Number(document.querySelector('#surprise-text .chosen').id.split('-').pop())");

    private int Whole(string name) => numbers[name]!.GetValue<int>();

    private static double Number(JsonNode? value) => value?.GetValue<double>() ?? double.NaN;

    private static string Visible(string character) => character switch { "\n" => "↵", "\t" => "→", "\r" => "␍", " " => "␣", "\u0003" => "␃", _ => character };
}
