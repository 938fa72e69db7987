using System.Reflection;
using System.Text;
using System.Xml.Linq;

namespace ApiReference;

/// <summary>The pages: an index by namespace, and one page for each public type.</summary>
internal sealed class PageWriter(Assembly library, XmlComments comments)
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
    private const string Origin = "<!-- Written by tools/ApiReference from the comments in the source. Change them there. -->";

    /// <summary>The page of each type, by the type's name in comments.</summary>
    internal static Dictionary<string, string> PageNames(Assembly library)
        => library.GetExportedTypes().ToDictionary(MemberId.Name, PageName);

    internal Dictionary<string, string> Pages()
    {
        var pages = library.GetExportedTypes().ToDictionary(PageName, Page);
        pages.Add("README.md", Index());
        return pages;
    }

    // A static class may share its name with a generic one, which then has the arity in the page's name.
    private static string PageName(Type type)
    {
        string name = type.FullName!.Replace('+', '.');
        string bare = Signature.Bare(name);
        bool isShared = type.IsGenericType && type.Assembly.GetType(bare) is not null;
        return (isShared ? name.Replace('`', '-') : bare) + ".md";
    }

    private string Index()
    {
        var text = new StringBuilder($"{Origin}\n\n# API reference\n");
        foreach (IGrouping<string, Type> space in library.GetExportedTypes().GroupBy(type => type.Namespace!).OrderBy(space => space.Key, StringComparer.Ordinal))
        {
            text.Append($"\n## {space.Key}\n\n| Type | |\n|---|---|\n");
            foreach (Type type in space.OrderBy(type => type.Name, StringComparer.Ordinal))
            {
                text.Append($"| [`{Signature.Name(type)}`]({PageName(type)}) | {Cell(comments.Summary(type))} |\n");
            }
        }

        return text.ToString();
    }

    private string Page(Type type)
    {
        var text = new StringBuilder($"{Origin}\n\n# {Signature.Name(type).Replace("<", "\\<", StringComparison.Ordinal)}\n\nNamespace `{type.Namespace}`, [all types](README.md)\n\n");
        text.Append($"```csharp\n{Signature.Of(type)}\n```\n\n");
        Describe(text, type);
        Section(text, "Values", type.IsEnum ? type.GetFields(Declared).Where(field => field.IsLiteral) : [], Signature.Of);
        Section(text, "Constants", type.IsEnum ? [] : type.GetFields(Declared).Where(field => field.IsLiteral), Signature.Of);
        Section(text, "Constructors", type.GetConstructors(Declared).Where(HasComment), Signature.Of);
        Section(text, "Properties", type.GetProperties(Declared).Where(HasComment), Signature.Of);
        Section(text, "Methods", type.GetMethods(Declared).Where(method => !method.IsSpecialName && HasComment(method)), Signature.Of);
        Section(text, "Events", type.GetEvents(Declared).Where(HasComment), Signature.Of);
        return text.ToString().TrimEnd() + "\n";
    }

    /// <summary>What the compiler adds to a record has no comment, and needs none.</summary>
    private bool HasComment(MemberInfo member) => comments.Find(member) is not null || (member is PropertyInfo && PositionalComment(member) is not null);

    /// <summary>A property that a record's parameter makes is described by that parameter.</summary>
    private XElement? PositionalComment(MemberInfo member)
        => comments.Find(member.DeclaringType!)?.Elements("param").FirstOrDefault(parameter => parameter.Attribute("name")!.Value == member.Name);

    private void Section<TMember>(StringBuilder text, string title, IEnumerable<TMember> members, Func<TMember, string> signature)
        where TMember : MemberInfo
    {
        TMember[] all = [.. members.OrderBy(member => member.MetadataToken)];
        if (all.Length == 0)
        {
            return;
        }

        text.Append($"## {title}\n\n");
        foreach (TMember member in all)
        {
            string name = member is ConstructorInfo ? Signature.Bare(member.DeclaringType!.Name) : member.Name == "Item" ? "this[]" : member.Name;
            text.Append($"### {name}\n\n```csharp\n{signature(member)}\n```\n\n");
            Describe(text, member);
        }
    }

    private void Describe(StringBuilder text, MemberInfo member)
    {
        if (comments.Find(member) is not { } comment)
        {
            text.Append(PositionalComment(member) is { } parameter ? comments.Text(parameter) + "\n\n" : "");
            return;
        }

        Paragraph(comment.Element("summary"));
        Paragraph(comment.Element("inheritdoc") is null ? null : new XElement("p", "As the member that it implements or overrides."));
        Paragraph(comment.Element("remarks"));
        List("Parameters", member is Type ? [] : comment.Elements("typeparam").Concat(comment.Elements("param")), element => $"`{element.Attribute("name")!.Value}`");
        if (comment.Element("returns") is { } result)
        {
            text.Append($"Returns: {comments.Text(result)}\n\n");
        }

        List("Exceptions", comment.Elements("exception"), element => comments.TypeLink(element.Attribute("cref")!.Value[2..], Signature.Bare(element.Attribute("cref")!.Value.Split('.')[^1])));

        void Paragraph(XElement? element) => text.Append(element is null ? "" : comments.Text(element) + "\n\n");

        void List(string title, IEnumerable<XElement> elements, Func<XElement, string> name)
        {
            string[] lines = [.. elements.Select(element => $"- {name(element)}: {Cell(comments.Text(element))}\n")];
            text.Append(lines.Length == 0 ? "" : $"{title}:\n\n{string.Concat(lines)}\n");
        }
    }

    private static string Cell(string text) => text.Replace('\n', ' ').Replace("|", "\\|", StringComparison.Ordinal);
}
