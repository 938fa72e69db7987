// Opens a page of 'charrnn explain' in an installed Chromium and uses it as a reader would: clicks through every view, moves with the
// keyboard, compares what is shown with --json, and takes screenshots. Any message of the console fails, and any request.
//
//     dotnet run --project tests/CharRnn.Browser -- CHROMIUM PAGE.html NUMBERS.json SCREENSHOTS
using System.Diagnostics;
using System.Text.Json.Nodes;
using CharRnn.Browser;
using PuppeteerSharp;

if (args.Length != 4)
{
    Console.Error.WriteLine("usage: CHROMIUM PAGE.html NUMBERS.json SCREENSHOTS");
    return 2;
}

JsonNode numbers = JsonNode.Parse(File.ReadAllText(args[2]))!;
Directory.CreateDirectory(args[3]);
var checks = new Checks();
await using IBrowser browser = await Puppeteer.LaunchAsync(new LaunchOptions { ExecutablePath = args[0], Headless = true, Args = ["--no-sandbox", "--disable-gpu"], Timeout = 120_000 });
await using IPage page = await browser.NewPageAsync();
page.DefaultTimeout = 60_000;
page.Console += (_, message) => checks.Fail($"console: {message.Message.Text}");
page.PageError += (_, error) => checks.Fail($"error of the script: {error.Message}");
page.Request += (_, request) => checks.Require(request.Request.Url.StartsWith("file:", StringComparison.Ordinal) && request.Request.IsNavigationRequest, $"the page asks for {request.Request.Url}");

var clock = Stopwatch.StartNew();
await page.GoToAsync(new Uri(Path.GetFullPath(args[1])).AbsoluteUri, WaitUntilNavigation.Load);
Console.WriteLine($"opened in {clock.ElapsedMilliseconds} ms, {new FileInfo(args[1]).Length / 1000} kB");

var explained = new ExplainedPage(page, numbers, checks);
await explained.CheckHeadAsync();
await explained.CheckSurpriseAsync();
await explained.CheckKeyboardAsync();
await explained.CheckUnitsAsync();
await explained.CheckConnectionsAsync();
await explained.CheckMemoryAsync();
await explained.CheckPlacesAsync();
await explained.CheckTrainingAsync();
await new Screenshots(page, checks, args[3]).TakeAsync();

Console.WriteLine($"{checks.Passed} passed, {checks.Failed} failed");
return checks.Failed == 0 && checks.Passed > 0 ? 0 : 1;
