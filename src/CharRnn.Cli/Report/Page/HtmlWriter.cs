using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace CharRnn.Cli.Report.Page;

/// <summary>A page as one HTML file with everything inside: the templates, the <c>.razor</c> files beside this one, filled with it.</summary>
internal static class HtmlWriter
{
    /// <summary>Writes the page.</summary>
    /// <param name="page">The page.</param>
    /// <param name="json">The results, safe inside HTML.</param>
    internal static string Write(ReportPage page, string json)
    {
        using ServiceProvider services = new ServiceCollection().BuildServiceProvider();
        using var renderer = new HtmlRenderer(services, NullLoggerFactory.Instance);
        var parameters = ParameterView.FromDictionary(new Dictionary<string, object?>
        {
            [nameof(ReportDocument.Page)] = page,
            [nameof(ReportDocument.Json)] = json,
        });

        // The templates contain nothing asynchronous, so rendering is complete when the renderer returns.
        string html = renderer.Dispatcher.InvokeAsync(async () => (await renderer.RenderComponentAsync<ReportDocument>(parameters).ConfigureAwait(false)).ToHtmlString()).GetAwaiter().GetResult();
        return "<!DOCTYPE html>\n" + html + "\n";
    }
}
