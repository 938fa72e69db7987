using System.Numerics;
using CharRnn.Network;
using CharRnn.Writing;

namespace CharRnn;

/// <summary>A network and its vocabulary: everything that is needed to generate text, and the contents of a model file.</summary>
/// <remarks>Safe to share between threads that only read it.</remarks>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed partial class RnnModel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Steps per pass: enough to make the products over a window worthwhile; the result does not depend on it.</summary>
    private const int ScoreWindow = 128;

    /// <summary>Creates a model from a vocabulary and parameters for it. Neither is copied.</summary>
    /// <param name="vocabulary">K characters.</param>
    /// <param name="parameters">Parameters with the same K.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">The sizes differ.</exception>
    public RnnModel(Vocabulary vocabulary, RnnParameters<T> parameters)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        ArgumentNullException.ThrowIfNull(parameters);
        if (parameters.Architecture.VocabularySize != vocabulary.Count)
        {
            throw new ArgumentException(
                $"The parameters are for {Quantity.Of(parameters.Architecture.VocabularySize, "character")}; the vocabulary has {vocabulary.Count}.", nameof(parameters));
        }

        Vocabulary = vocabulary;
        Rnn = new Rnn<T>(parameters);
    }

    /// <summary>The characters.</summary>
    public Vocabulary Vocabulary { get; }

    /// <summary>The network.</summary>
    public Rnn<T> Rnn { get; }

    /// <summary>Creates a copy of the model with a larger vocabulary, for example to train it further on a text that has other characters.</summary>
    /// <remarks>
    /// <para>The known characters keep their weights. A new one has the mean of the known columns of U, zeros in V, and an element of c that
    /// makes it improbable: its probability is at most ε of <typeparamref name="T"/> (2.2e-16 or 1.2e-7) whatever the state, so the loss of a
    /// text without new characters is the same to rounding.</para>
    /// <para>Training makes the new characters probable; with Adam, whose steps have about the size of the learning rate, this takes some hundred updates.</para>
    /// </remarks>
    /// <param name="vocabulary">All characters of this model's vocabulary, and any others.</param>
    /// <returns>A new model that shares no array with this one.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="vocabulary"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="vocabulary"/> lacks a character of this model's; or an array would have more elements than .NET allows.</exception>
    /// <example>
    /// Fine-tunes a trained model on another text, which has characters that the model does not know:
    /// <code><![CDATA[
    /// EncodedText novel = TextFile.Read("novel.txt");
    /// Trainer<float> first = TrialSettings.For(novel, hiddenSize: 32).CreateTrainer<float>(novel);
    /// first.Train(novel);
    ///
    /// EncodedText sequel = TextFile.Read("sequel.txt");
    /// RnnModel<float> model = first.Model.WithVocabulary(first.Model.Vocabulary.Union(sequel.Vocabulary));
    /// sequel = sequel.WithVocabulary(model.Vocabulary);
    /// Console.WriteLine($"before: {model.Score(sequel).NatsPerCharacter:F2} nats per character");
    ///
    /// TrialSettings settings = TrialSettings.For(sequel, hiddenSize: 32);
    /// settings = settings with { Optimizer = settings.Optimizer with { LearningRate = 0.002 } };
    /// settings.CreateTrainer(sequel, model).Train(sequel);
    /// Console.WriteLine($"after: {model.Score(sequel).NatsPerCharacter:F2} nats per character");
    /// ]]></code>
    /// </example>
    public RnnModel<T> WithVocabulary(Vocabulary vocabulary)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        return new RnnModel<T>(vocabulary, ExtendedVocabulary.Extend(Rnn.Parameters, Vocabulary, vocabulary));
    }

    /// <summary>Measures how well the network predicts a text, read from the zero state without ever going back to it.</summary>
    /// <param name="text">At least two characters; a byte-order mark at its start is skipped unless the vocabulary has it.</param>
    /// <returns>The loss of the second and all later characters, each given all characters before it.</returns>
    /// <exception cref="ArgumentException">
    /// The text has fewer than two characters, a character that the vocabulary lacks, or a lone surrogate.
    /// </exception>
    /// <example>
    /// Scores whole lines, and every character of one of them:
    /// <code><![CDATA[
    /// EncodedText text = TextFile.Read("novel.txt");
    /// Trainer<float> trainer = TrialSettings.For(text, hiddenSize: 32).CreateTrainer<float>(text);
    /// trainer.Train(text);
    /// RnnModel<float> model = trainer.Model;
    ///
    /// foreach (string line in (string[])["the wheel of the mill", "eht leehw fo eht llim"])
    /// {
    ///     Console.WriteLine($"{line}: {model.Score(line).BitsPerCharacter:F2} bits per character");
    /// }
    ///
    /// int[] indexes = model.Vocabulary.Encode("the mill");
    /// var losses = new float[indexes.Length - 1];
    /// model.Score(indexes, losses);
    /// Console.WriteLine(string.Join(' ', losses.Select(loss => $"{loss:F2}")));
    /// ]]></code>
    /// </example>
    public TextScore Score(ReadOnlySpan<char> text) => Score(Vocabulary.Encode(text));

    /// <summary>As <see cref="Score(ReadOnlySpan{char})"/>, for an encoded text; optionally gives the loss of each character.</summary>
    /// <remarks>Uses memory for one window whatever the length of the text. May run on several threads at once.</remarks>
    /// <param name="text">N ≥ 2 indexes.</param>
    /// <param name="losses">
    /// Empty, or N − 1 numbers that are overwritten: element i becomes −ln p of character i + 1 in nats.
    /// </param>
    /// <returns>The loss of the second and all later characters, each given all characters before it.</returns>
    /// <exception cref="ArgumentException">The text has fewer than two characters, or <paramref name="losses"/> has another length.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An index is not in the vocabulary.</exception>
    public TextScore Score(ReadOnlySpan<int> text, Span<T> losses = default)
    {
        RequireScorable(text.Length, losses.Length, nameof(text));
        Preconditions.RequireIndexes(text, 0, Vocabulary.Count, nameof(text));
        return Score(new IndexSpan(text), losses);
    }

    /// <summary>
    /// As <see cref="Score(ReadOnlySpan{int}, Span{T})"/>, for an <see cref="EncodedText"/>, which takes one byte per character if K ≤ 256.
    /// </summary>
    /// <param name="text">N ≥ 2 characters, encoded with the model's vocabulary.</param>
    /// <param name="losses">
    /// Empty, or N − 1 numbers that are overwritten: element i becomes −ln p of character i + 1 in nats.
    /// </param>
    /// <returns>The loss of the second and all later characters, each given all characters before it.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    /// <exception cref="ArgumentException">
    /// The text has another vocabulary than the model or fewer than two characters, or <paramref name="losses"/> has another length.
    /// </exception>
    public TextScore Score(EncodedText text, Span<T> losses = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        Preconditions.RequireSameVocabulary(text.Vocabulary, Vocabulary, nameof(text));
        RequireScorable(text.Length, losses.Length, nameof(text));
        return Score(text.Indexes, losses);
    }

    /// <summary>As <see cref="Score(EncodedText, Span{T})"/>, but passes the loss of each character to a callback instead of storing it.</summary>
    /// <param name="text">N ≥ 2 characters, encoded with the model's vocabulary.</param>
    /// <param name="losses">
    /// Called for one stretch of the text after another, with the position i of a character and the losses −ln p of the
    /// characters i, i + 1, … in nats; the span is valid during the call only.
    /// </param>
    /// <returns>The loss of the second and all later characters, each given all characters before it.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">The text has another vocabulary than the model or fewer than two characters.</exception>
    public TextScore Score(EncodedText text, Action<int, ReadOnlySpan<T>> losses)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(losses);
        Preconditions.RequireSameVocabulary(text.Vocabulary, Vocabulary, nameof(text));
        RequireScorable(text.Length, 0, nameof(text));
        return Score(text.Indexes, default, losses);
    }

    /// <summary>
    /// Measures how well the network predicts each of many texts. The results equal those of <see cref="Score(ReadOnlySpan{char})"/> for each text up
    /// to rounding, but the texts are processed in parallel, which is many times faster.
    /// </summary>
    /// <param name="texts">Any number of texts; each is read from the zero state.</param>
    /// <param name="endOfText">
    /// The symbol between the documents that the model was trained on (<c>TrainingOptions.EndOfText</c>); empty for none,
    /// the default. With it the network reads the symbol first, and predicts every character of the text and the symbol behind it: the
    /// score is the probability of the document as a whole. Without it nothing predicts the first character.
    /// </param>
    /// <returns>A score for each text, in the same order.</returns>
    /// <exception cref="ArgumentNullException">An argument, or one of the texts, is null.</exception>
    /// <exception cref="ArgumentException">
    /// A text has a character that the vocabulary lacks or a lone surrogate, or fewer than two characters without
    /// <paramref name="endOfText"/>, which must be empty or one character that the vocabulary has.
    /// </exception>
    public IReadOnlyList<TextScore> ScoreMany(IReadOnlyList<string> texts, string endOfText = "")
    {
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentNullException.ThrowIfNull(endOfText);
        return ManyTexts.Score(this, texts, endOfText);
    }

    /// <summary>
    /// Measures how well the network predicts a text that is divided into documents, each read from the zero state. Many documents are processed in
    /// parallel.
    /// </summary>
    /// <param name="text">
    /// N ≥ 2 characters, encoded with the model's vocabulary, with the symbol before, between and behind the documents, as
    /// <c>TextDocuments.Join</c> and <c>TextFile</c> put it.
    /// </param>
    /// <param name="endOfText">The symbol: one character that the vocabulary has.</param>
    /// <param name="losses">
    /// Null, or called for one document after another, with the position i of a character and the losses −ln p of the characters
    /// i, i + 1, … in nats; the last of them is the symbol behind the document. The span is valid during the call only.
    /// </param>
    /// <returns>The loss of the second and every later character, given those before it in its document.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> or <paramref name="endOfText"/> is null.</exception>
    /// <exception cref="ArgumentException">
    /// The text has another vocabulary than the model or fewer than two characters, or <paramref name="endOfText"/> is not one character of the vocabulary.
    /// </exception>
    public TextScore ScoreDocuments(EncodedText text, string endOfText, Action<int, ReadOnlySpan<T>>? losses = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(endOfText);
        Preconditions.RequireSameVocabulary(text.Vocabulary, Vocabulary, nameof(text));
        RequireScorable(text.Length, 0, nameof(text));
        return ManyTexts.Score(this, text.Indexes, endOfText, losses);
    }

    /// <summary>
    /// Measures how well the network predicts a text that is cut into windows, each read from the zero state without the preceding text.
    /// </summary>
    /// <remarks>
    /// This is the measure of programs without a running state (nanoGPT reads windows of 256). The first characters of a window are hard to predict,
    /// so the loss is larger than that of <see cref="Score(EncodedText, Span{T})"/>: on tinyshakespeare by about 6.3/n nats per character.
    /// </remarks>
    /// <param name="text">N ≥ 2 characters, encoded with the model's vocabulary.</param>
    /// <param name="windowLength">n, the predictions of a window, 1 or more; the last window may have fewer.</param>
    /// <param name="losses">
    /// Null, or called for one window after another, with the position i of a character and the losses −ln p of the characters
    /// i, i + 1, … in nats; the span is valid during the call only.
    /// </param>
    /// <returns>The loss of the second and every later character, given those before it in its window.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    /// <exception cref="ArgumentException">The text has another vocabulary than the model or fewer than two characters.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="windowLength"/> is less than 1.</exception>
    public TextScore ScoreWindows(EncodedText text, int windowLength, Action<int, ReadOnlySpan<T>>? losses = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        Preconditions.RequirePositive(windowLength);
        Preconditions.RequireSameVocabulary(text.Vocabulary, Vocabulary, nameof(text));
        RequireScorable(text.Length, 0, nameof(text));
        return ManyTexts.Score(this, text.Indexes, windowLength, losses);
    }

    private static void RequireScorable(int length, int lossCount, string name)
    {
        if (length < 2)
        {
            throw new ArgumentException($"The text has {Quantity.Of(length, "character")}; 2 are needed: one to read and one to predict.", name);
        }

        if (lossCount > 0)
        {
            Preconditions.RequireLength(lossCount, length - 1, "The array of losses", "losses");
        }
    }

    private TextScore Score(IndexSpan text, Span<T> losses, Action<int, ReadOnlySpan<T>>? tell = null)
    {
        int count = text.Length - 1;
        var workspace = new RnnWorkspace<T>(Rnn.Parameters.Architecture, Math.Min(ScoreWindow, count));
        var state = new T[Rnn.StateSize];
        var buffer = new int[Math.Min(ScoreWindow, count) + 1];
        double total = 0;
        for (int start = 0; start < count; start += ScoreWindow)
        {
            int length = Math.Min(ScoreWindow, count - start);
            ReadOnlySpan<int> window = text.Read(start, buffer.AsSpan(0, length + 1));
            total += double.CreateTruncating(Rnn.Forward(window[..length], window[1..], state, workspace));
            if (losses.Length > 0)
            {
                workspace.Losses.CopyTo(losses[start..]);
            }

            tell?.Invoke(start + 1, workspace.Losses);
        }

        return new TextScore { PredictionCount = count, TotalLoss = total };
    }
}
