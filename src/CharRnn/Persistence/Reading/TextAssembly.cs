using System.Text;
using CharRnn.Training;
using static CharRnn.Persistence.FileRule;

namespace CharRnn.Persistence.Reading;

/// <summary>Reads one or more texts in one pass, as the options say.</summary>
internal sealed class TextAssembly(TextReadingOptions options, Vocabulary? vocabulary) : IDisposable
{
    private const int ChunkLength = 1 << 14;
    private readonly TextCollector _collector = new(vocabulary);
    private readonly UnknownCounter _unknown = new();
    private readonly int[] _scalars = new int[ChunkLength];
    private readonly bool _keepsByteOrderMarks = vocabulary?.TryGetIndex(new Rune(0xfeff), out _) ?? false;

    public void Dispose() => _collector.Dispose();

    /// <summary>One text; with documents, the symbol before, between and behind them.</summary>
    internal ReadText Read(Stream stream)
    {
        if (options.Documents.Kind == DocumentKind.None)
        {
            Append(Decode(stream));
        }
        else
        {
            Append(options.Documents.EndOfText[0]);
            AppendDocuments(stream);
        }

        return Finish();
    }

    /// <summary>Several texts. Each is a document, unless the options say what is.</summary>
    internal ReadText Read(IEnumerable<Stream> streams)
    {
        Append(options.Documents.Kind == DocumentKind.Lines ? '\n' : TextDocuments.EndOfText[0]);
        foreach (Stream stream in streams)
        {
            using (stream)
            {
                AppendDocuments(stream);
            }
        }

        return Finish();
    }

    private IScalarSource Decode(Stream stream)
    {
        IScalarSource source = options.Encoding.Length == 0
            ? ScalarReader.Create(stream, _keepsByteOrderMarks) : new CodePageSource(stream, options.Encoding, _keepsByteOrderMarks);
        source = options.NormalizesLineEnds || options.Documents.Kind != DocumentKind.None ? new LineEndSource(source) : source;
        return options.ComposesCharacters ? new ComposedSource(source) : source;
    }

    private void AppendDocuments(Stream stream)
    {
        long before = _collector.Length;
        Append(DocumentSource.Create(Decode(stream), options.Documents));
        Require(_collector.Length > before, $"It has no text.");
    }

    private void Append(int symbol)
    {
        if (vocabulary is not null && !vocabulary.TryGetIndex(new Rune(symbol), out _))
        {
            throw Broken($"The model was not trained on documents that are divided in this way: its vocabulary lacks {Vocabulary.Describe(new Rune(symbol))}, which separates them.");
        }

        _collector.Append([symbol]);
    }

    private void Append(IScalarSource source)
    {
        source = vocabulary is null ? source : new KnownSource(source, vocabulary, _unknown, _collector.Length);
        for (int count; (count = source.Read(_scalars)) > 0;)
        {
            _collector.Append(_scalars.AsSpan(0, count));
        }
    }

    private ReadText Finish()
    {
        if (options.Unknown == UnknownCharacters.Error)
        {
            _unknown.RequireNone();
        }

        IReadOnlyList<UnknownCharacter> skipped = _unknown.Characters;
        Require(_collector.Length > 0, $"{(skipped.Count > 0 ? "The vocabulary has none of its characters." : "It is empty.")}");
        return new ReadText(_collector.ToText(), skipped);
    }
}
