namespace CharRnn.Persistence.Reading;

/// <summary>A text as Unicode scalar values, a bufferful at a time. Sources that change a text read from another source.</summary>
internal interface IScalarSource
{
    /// <summary>Reads the next scalar values.</summary>
    /// <param name="scalars">Filled from its start; not empty.</param>
    /// <returns>How many; 0 at the end of the text.</returns>
    /// <exception cref="InvalidDataException">The text is not valid.</exception>
    int Read(Span<int> scalars);
}
