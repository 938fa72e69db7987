using System.Globalization;
using PuppeteerSharp;

namespace CharRnn.Browser;

/// <summary>What a page shows.</summary>
internal static class Shown
{
    /// <summary>The text of the first element of a selector.</summary>
    internal static Task<string> TextAsync(this IPage page, string selector) => page.EvaluateFunctionAsync<string>("selector => document.querySelector(selector).textContent", selector);

    /// <summary>A number as the pages write it, with a minus sign instead of a hyphen.</summary>
    internal static string Fixed(double value, int digits) => value.ToString("F" + digits, CultureInfo.InvariantCulture).Replace('-', '−');
}
