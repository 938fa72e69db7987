using System.Buffers.Binary;
using System.Diagnostics;
using System.Security.Cryptography;
using PuppeteerSharp;

namespace CharRnn.Browser;

/// <summary>The published sample <c>samples/Browser</c>: learns, stops, writes, saves and opens models, and computes the bits of the command.</summary>
internal sealed class SamplePage(IPage page, Checks checks, StaticSite site)
{
    /// <summary>The limit for a slice of work that keeps the page from drawing, in milliseconds, and in updates on a busy machine.</summary>
    private const double LongestGap = 500;
    private const double LongestGapInUpdates = 10;

    /// <param name="session">The browser.</param>
    /// <param name="folder">The published folder.</param>
    /// <param name="model">What the command has learned with 128-bit vectors: story, 12 GRU units, windows of 25 characters in 4 streams, 100 updates, seed 3.</param>
    /// <param name="screenshots">Where pictures go.</param>
    internal static async Task CheckAsync(BrowserSession session, string folder, string model, string screenshots)
    {
        using var site = new StaticSite(folder);
        session.Page.Request += (_, request) => session.Checks.Require(
            request.Request.Url.StartsWith(site.Address, StringComparison.Ordinal) || request.Request.Url.StartsWith("data:", StringComparison.Ordinal) || request.Request.Url.StartsWith("blob:", StringComparison.Ordinal),
            $"the page asks for {request.Request.Url}");
        var sample = new SamplePage(session.Page, session.Checks, site);
        await sample.OpenAsync();
        await sample.CheckWritingAsync();
        await sample.CheckTemperatureAsync();
        await sample.CheckProblemsAsync();
        await sample.CheckStopAsync();
        await sample.CheckLearningAsync(model);
        await sample.CheckFilesAsync(model, screenshots);
        await sample.WriteAsync();
        await new Screenshots(session, screenshots).TakeAsync(["learn", "write"]);
    }

    private async Task OpenAsync()
    {
        var clock = Stopwatch.StartNew();
        await page.GoToAsync(site.Address, WaitUntilNavigation.Load);
        await page.WaitForSelectorAsync("#learn-start");
        Console.WriteLine($"ready in {clock.ElapsedMilliseconds} ms, {site.BytesSent / 1000} kB");
        checks.Contains(await page.TextAsync("footer"), "vectors of 128 bits", "the footer");
    }

