using PuppeteerSharp;
using PuppeteerSharp.Media;

namespace CharRnn.Browser;

/// <summary>The page at two widths, light and dark, and on paper.</summary>
internal sealed class Screenshots(IPage page, Checks checks, string folder)
{
    internal async Task TakeAsync()
    {
        foreach (int width in new[] { 1280, 400 })
        {
            foreach (string scheme in new[] { "light", "dark" })
            {
                await page.SetViewportAsync(new ViewPortOptions { Width = width, Height = 900 });
                await page.EmulateMediaFeaturesAsync([new MediaFeatureValue { MediaFeature = MediaFeature.PrefersColorScheme, Value = scheme }]);
                await page.EvaluateExpressionAsync("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
                int overflow = await page.EvaluateExpressionAsync<int>("document.documentElement.scrollWidth - innerWidth");
                checks.Require(overflow <= 0, $"the page is {overflow} pixels too wide at {width}: {await WidestAsync()}");
                await page.ScreenshotAsync(Path.Combine(folder, $"{width}-{scheme}.png"), new ScreenshotOptions { FullPage = true });
                foreach (string section in new[] { "surprise", "units", "connections", "memory", "places" })
                {
                    IElementHandle element = await page.QuerySelectorAsync("#" + section);
                    await element.ScreenshotAsync(Path.Combine(folder, $"{width}-{scheme}-{section}.png"));
                }

                checks.Require(await page.EvaluateExpressionAsync<bool>("getComputedStyle(document.body).backgroundColor " + (scheme == "dark" ? "!==" : "===") + " 'rgb(255, 255, 255)'"), $"{scheme} has the wrong background");
            }
        }

        await page.EmulateMediaTypeAsync(MediaType.Print);
        byte[] paper = await page.PdfDataAsync(new PdfOptions { PrintBackground = true });
        checks.Require(paper.Length > 10_000, "printing gives nothing");
        await File.WriteAllBytesAsync(Path.Combine(folder, "page.pdf"), paper);
    }

    /// <summary>What sticks out.</summary>
    private Task<string> WidestAsync() => page.EvaluateExpressionAsync<string>(
        "[...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1).map(e => e.tagName + '#' + e.id + '.' + e.className).slice(0, 5).join(' ')");
}
