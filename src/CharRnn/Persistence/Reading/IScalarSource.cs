namespace CharRnn.Persistence.Reading;

/// <summary>A text as a stream of Unicode scalar values. Sources that change a text read it from another source.</summary>
internal interface IScalarSource
{
    /// <summary>Reads the next scalar values.</summary>
    /// <param name="scalars">Filled from its start; not empty.</param>
    /// <returns>The number of values read; 0 at the end of the text.</returns>
    /// <exception cref="InvalidDataException">The text is not valid.</exception>
    int Read(Span<int> scalars);
}
