using System.Globalization;
using CharRnn.Optimization;

namespace CharRnn.Training.Search;

/// <summary>The numbers behind <see cref="TrialSettings.For"/>. All are measured: docs/decisions/0002-training-defaults.md.</summary>
internal static class TrainingDefaults
{
    /// <summary>τ of tanh layers.</summary>
    private const int TanhSequenceLength = 50;

    /// <summary>τ of gated cells, which carry a gradient further.</summary>
    private const int GatedSequenceLength = 64;

    /// <summary>Characters of a text below which windows are not longer than those of tanh layers: a tiny text has few of them.</summary>
    private const int TinyText = 10_000;

    /// <summary>Updates over which the rate rises.</summary>
    private const int WarmUp = 100;

    /// <summary>The lengths to which the gradient of the mean loss, as one vector, is shortened.</summary>
    private const double TanhGradientNormLimit = 0.25;
    private const double GatedGradientNormLimit = 1;

    /// <summary>β₂ of Adam: the mean square of about the last hundred gradients.</summary>
    private const double Beta2 = 0.99;

    /// <summary>
    /// Passes over a text of N characters are this over √N: a network overfits a short text when it is read as many
    /// characters as a long one needs.
    /// </summary>
    private const double PassesTimesRoot = 7400;

    /// <summary>Passes over a long text.</summary>
    private const int LeastEpochs = 3;

    /// <summary>B: more streams save little at the sizes that were measured, and make fewer updates.</summary>
    private const int MostTanhStreams = 16;

    /// <summary>B of gated cells: between 8 and 32 streams an update costs as much for each character, and as good a network comes out.</summary>
    private const int MostGatedStreams = 32;

    /// <summary>Updates in a pass over a short text with gated cells, about.</summary>
    private const int LeastGatedUpdatesInEpoch = 100;

    /// <summary>Dropout grows by this much with every pass over the text beyond the second one.</summary>
    private const double GruDropoutOfPass = 0.04;
    private const double LstmDropoutOfPass = 0.06;
    private const double TanhDropoutOfPass = 0.012;
    private const double LargestDropout = 0.5;

    /// <summary>λ of gated cells, but for very many passes over a long text.</summary>
    private const double GatedDecay = 0.02;
    private const double MostPassesWithDecay = 14;

    /// <summary>Updates in a pass over a short text with tanh layers, which fewer streams keep.</summary>
    private const int LeastTanhUpdatesInEpoch = 150;

    /// <summary>Characters of an update to which the rates below belong.</summary>
    private const double ReferenceCharacters = 800;

    /// <summary>Characters of a text to which the rates below belong.</summary>
    private const double ReferenceLength = 1_100_000;

    /// <summary>The largest factor on the rate for a short text; no shorter text was measured than one with a factor of 2.</summary>
    private const double LargestShortText = 2;

    private const double LargestRate = 0.02;

    /// <summary>An LSTM tolerates larger steps.</summary>
    private const double LargestLstmRate = 0.03;

    /// <summary>Characters over which the published rule, 0.999 for each window of 25, takes its mean.</summary>
    private const double SmoothCharacters = 25;

    /// <summary>Whether a text counts as long: it has enough characters for larger networks, which need many.</summary>
    internal static bool IsLong(int textLength) => textLength >= 300_000;

    /// <summary>τ.</summary>
    internal static int SequenceLength(int textLength, RnnCell cell) => cell == RnnCell.Tanh || textLength < TinyText ? TanhSequenceLength : GatedSequenceLength;

    /// <summary>The norm to which a longer gradient is clipped.</summary>
    internal static double GradientNormLimit(RnnCell cell) => cell == RnnCell.Tanh ? TanhGradientNormLimit : GatedGradientNormLimit;

    /// <summary>
    /// The smoothing of the loss, which takes its mean over as many characters as the published rule, about 25,000, however many an
    /// update reads. With 0.999 for each update of 16 streams of 50 it would lag a pass of most texts behind the network.
    /// </summary>
    internal static double Smoothing(double charactersPerUpdate) => Math.Round(Math.Pow(new TrainingOptions().Smoothing, charactersPerUpdate / SmoothCharacters), 6);

    /// <summary>W orthogonal: better for tanh and LSTM, slightly worse for a GRU (docs/cells.md).</summary>
    internal static bool OrthogonalRecurrence(RnnCell cell) => cell != RnnCell.Gru;

    /// <summary>B for a text: a power of two.</summary>
    internal static int BatchSize(int textLength, int sequenceLength, RnnCell cell)
    {
        int leastUpdates = cell == RnnCell.Tanh ? LeastTanhUpdatesInEpoch : LeastGatedUpdatesInEpoch;
        double most = (double)textLength / leastUpdates / sequenceLength;
        return (int)Math.Clamp(Math.Pow(2, Math.Floor(Math.Log2(Math.Max(1, most)))), 1, cell == RnnCell.Tanh ? MostTanhStreams : MostGatedStreams);
    }

