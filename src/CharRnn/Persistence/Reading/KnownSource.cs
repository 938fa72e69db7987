using System.Text;

namespace CharRnn.Persistence.Reading;

/// <summary>Leaves out the characters that a vocabulary lacks, and counts them.</summary>
internal sealed class KnownSource(IScalarSource source, Vocabulary vocabulary, UnknownCounter counter, long position) : ChangedSource(source)
{
    private long _position = position;

    protected override void Change(ReadOnlySpan<int> scalars, List<int> output)
    {
        foreach (int scalar in scalars)
        {
            if (vocabulary.TryGetIndex(new Rune(scalar), out _))
            {
                output.Add(scalar);
            }
            else
            {
                counter.Add(scalar, _position);
            }

            _position++;
        }
    }

    protected override void End(List<int> output)
    {
    }
}
