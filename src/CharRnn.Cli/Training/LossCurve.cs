using System.Globalization;
using System.Text;
using CharRnn.Cli.Screen;
using CharRnn.Persistence;
using CharRnn.Training;

namespace CharRnn.Cli.Training;

/// <summary>The loss curve of a run in nats per character, as a picture and as CSV next to the model file.</summary>
/// <param name="points">The curve.</param>
/// <param name="epochs">The complete epochs.</param>
/// <param name="charactersOf">Characters over which the loss of an epoch's windows is summed, by the epoch from 0; 1 for mean losses.</param>
internal sealed class LossCurve(IReadOnlyList<LossPoint> points, IReadOnlyList<EpochSummary> epochs, Func<int, int> charactersOf)
{
    /// <summary>One point: after which update, the loss of its window, the smooth loss.</summary>
    internal IReadOnlyList<LossPoint> Points { get; } = PerCharacter(points, epochs, charactersOf);

    /// <summary>The epochs that were measured on held-out text.</summary>
    internal IReadOnlyList<EpochSummary> Validated { get; } = [.. epochs.Where(epoch => !double.IsNaN(epoch.ValidationLoss))];

    /// <summary>The file for the picture.</summary>
    internal static string PicturePath(string modelPath) => Path.ChangeExtension(modelPath, ".loss.png");

    /// <summary>The file for the CSV.</summary>
    internal static string CsvPath(string modelPath) => Path.ChangeExtension(modelPath, ".loss.csv");

    /// <summary>Writes both files. A failure costs them, not the run: it is one line of warning.</summary>
    /// <param name="modelPath">The model file.</param>
    /// <param name="title">The title above the picture.</param>
    /// <param name="console">The console for warnings.</param>
    /// <returns>Whether both were written.</returns>
    internal bool Save(string modelPath, string title, CliConsole console)
    {
        try
        {
            AtomicFile.Write(CsvPath(modelPath), stream => stream.Write(Encoding.UTF8.GetBytes(ToCsv())));
            LossPicture.Save(PicturePath(modelPath), title, this);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or TypeInitializationException or DllNotFoundException or BadImageFormatException)
        {
            // The drawing library has a native part, which a platform may lack.
            bool isLost = exception is IOException or UnauthorizedAccessException;
            console.Warn($"the loss curve next to {modelPath} could not be written: {(exception.InnerException ?? exception).Message}", isLost);
            return false;
        }
    }

    private string ToCsv()
    {
        var lines = new List<string>(Points.Count + 2) { "update,nats_per_character,smooth_nats_per_character,validation_nats_per_character" };
        IEnumerable<(long Update, string Text)> training = Points.Select(
            point => (point.Update, string.Create(CultureInfo.InvariantCulture, $"{point.Update},{point.Loss},{point.SmoothLoss},")));
        IEnumerable<(long Update, string Text)> validation = Validated.Select(
            epoch => (epoch.Update, string.Create(CultureInfo.InvariantCulture, $"{epoch.Update},,,{epoch.ValidationLoss}")));
        lines.AddRange(training.Concat(validation).OrderBy(line => line.Update).Select(line => line.Text));
        return string.Join('\n', lines) + "\n";
    }

    private static LossPoint[] PerCharacter(IReadOnlyList<LossPoint> points, IReadOnlyList<EpochSummary> epochs, Func<int, int> charactersOf)
    {
        var scaled = new LossPoint[points.Count];
        int epoch = 0;
        for (int i = 0; i < scaled.Length; i++)
        {
            while (epoch < epochs.Count && points[i].Update > epochs[epoch].Update)
            {
                epoch++;
            }

            double characters = charactersOf(epoch);
            scaled[i] = new LossPoint(points[i].Update, points[i].Loss / characters, points[i].SmoothLoss / characters);
        }

        return scaled;
    }
}