    /// <summary>
    /// p, in steps of a twentieth: a network overfits a text when it reads it often, the sooner the more parameters it has for each of
    /// its characters. Tanh layers tolerate less than gated cells, small ones hardly any.
    /// </summary>
    internal static double Dropout(int textLength, RnnArchitecture architecture, double passes)
    {
        double parametersPerCharacter = architecture.ParameterCount / (double)Math.Max(1, textLength), further = passes - 2;
        double dropout = architecture.Cell == RnnCell.Tanh
            ? Math.Clamp(TanhDropoutOfPass * further * Math.Min(parametersPerCharacter, Math.Cbrt(parametersPerCharacter)), 0, LargestDropout)
            : Math.Clamp((architecture.Cell == RnnCell.Lstm ? LstmDropoutOfPass : GruDropoutOfPass) * further * Math.Min(1, 1.2 * Math.Sqrt(parametersPerCharacter)), 0, LargestDropout);
        return Math.Round(20 * dropout) / 20;
    }

    /// <summary>λ: makes small GRUs better by about 0.02 nats per character on short and long texts.</summary>
    private static double WeightDecay(int textLength, RnnCell cell, double passes)
        => cell != RnnCell.Tanh && !(IsLong(textLength) && passes > MostPassesWithDecay) ? GatedDecay : 0;

    /// <summary>Passes over a text.</summary>
    internal static int Epochs(int textLength) => (int)Math.Max(LeastEpochs, Math.Round(PassesTimesRoot / Math.Sqrt(Math.Max(1, textLength))));

    /// <summary>Adam along a cosine to 0.</summary>
    internal static OptimizerOptions Optimizer(int textLength, RnnArchitecture architecture, double charactersPerUpdate, double passes)
    {
        double rate = LearningRate(textLength, architecture.HiddenSize, architecture.Cell, architecture.LayerCount, charactersPerUpdate);
        return new OptimizerOptions
        {
            Kind = OptimizerKind.Adam,
            LearningRate = rate,
            InputRateFactor = InputRateFactor(architecture.Cell, architecture.LayerCount, rate, charactersPerUpdate),
            Beta2 = Beta2,
            WeightDecay = WeightDecay(textLength, architecture.Cell, passes),
            Schedule = new LearningRateSchedule { Shape = LearningRateShape.Cosine, WarmUp = WarmUp },
        };
    }

    /// <summary>
    /// η at the top of the cosine, for Adam: falls with the number of hidden units and of layers (of GRU layers with their number, of others with its root); grows with the root of the
    /// characters that an update sees, because the mean of more characters is less noisy; and is larger for a short text,
    /// which is read often, because the noise of large steps keeps a network from overfitting.
    /// </summary>
    private static double LearningRate(int textLength, int hiddenSize, RnnCell cell, int layerCount, double charactersPerUpdate)
    {
        double shortText = Math.Clamp(Math.Pow(ReferenceLength / Math.Max(1, textLength), 0.25), 1, LargestShortText);
        (double ofNetwork, double largest) = cell switch
        {
            RnnCell.Gru => (1.9 / hiddenSize * shortText, LargestRate),
            RnnCell.Lstm => (3.0 / hiddenSize * shortText, LargestLstmRate),
            _ => (0.011 * Math.Pow(100.0 / hiddenSize, 0.75) * Math.Sqrt(shortText), LargestRate),
        };
        return ToTwoDigits(Math.Min(ofNetwork / Depth(cell, layerCount) * Math.Sqrt(charactersPerUpdate / ReferenceCharacters), largest));
    }

    /// <summary>
    /// The factor of η for U of the first layer: makes its rate the same for networks of every width, for a sum has one term of U however many units and characters there
    /// are. At least 1; null for 1.
    /// </summary>
    /// <param name="cell">The cell of every layer.</param>
    /// <param name="layerCount">Layers.</param>
    /// <param name="learningRate">η.</param>
    /// <param name="charactersPerUpdate">τB.</param>
    private static double? InputRateFactor(RnnCell cell, int layerCount, double learningRate, double charactersPerUpdate)
    {
        double inputRate = cell switch { RnnCell.Gru => 0.06, RnnCell.Lstm => 0.065, _ => 0.14 } / Depth(cell, layerCount) * Math.Sqrt(charactersPerUpdate / ReferenceCharacters);
        double factor = ToTwoDigits(inputRate / learningRate);
        return factor > 1 ? factor : null;
    }

    /// <summary>By how much several layers make rates smaller: those of a GRU by their number, others by its root.</summary>
    private static double Depth(RnnCell cell, int layerCount) => cell == RnnCell.Gru ? layerCount : Math.Sqrt(layerCount);

    /// <summary>People read and type these numbers.</summary>
    private static double ToTwoDigits(double value) => double.Parse(value.ToString("G2", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
