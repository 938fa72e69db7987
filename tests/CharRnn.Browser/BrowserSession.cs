using System.Diagnostics;
using PuppeteerSharp;

namespace CharRnn.Browser;

/// <summary>A running browser with one page.</summary>
internal sealed class BrowserSession : IAsyncDisposable
{
    private readonly IBrowser _browser;

    private BrowserSession(IBrowser browser, IPage page)
    {
        (_browser, Page) = (browser, page);
        page.DefaultTimeout = 300_000;
        page.Console += (_, message) => Checks.Fail($"console: {message.Message.Text}");
        page.PageError += (_, error) => Checks.Fail($"error of the script: {error.Message}");
    }

    internal IPage Page { get; }

    internal Checks Checks { get; } = new();

    /// <param name="chromium">The browser's program.</param>
    internal static async Task<BrowserSession> StartAsync(string chromium)
    {
        IBrowser browser = await Puppeteer.LaunchAsync(new LaunchOptions { ExecutablePath = chromium, Headless = true, Args = ["--no-sandbox", "--disable-gpu"], Timeout = 120_000 });
        return new(browser, await browser.NewPageAsync());
    }

    /// <summary>Opens a page that consists of one file, and fails if the page requests any other.</summary>
    internal async Task OpenFileAsync(string path)
    {
        Page.Request += (_, request) => Checks.Require(
            request.Request.Url.StartsWith("data:", StringComparison.Ordinal) || (request.Request.Url.StartsWith("file:", StringComparison.Ordinal) && request.Request.IsNavigationRequest),
            $"the page asks for {request.Request.Url}");
        var clock = Stopwatch.StartNew();
        await Page.GoToAsync(new Uri(Path.GetFullPath(path)).AbsoluteUri, WaitUntilNavigation.Load);
        Console.WriteLine($"opened in {clock.ElapsedMilliseconds} ms, {new FileInfo(path).Length / 1000} kB");
    }

    public async ValueTask DisposeAsync() => await _browser.DisposeAsync();
}
