using System.Globalization;

namespace CharRnn.Training.Search;

/// <summary>The numbers behind <see cref="TrialSettings.For"/>. All are measured: docs/decisions/0002-training-defaults.md.</summary>
internal static class TrainingDefaults
{
    /// <summary>τ.</summary>
    internal const int SequenceLength = 50;

    /// <summary>Updates over which the rate rises.</summary>
    internal const int WarmUp = 100;

    /// <summary>The length to which the gradient of the mean loss, as one vector, is shortened.</summary>
    internal const double GradientNormLimit = 0.25;

    /// <summary>β₂ of Adam: the mean square of about the last hundred gradients.</summary>
    internal const double Beta2 = 0.99;

    /// <summary>
    /// Passes over a text of N characters are this over √N: a short text is learned by heart when it is read as many
    /// characters as a long one needs.
    /// </summary>
    private const double PassesTimesRoot = 7400;

    /// <summary>Passes over a long text.</summary>
    private const int LeastEpochs = 3;

    /// <summary>B: more streams save little at the sizes that were measured, and make fewer updates.</summary>
    private const int MostStreams = 16;

    /// <summary>Updates in a pass over a short text, which fewer streams keep.</summary>
    private const int LeastUpdatesInEpoch = 150;

    /// <summary>Characters of an update to which the rates below belong.</summary>
    private const double ReferenceCharacters = 800;

    /// <summary>Characters of a text to which the rates below belong.</summary>
    private const double ReferenceLength = 1_100_000;

    /// <summary>The largest factor on the rate for a short text; no shorter text was measured than one with a factor of 2.</summary>
    private const double LargestShortText = 2;

    private const double LargestRate = 0.02;

    /// <summary>An LSTM bears larger steps.</summary>
    private const double LargestLstmRate = 0.03;

    /// <summary>Characters over which the published rule, 0.999 for each window of 25, takes its mean.</summary>
    private const double SmoothCharacters = 25;

    /// <summary>
    /// The smoothing of the loss, which takes its mean over as many characters as the published rule, about 25,000, however many an
    /// update reads. With 0.999 for each update of 16 streams of 50 it would lag a pass of most texts behind the network.
    /// </summary>
    internal static double Smoothing(double charactersPerUpdate) => Math.Round(Math.Pow(new TrainingOptions().Smoothing, charactersPerUpdate / SmoothCharacters), 6);

    /// <summary>W orthogonal: better for tanh and LSTM, slightly worse for a GRU (docs/cells.md).</summary>
    internal static bool OrthogonalRecurrence(RnnCell cell) => cell != RnnCell.Gru;

    /// <summary>B for a text: a power of two.</summary>
    internal static int BatchSize(int textLength, int sequenceLength)
    {
        double most = textLength / ((double)LeastUpdatesInEpoch * sequenceLength);
        return (int)Math.Clamp(Math.Pow(2, Math.Floor(Math.Log2(Math.Max(1, most)))), 1, MostStreams);
    }

    /// <summary>Passes over a text.</summary>
    internal static int Epochs(int textLength) => (int)Math.Max(LeastEpochs, Math.Round(PassesTimesRoot / Math.Sqrt(Math.Max(1, textLength))));

    /// <summary>
    /// η at the top of the cosine, for Adam: falls with the number of hidden units and of layers; grows with the root of the
    /// characters that an update sees, because the mean of more characters is less noisy; and is larger for a short text,
    /// which is read often, because the noise of large steps keeps a network from learning it by heart.
    /// </summary>
    internal static double LearningRate(int textLength, int hiddenSize, RnnCell cell, int layerCount, double charactersPerUpdate)
    {
        double perUnit = cell switch { RnnCell.Gru => 1.9, RnnCell.Lstm => 3.0, _ => 1.5 };
        double shortText = Math.Clamp(Math.Pow(ReferenceLength / Math.Max(1, textLength), 0.25), 1, LargestShortText);
        double rate = perUnit / hiddenSize / Math.Sqrt(layerCount) * Math.Sqrt(charactersPerUpdate / ReferenceCharacters) * shortText;
        return ToTwoDigits(Math.Min(rate, cell == RnnCell.Lstm ? LargestLstmRate : LargestRate));
    }

    /// <summary>People read and type these numbers.</summary>
    private static double ToTwoDigits(double value) => double.Parse(value.ToString("G2", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
