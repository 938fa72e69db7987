using System.Globalization;
using PuppeteerSharp;
using PuppeteerSharp.Media;

namespace CharRnn.Browser;

/// <summary>The pictures of docs/explain.md: each view of a page, with the same character chosen in all of them.</summary>
internal static class ExplainPictures
{
    /// <summary>The views and how many pixels of each a picture shows at most.</summary>
    private static readonly (string View, int Height)[] _views =
        [("surprise", 560), ("units", 1240), ("connections", 720), ("memory", 760), ("places", 560), ("training", 1130)];

    /// <summary>The slider's place for the picture of training: the network after 200 updates.</summary>
    private const int Snapshot = 5;

    /// <summary>The numbers that docs/explain.md quotes, read from the page: tables and panels, and the losses at each place of the slider.</summary>
    private const string Numbers = """
        (() => {
          const cells = row => [...row.children].map(cell => cell.textContent).join(' | ');
          const rows = (id, wanted) => [...document.querySelectorAll('#' + id + ' tr')].map(cells).filter(wanted);
          const lines = [...rows('property-table', () => true), ...rows('memory-table', row => /^(\D|20 |100 )/.test(row))];
          for (const id of ['units-panel', 'connections-panel']) lines.push(document.getElementById(id).innerText);
          const slider = document.getElementById('training-choice');
          for (let place = 0; place <= Number(slider.max) && !document.getElementById('training').hidden; place++) {
            slider.value = place;
            slider.dispatchEvent(new Event('input'));
            lines.push(document.getElementById('training-name').textContent + ': ' + document.querySelector('#training-chart figcaption').textContent);
          }
          return lines.join('\n');
        })()
        """;

    /// <param name="session">The browser.</param>
    /// <param name="path">The page.</param>
    /// <param name="character">Which character of the passage is chosen, from 0.</param>
    /// <param name="property">The row of the table of properties whose unit is shown, by its first words.</param>
    /// <param name="folder">Where the pictures go: surprise.png and so on.</param>
    internal static async Task TakeAsync(BrowserSession session, string path, string character, string property, string folder)
    {
        IPage page = session.Page;
        Directory.CreateDirectory(folder);
        await page.SetViewportAsync(new ViewPortOptions { Width = 980, Height = 1400 });
        await session.OpenFileAsync(path);
        int chosen = int.Parse(character, CultureInfo.InvariantCulture);
        bool found = await page.EvaluateFunctionAsync<bool>(
            "name => { const row = [...document.querySelectorAll('#property-table button')].find(button => button.textContent.startsWith(name)); row?.click(); return !!row }",
            property);
        session.Checks.Require(found, $"no row of the table of properties begins with '{property}'");

        await page.EvaluateExpressionAsync($"(() => {{ const slider = document.getElementById('training-choice'); slider.value = {Snapshot}; slider.dispatchEvent(new Event('input')); }})()");
        foreach ((string view, int height) in _views)
        {
            if (await page.QuerySelectorAsync($"#{view}:not([hidden])") is not { } section)
            {
                continue;
            }

            if (await page.QuerySelectorAsync($"#{view}-text-{chosen}") is { } place)
            {
                await place.ClickAsync();
            }

            BoundingBox box = (await section.BoundingBoxAsync())!;
            decimal scrolled = await page.EvaluateExpressionAsync<decimal>("scrollY");
            var clip = new Clip { X = box.X, Y = box.Y + scrolled, Width = box.Width, Height = Math.Min(box.Height, height) };
            await page.ScreenshotAsync(Path.Combine(folder, $"{view}.png"), new ScreenshotOptions { Clip = clip });
            session.Checks.Require(true, view);
        }

        Console.WriteLine(await page.EvaluateExpressionAsync<string>(Numbers));
    }
}
