// Opens a page in an installed Chromium and uses it as a reader would: clicks through it, moves with the keyboard, compares what is
// shown with the numbers it was made from, and takes screenshots. Any message of the console fails, and any request that the page should not make.
//
//     dotnet run --project tests/CharRnn.Browser -- CHROMIUM explain PAGE.html NUMBERS.json SCREENSHOTS
//     dotnet run --project tests/CharRnn.Browser -- CHROMIUM pictures PAGE.html CHARACTER PROPERTY FOLDER      the pictures of docs/explain.md
//     dotnet run --project tests/CharRnn.Browser -- CHROMIUM sample PUBLISHED_FOLDER MODEL_OF_THE_COMMAND SCREENSHOTS
//     dotnet run --project tests/CharRnn.Browser -- CHROMIUM report index.html results.json SCREENSHOTS
using CharRnn.Browser;

Func<BrowserSession, Task>? work = args switch
{
    [_, "explain", var page, var numbers, var screenshots] => session => ExplainedPage.CheckAsync(session, page, numbers, screenshots),
    [_, "pictures", var page, var character, var property, var folder] => session => ExplainPictures.TakeAsync(session, page, character, property, folder),
    [_, "sample", var folder, var model, var screenshots] => session => SamplePage.CheckAsync(session, folder, model, screenshots),
    [_, "report", var page, var results, var screenshots] => session => ReportedPage.CheckAsync(session, page, results, screenshots),
    _ => null,
};
if (work is null)
{
    Console.Error.WriteLine("usage: CHROMIUM explain PAGE.html NUMBERS.json SCREENSHOTS, CHROMIUM pictures PAGE.html CHARACTER PROPERTY FOLDER, CHROMIUM report index.html results.json SCREENSHOTS, or CHROMIUM sample FOLDER MODEL SCREENSHOTS");
    return 2;
}

await using BrowserSession session = await BrowserSession.StartAsync(args[0]);
await work(session);
Console.WriteLine($"{session.Checks.Passed} passed, {session.Checks.Failed} failed");
return session.Checks.Failed == 0 && session.Checks.Passed > 0 ? 0 : 1;
