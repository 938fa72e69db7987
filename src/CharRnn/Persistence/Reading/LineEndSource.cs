namespace CharRnn.Persistence.Reading;

/// <summary>Makes one line feed of every carriage return and line feed. A carriage return by itself stays.</summary>
internal sealed class LineEndSource(IScalarSource source) : ChangedSource(source)
{
    private bool _holdsReturn;

    protected override void Change(ReadOnlySpan<int> scalars, List<int> output)
    {
        foreach (int scalar in scalars)
        {
            if (_holdsReturn && scalar != '\n')
            {
                output.Add('\r');
            }

            _holdsReturn = scalar == '\r';
            if (!_holdsReturn)
            {
                output.Add(scalar);
            }
        }
    }

    protected override void End(List<int> output)
    {
        if (_holdsReturn)
        {
            output.Add('\r');
        }
    }
}