    private async Task CheckWritingAsync()
    {
        checks.Contains(await page.TextAsync("#write-model"), "learned the story", "the network that ships");
        double[] shares = await CandidatesAsync();
        checks.Require(shares.Length == 8 && shares.Sum() is > 50 and <= 100.5 && shares.SequenceEqual(shares.OrderDescending()), $"candidates: {string.Join(' ', shares)}");
        await ClickAsync("#write-one");
        await ClickAsync("#write-one");
        checks.Require((await page.TextAsync("#written")).Length == 2, $"two characters are '{await page.TextAsync("#written")}'");
        await ClickAsync("#write-start");
        await page.WaitForFunctionAsync("() => document.getElementById('written').textContent.length > 30");
        await ClickAsync("#write-stop");
        await page.WaitForSelectorAsync("#write-start");
        int length = (await page.TextAsync("#written")).Length;
        await Task.Delay(300);
        checks.Require((await page.TextAsync("#written")).Length == length, "writing continues after Stop");
        await ClickAsync("#write-clear");
        checks.Require((await page.TextAsync("#written")).Length == 0, "Clear leaves text");
    }

    private async Task CheckTemperatureAsync()
    {
        await SetAsync("#prompt", "The mill ", "change");
        await SetAsync("#temperature", "1", "input");
        double[] plain = await CandidatesAsync();
        await SetAsync("#temperature", "1.5", "input");
        double[] warm = await CandidatesAsync();

        // p^(1/T), normalized. The page rounds to a tenth of a per cent.
        double ratio = warm[0] / warm[1], expected = Math.Pow(plain[0] / plain[1], 1 / 1.5);
        checks.Require(Math.Abs(ratio - expected) < 0.1 * expected, $"temperature 1 gives {plain[0]} and {plain[1]} %, 1.5 {warm[0]} and {warm[1]} %");
        await SetAsync("#temperature", "0.7", "input");
    }

    private async Task CheckProblemsAsync()
    {
        await SetAsync("#prompt", "The mill €", "change");
        await ClickAsync("#write-clear");
        await ClickAsync("#write-one");
        checks.Contains(await page.TextAsync("#write-problem"), "€", "a prompt with an unknown character");
        await SetAsync("#prompt", "", "change");
        await ClickAsync("#write-clear");
        string text = await page.EvaluateExpressionAsync<string>("document.getElementById('learn-text').value");
        await SetAsync("#learn-text", "short", "change");
        await ClickAsync("#learn-start");
        await page.WaitForFunctionAsync("() => document.getElementById('learn-status').textContent.length > 0");
        checks.Contains(await page.TextAsync("#learn-status"), "text", "a text that is too short");
        await SetAsync("#learn-text", text, "change");
    }

    private async Task CheckLearningAsync(string model)
    {
        await SetAsync("#learn-hidden", "12", "change");
        await SetAsync("#learn-updates", "100", "change");
        await SetAsync("#learn-seed", "3", "change");
        await page.EvaluateExpressionAsync("(() => { window.gap = 0; let last = performance.now(); setInterval(() => { const now = performance.now(); window.gap = Math.max(window.gap, now - last); last = now; }, 5); })()");
        var clock = Stopwatch.StartNew();
        await ClickAsync("#learn-start");
        await page.WaitForSelectorAsync("#fingerprint");
        double gap = await page.EvaluateExpressionAsync<double>("window.gap");
        Console.WriteLine($"100 updates in {clock.ElapsedMilliseconds} ms, the page stood still for {gap:F0} ms at most");
        checks.Require(gap < Math.Max(LongestGap, LongestGapInUpdates * clock.ElapsedMilliseconds / 100), $"the page stood still for {gap:F0} ms");
        checks.Contains(await page.TextAsync("#learn-status"), "Done after 100 updates", "the status");
        checks.Require(await page.EvaluateExpressionAsync<int>("document.querySelectorAll('#learn-samples li').length") is >= 5 and <= 11, "the samples are missing");
        checks.Require(await page.EvaluateExpressionAsync<int>("document.querySelector('#loss-chart polyline').getAttribute('points').split(' ').length") == 100, "the chart lacks updates");
        checks.Require(await page.TextAsync("#fingerprint") == Fingerprint(File.ReadAllBytes(model)), "the parameters are not those of the command");
        checks.Contains(await page.TextAsync("#command"), "--cell gru --hidden 12 --sequence-length 25 --batch 4 --updates 100 --seed 3", "the command");
    }

    /// <summary>The file that the page saves has the same parameters as the command's; it can be opened again; any other file is refused with a message.</summary>
    private async Task CheckFilesAsync(string model, string folder)
    {
        Directory.CreateDirectory(folder);
        string saved = Path.Combine(folder, "model.safetensors"), wrong = Path.Combine(folder, "wrong.safetensors");
        File.Delete(saved);
        await page.Client.SendAsync("Browser.setDownloadBehavior", new { behavior = "allow", downloadPath = Path.GetFullPath(folder) });
        await ClickAsync("#use-learned");
        checks.Contains(await page.TextAsync("#write-model"), "12 GRU units", "the network that was learned");
        await ClickAsync("#download");
        for (int tries = 0; tries < 200 && !File.Exists(saved); tries++)
        {
            await Task.Delay(50);
        }

        checks.Require(File.Exists(saved) && Fingerprint(File.ReadAllBytes(saved)) == Fingerprint(File.ReadAllBytes(model)), "the saved file is not the command's model");
        await ClickAsync("#use-shipped");
        IElementHandle open = await page.QuerySelectorAsync("#open");
        await File.WriteAllTextAsync(wrong, "not a model");
        await open.UploadFileAsync(wrong);
        await page.WaitForFunctionAsync("() => document.getElementById('write-problem').textContent.length > 0");
        checks.Contains(await page.TextAsync("#write-problem"), "wrong.safetensors: ", "a file that is no model");
        await open.UploadFileAsync(saved);
        await page.WaitForFunctionAsync("() => document.getElementById('write-model').textContent.includes('model.safetensors')");
        checks.Contains(await page.TextAsync("#write-model"), "12 GRU units", "the network of the file");
        await ClickAsync("#write-one");
        await ClickAsync("#use-shipped");
        File.Delete(wrong);
    }

    private async Task CheckStopAsync()
    {
        await SetAsync("#learn-updates", "100000", "change");
        await ClickAsync("#learn-start");
        await page.WaitForFunctionAsync("() => document.querySelectorAll('#learn-samples li').length > 0 && document.getElementById('learn-status').textContent.startsWith('update')");
        await ClickAsync("#learn-stop");
        await page.WaitForSelectorAsync("#learn-start");
        checks.Contains(await page.TextAsync("#learn-status"), "Stopped after", "the status after Stop");
    }

    /// <summary>Writes a sample, so that screenshots show some text.</summary>
    private async Task WriteAsync()
    {
        await SetAsync("#prompt", "The mill ", "change");
        await ClickAsync("#write-start");
        await page.WaitForFunctionAsync("() => document.getElementById('written').textContent.length > 200");
        await ClickAsync("#write-stop");
        await page.WaitForSelectorAsync("#write-start");
    }

    private Task<double[]> CandidatesAsync() => page.EvaluateExpressionAsync<double[]>("[...document.querySelectorAll('#candidates li')].map(line => parseFloat(line.textContent.trim().split(/\\s+/).at(-2)))");

    private async Task SetAsync(string selector, string value, string change)
        => await page.EvaluateFunctionAsync("(selector, value, change) => { const e = document.querySelector(selector); e.value = value; e.dispatchEvent(new Event(change, { bubbles: true })); }", selector, value, change);

    private async Task ClickAsync(string selector)
    {
        await page.EvaluateFunctionAsync("selector => document.querySelector(selector).scrollIntoView({ block: 'center', behavior: 'instant' })", selector);
        await page.ClickAsync(selector);
    }

    /// <summary>SHA-256 of the data after the header of a model file.</summary>
    private static string Fingerprint(byte[] file)
        => Convert.ToHexStringLower(SHA256.HashData(file.AsSpan(8 + int.CreateChecked(BinaryPrimitives.ReadInt64LittleEndian(file)))));
}
