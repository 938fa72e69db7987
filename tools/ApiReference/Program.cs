// The reference of the public surface, docs/api, from the library and its XML comments: one page per type, and an index.
//     dotnet run -c Release --project tools/ApiReference -- docs/api            writes the pages
//     dotnet run -c Release --project tools/ApiReference -- docs/api --check    fails if they are not current
using System.Reflection;
using ApiReference;

if (args.Length is < 1 or > 2 || (args.Length == 2 && args[1] != "--check"))
{
    Console.Error.WriteLine("usage: ApiReference FOLDER [--check]");
    return 2;
}

Assembly library = typeof(CharRnn.Vocabulary).Assembly;
var comments = new XmlComments(Path.ChangeExtension(library.Location, ".xml"), PageWriter.PageNames(library));
Dictionary<string, string> pages = new PageWriter(library, comments).Pages();
string folder = args[0];
if (args.Length == 2)
{
    string[] present = Directory.Exists(folder) ? [.. Directory.GetFiles(folder, "*.md").Select(path => Path.GetFileName(path)!)] : [];
    string[] stale =
    [
        .. pages.Keys.Where(name => !present.Contains(name) || File.ReadAllText(Path.Combine(folder, name)).ReplaceLineEndings("\n") != pages[name]),
        .. present.Where(name => !pages.ContainsKey(name)),
    ];
    foreach (string name in stale.Order(StringComparer.Ordinal))
    {
        Console.Error.WriteLine($"{folder}/{name} is not current");
    }

    Console.WriteLine($"{pages.Count} pages, {stale.Length} not current");
    return stale.Length == 0 ? 0 : 1;
}

Directory.CreateDirectory(folder);
foreach (string old in Directory.GetFiles(folder, "*.md"))
{
    File.Delete(old);
}

foreach ((string name, string text) in pages)
{
    File.WriteAllText(Path.Combine(folder, name), text);
}

Console.WriteLine($"{pages.Count} pages");
return 0;
