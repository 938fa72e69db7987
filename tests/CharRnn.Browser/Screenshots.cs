using PuppeteerSharp;
using PuppeteerSharp.Media;

namespace CharRnn.Browser;

/// <summary>The page at two widths, light and dark, and on paper.</summary>
internal sealed class Screenshots(BrowserSession session, string folder)
{
    private readonly IPage _page = session.Page;
    private readonly Checks _checks = session.Checks;

    /// <param name="sections">The ids of parts that get separate pictures, where they are shown.</param>
    internal async Task TakeAsync(IReadOnlyList<string> sections)
    {
        Directory.CreateDirectory(folder);
        foreach (int width in new[] { 1280, 400 })
        {
            foreach (string scheme in new[] { "light", "dark" })
            {
                await _page.SetViewportAsync(new ViewPortOptions { Width = width, Height = 900 });
                await _page.EmulateMediaFeaturesAsync([new MediaFeatureValue { MediaFeature = MediaFeature.PrefersColorScheme, Value = scheme }]);
                await _page.EvaluateExpressionAsync("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
                int overflow = await _page.EvaluateExpressionAsync<int>("document.documentElement.scrollWidth - innerWidth");
                _checks.Require(overflow <= 0, $"the page is {overflow} pixels too wide at {width}: {await WidestAsync()}");
                await _page.ScreenshotAsync(Path.Combine(folder, $"{width}-{scheme}.png"), new ScreenshotOptions { FullPage = true });
                foreach (string section in sections)
                {
                    if (await _page.QuerySelectorAsync($"#{section}:not([hidden])") is not { } element)
                    {
                        continue;
                    }

                    await element.ScreenshotAsync(Path.Combine(folder, $"{width}-{scheme}-{section}.png"));
                }

                _checks.Require(await _page.EvaluateExpressionAsync<bool>("getComputedStyle(document.body).backgroundColor " + (scheme == "dark" ? "!==" : "===") + " 'rgb(255, 255, 255)'"), $"{scheme} has the wrong background");
            }
        }

        await _page.EmulateMediaTypeAsync(MediaType.Print);
        byte[] paper = await _page.PdfDataAsync(new PdfOptions { PrintBackground = true });
        _checks.Require(paper.Length > 10_000, "printing gives nothing");
        await File.WriteAllBytesAsync(Path.Combine(folder, "page.pdf"), paper);
    }

    /// <summary>Elements that are wider than the page.</summary>
    private Task<string> WidestAsync() => _page.EvaluateExpressionAsync<string>(
        "[...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1).map(e => e.tagName + '#' + e.id + '.' + e.className).slice(0, 5).join(' ')");
}
