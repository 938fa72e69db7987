using System.Globalization;
using System.Reflection;
using System.Xml.Linq;

namespace CharRnn.Tests.Docs;

/// <summary>The documentation of every option of the library names the default that the option has.</summary>
public sealed class OptionDefaultsTests
{
    private static readonly Assembly _library = typeof(Vocabulary).Assembly;

    private static readonly Dictionary<string, string> _comments = XDocument.Load(Path.ChangeExtension(_library.Location, ".xml")).Descendants("member")
        .ToDictionary(member => member.Attribute("name")!.Value, member => string.Concat(member.Elements("summary").DescendantNodes().Select(Shown)));

    /// <summary>Records that can be made without an argument: options, settings, choices.</summary>
    private static IEnumerable<Type> Records
        => _library.GetExportedTypes().Where(type => type.IsSealed && type.GetMethod("<Clone>$") is not null && type.GetConstructor(Type.EmptyTypes) is not null
            && type.GetCustomAttributes().All(attribute => attribute.GetType().Name != "RequiredMemberAttribute"));

    public static TheoryData<string, string> Options
    {
        get
        {
            var options = new TheoryData<string, string>();
            foreach (PropertyInfo property in Records.SelectMany(type => type.GetProperties()).Where(property => property.SetMethod is { IsPublic: true }))
            {
                options.Add(property.DeclaringType!.FullName!, property.Name);
            }

            return options;
        }
    }

    [Theory]
    [MemberData(nameof(Options))]
    public void Comment_names_the_default(string type, string property)
    {
        Type record = _library.GetType(type, throwOnError: true)!;
        object? value = record.GetProperty(property)!.GetValue(Activator.CreateInstance(record));
        string comment = _comments[$"P:{type}.{property}"].Replace(",", "", StringComparison.Ordinal);

        comment.Should().Contain("efault");
        foreach (string word in Words(value))
        {
            comment.Should().Contain(word);
        }
    }

    [Fact]
    public void Options_of_training_and_writing_are_among_them()
        => Options.Should().HaveCountGreaterThan(60);

    private static string[] Words(object? value) => value switch
    {
        bool flag => [flag ? "true" : "false"],
        Enum member => [member.ToString()],
        double.PositiveInfinity => ["infin"],
        double number when number is >= 1e-4 and < 1e6 or 0 => [number.ToString(CultureInfo.InvariantCulture)],
        double number => [number.ToString("0e-0", CultureInfo.InvariantCulture)],
        int or long => [((IFormattable)value).ToString(null, CultureInfo.InvariantCulture)],
        _ => [],
    };

    // The text of a comment; a reference by the last part of its name.
    private static string Shown(XNode node) => node switch
    {
        XText text => text.Value,
        XElement element when element.Attribute("cref") is { } reference => reference.Value.Split('.')[^1],
        XElement element when element.Attribute("langword") is { } word => word.Value,
        _ => "",
    };
}
