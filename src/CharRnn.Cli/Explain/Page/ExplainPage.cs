using System.Net;
using System.Text.Json;
using CharRnn.Cli.Explain.Numbers;
using CharRnn.Cli.Pages;

namespace CharRnn.Cli.Explain.Page;

/// <summary>
/// The page: <c>explain.html</c> with style, scripts and numbers put in. The files beside this one are the page as it is; there is no
/// HTML in C#.
/// </summary>
internal static class ExplainPage
{
    /// <summary>In the order in which a browser runs them, as one script.</summary>
    private static readonly string[] _scripts = ["data.js", "passage.js", "surprise.js", "units.js", "connections.js", "chart.js", "memory.js", "places.js", "training.js", "main.js"];

    internal static string Create(Explanation explanation)
        => PageFile.Read("explain.html")
            .Replace("{{title}}", WebUtility.HtmlEncode($"What {explanation.ModelName} does with {explanation.TextName}"), StringComparison.Ordinal)
            .Replace("{{style}}", PageFile.Read("page.css", "views.css", "explain.css"), StringComparison.Ordinal)
            .Replace("{{script}}", PageFile.Read(_scripts), StringComparison.Ordinal)

            // Last, and escaped by the serializer: < > & become \u003C and so on, so no text can end the element.
            .Replace("{{data}}", ExplainJson.ForPage(explanation).ToJsonString(JsonSerializerOptions.Default), StringComparison.Ordinal);
}
