using CharRnn.Cli.Screen;
using Microsoft.AspNetCore.Components;

namespace CharRnn.Cli.Report.Page;

/// <summary>Base class of the page's templates, the <c>.razor</c> files in this folder.</summary>
public abstract class ReportTemplate : ComponentBase
{
    /// <summary>Plain text in the page: letters stay letters, and nothing in it means anything to a browser.</summary>
    protected static MarkupString Text(string text) => new(Html.Escape(text));

    /// <summary>The same inside an attribute, which the renderer escapes.</summary>
    protected static string Attribute(string text) => ConsoleText.Visible(text);

    /// <summary>Content as an address, so that nothing has to be fetched.</summary>
    protected static string Data(string type, string content) => Html.Data(type, content);
}
