namespace CharRnn.Training;

public sealed partial class Trainer<T>
{
    /// <summary>As <see cref="Step(ReadOnlySpan{int})"/>, for a text of one byte per character where that is enough.</summary>
    /// <param name="text">The whole text, encoded with the model's vocabulary; the same one at every call.</param>
    /// <returns>Where training stands after it.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    /// <exception cref="ArgumentException">The text has another vocabulary than the model, or is too short for one window in every stream.</exception>
    /// <exception cref="TrainingDivergedException">The loss or a parameter is NaN or infinite, or the loss has exploded.</exception>
    public TrainingProgress Step(EncodedText text) => Step(IndexesOf(text));

    /// <summary>As <see cref="Train(ReadOnlySpan{int}, IProgress{TrainingProgress}?, CancellationToken)"/>, for a text of one byte per character where that is enough.</summary>
    /// <param name="text">The text, encoded with the model's vocabulary.</param>
    /// <param name="progress">Told after updates, on the training thread; may be null.</param>
    /// <param name="cancellationToken">Stops between two updates; the model is then as the last update left it.</param>
    /// <returns>What was reached.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    /// <exception cref="ArgumentException">The text has another vocabulary than the model, or is too short, or nothing would ever end the training.</exception>
    /// <exception cref="OperationCanceledException">Cancelled. <see cref="Result"/> tells what was reached.</exception>
    /// <exception cref="TrainingDivergedException">The loss or a parameter is NaN or infinite, or the loss has exploded.</exception>
    public TrainingResult<T> Train(EncodedText text, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
        => Train(IndexesOf(text), progress, cancellationToken);

    /// <summary>As <see cref="Validate(ReadOnlySpan{int})"/>, for an encoded text.</summary>
    /// <param name="text">The whole text, encoded with the model's vocabulary.</param>
    /// <returns>The mean over the held-out characters, in nats per character; NaN when nothing is held out.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    /// <exception cref="ArgumentException">The text has another vocabulary than the model, or is too short.</exception>
    public double Validate(EncodedText text) => Validate(IndexesOf(text));

    private IndexSpan IndexesOf(EncodedText text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Preconditions.RequireSameVocabulary(text.Vocabulary, Model.Vocabulary, nameof(text));
        return text.Indexes;
    }
}
