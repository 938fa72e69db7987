using CharRnn.Training;
using static CharRnn.Persistence.FileRule;

namespace CharRnn.Persistence.Reading;

/// <summary>Puts a symbol behind each document of a text, in place of what separates them. Empty documents are left out.</summary>
internal abstract class DocumentSource(IScalarSource source, int symbol) : ChangedSource(source)
{
    /// <summary>Whether a character of the current document has been added.</summary>
    protected bool IsInDocument { get; private set; }

    /// <summary>A source for a way of separating documents. Line ends must be single line feeds.</summary>
    internal static DocumentSource Create(IScalarSource source, DocumentFormat format) => format.Kind switch
    {
        DocumentKind.None => new WholeDocument(source),
        DocumentKind.Lines => new LineDocuments(source),
        DocumentKind.BlankLines => new BlankLineDocuments(source),
        _ => new SeparatedDocuments(source, [.. format.Separator.EnumerateRunes().Select(rune => rune.Value)]),
    };

    protected sealed override void Change(ReadOnlySpan<int> scalars, List<int> output)
    {
        foreach (int scalar in scalars)
        {
            Require(
                scalar != symbol || scalar == '\n',
                $"It contains the character U+{symbol.ToString("X4", System.Globalization.CultureInfo.InvariantCulture)}, which is reserved for separating documents. Remove it.");
            Take(scalar, output);
        }
    }

    protected sealed override void End(List<int> output)
    {
        Finish(output);
        EndDocument(output);
    }

    /// <summary>The next character of the text.</summary>
    protected abstract void Take(int scalar, List<int> output);

    /// <summary>Adds the characters that have been held back, at the end of the text.</summary>
    protected virtual void Finish(List<int> output)
    {
    }

    protected void Add(int scalar, List<int> output)
    {
        IsInDocument = true;
        output.Add(scalar);
    }

    protected void EndDocument(List<int> output)
    {
        if (IsInDocument)
        {
            output.Add(symbol);
            IsInDocument = false;
        }
    }

    /// <summary>The whole text is a document.</summary>
    private sealed class WholeDocument(IScalarSource source) : DocumentSource(source, TextDocuments.EndOfText[0])
    {
        protected override void Take(int scalar, List<int> output) => Add(scalar, output);
    }

    /// <summary>Each line is a document, and the line feed is the symbol.</summary>
    private sealed class LineDocuments(IScalarSource source) : DocumentSource(source, '\n')
    {
        protected override void Take(int scalar, List<int> output)
        {
            if (scalar == '\n')
            {
                EndDocument(output);
            }
            else
            {
                Add(scalar, output);
            }
        }
    }

    /// <summary>Lines of nothing but blanks stand between documents.</summary>
    private sealed class BlankLineDocuments(IScalarSource source) : DocumentSource(source, TextDocuments.EndOfText[0])
    {
        private readonly List<int> _indentation = [];
        private bool _isBlank = true;

        protected override void Take(int scalar, List<int> output)
        {
            if (scalar == '\n')
            {
                if (_isBlank)
                {
                    EndDocument(output);
                }

                _isBlank = true;
                _indentation.Clear();
            }
            else if (_isBlank && scalar is ' ' or '\t')
            {
                _indentation.Add(scalar);
            }
            else
            {
                if (_isBlank)
                {
                    BeginLine(output);
                }

                Add(scalar, output);
            }
        }

        private void BeginLine(List<int> output)
        {
            if (IsInDocument)
            {
                Add('\n', output);
            }

            _indentation.ForEach(blank => Add(blank, output));
            _isBlank = false;
        }
    }

    /// <summary>A given text stands between documents; line feeds around it belong to none.</summary>
    private sealed class SeparatedDocuments(IScalarSource source, int[] separator) : DocumentSource(source, TextDocuments.EndOfText[0])
    {
        private int _matched;
        private int _lineFeeds;

        protected override void Take(int scalar, List<int> output)
        {
            if (_matched == 0 && scalar != separator[0])
            {
                Hold(scalar, output);
                return;
            }

            int[] read = [.. separator.AsSpan(0, _matched), scalar];
            int kept = Math.Min(read.Length, separator.Length);
            while (!read.AsSpan(read.Length - kept).SequenceEqual(separator.AsSpan(0, kept)))
            {
                kept--;
            }

            foreach (int content in read.AsSpan(0, read.Length - kept))
            {
                Hold(content, output);
            }

            _matched = kept;
            if (_matched == separator.Length)
            {
                EndDocument(output);
                (_matched, _lineFeeds) = (0, 0);
            }
        }

        protected override void Finish(List<int> output)
        {
            foreach (int content in separator.AsSpan(0, _matched))
            {
                Hold(content, output);
            }
        }

        private void Hold(int content, List<int> output)
        {
            if (content == '\n')
            {
                _lineFeeds += IsInDocument ? 1 : 0;
                return;
            }

            for (; _lineFeeds > 0; _lineFeeds--)
            {
                Add('\n', output);
            }

            Add(content, output);
        }
    }
}
