using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace ApiReference;

/// <summary>The compiler's file of XML comments, read as Markdown.</summary>
internal sealed partial class XmlComments(string path, IReadOnlyDictionary<string, string> pages)
{
    private readonly Dictionary<string, XElement> _members = XDocument.Load(path).Descendants("member")
        .ToDictionary(member => member.Attribute("name")!.Value);

    /// <summary>The comment of a member; null for one that the compiler made.</summary>
    internal XElement? Find(MemberInfo member) => _members.GetValueOrDefault(MemberId.Of(member));

    internal string Summary(MemberInfo member) => Find(member)?.Element("summary") is { } summary ? Text(summary) : "";

    /// <summary>An element's content as one run of Markdown, paragraphs apart.</summary>
    internal string Text(XElement element)
    {
        var text = new StringBuilder();
        foreach (XNode node in element.Nodes())
        {
            text.Append(node switch
            {
                XText words => words.Value.Replace("<", "&lt;", StringComparison.Ordinal),
                XElement { Name.LocalName: "see" } see => Reference(see),
                XElement { Name.LocalName: "paramref" or "typeparamref" } name => $"`{name.Attribute("name")!.Value}`",
                XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
                XElement { Name.LocalName: "em" or "i" } emphasis => $"*{emphasis.Value}*",
                XElement { Name.LocalName: "b" or "strong" } strong => $"**{strong.Value}**",
                XElement { Name.LocalName: "code" } block => $"\v```csharp\v{block.Value.Trim('\n').Replace("\n", "\v", StringComparison.Ordinal)}\v```\v",
                XElement { Name.LocalName: "item" } item => $"\v- {Text(item)}",
                XElement { Name.LocalName: "list" } list => $"{Text(list)}\v",
                XElement { Name.LocalName: "para" } paragraph => $"\v\v{Text(paragraph)}\v\v",
                XElement other => Text(other),
                _ => "",
            });
        }

        // \v stands for the line breaks that are meant; those of the source are only where its lines ended.
        string folded = Space().Replace(text.ToString(), " ");
        return Breaks().Replace(folded.Replace(" \v", "\v", StringComparison.Ordinal).Replace("\v ", "\v", StringComparison.Ordinal), "\v\v").Trim(' ', '\v').Replace('\v', '\n');
    }

    internal string TypeLink(string id, string shown)
        => pages.TryGetValue(id, out string? page) ? $"[`{shown}`]({page})" : $"`{shown}`";

    private string Reference(XElement see)
    {
        if (see.Attribute("href") is { } address)
        {
            return $"[{(see.Value.Length > 0 ? see.Value : address.Value)}]({address.Value})";
        }

        if (see.Attribute("langword") is { } word)
        {
            return $"`{word.Value}`";
        }

        string id = see.Attribute("cref")!.Value;
        string name = Generic().Replace(id[2..].Split('(')[0], "");
        string type = id[0] == 'T' ? id[2..] : id[2..].Split('(')[0] is var member ? member[..member.LastIndexOf('.')] : "";
        string shown = id[0] == 'T' ? name[(name.LastIndexOf('.') + 1)..] : string.Join('.', name.Split('.')[^2..]);
        return TypeLink(type, shown.Replace(".#ctor", "", StringComparison.Ordinal));
    }

    [GeneratedRegex(@"[ \t\r\n]+")]
    private static partial Regex Space();

    [GeneratedRegex("\v{2,}")]
    private static partial Regex Breaks();

    [GeneratedRegex("`+[0-9]+")]
    private static partial Regex Generic();
}
