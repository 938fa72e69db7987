using System.Globalization;
using System.Numerics;
using CharRnn.Cli.Failures;
using CharRnn.Cli.Files;
using CharRnn.Cli.Screen;
using CharRnn.Training;

namespace CharRnn.Cli.Training;

/// <summary>Writes the network to the folder of <c>--snapshots</c> at each milestone. A failure costs a line of warning, not the training.</summary>
internal sealed class SnapshotWriter<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly HashSet<long> _milestones = [.. SnapshotFolder.Milestones];
    private readonly string _folder;
    private readonly Trainer<T> _trainer;
    private readonly IReadOnlyDictionary<string, string> _settings;
    private readonly CliConsole _console;
    private bool _isFailing;

    private SnapshotWriter(string folder, Trainer<T> trainer, IReadOnlyDictionary<string, string> settings, CliConsole console)
        => (_folder, _trainer, _settings, _console) = (folder, trainer, settings, console);

    /// <summary>Makes the folder and writes the network as it is, if this is a milestone.</summary>
    /// <returns>Null if the user wants no snapshots.</returns>
    /// <exception cref="CommandException">The folder cannot be used.</exception>
    internal static SnapshotWriter<T>? Begin(TrainingRequest request, Trainer<T> trainer, IReadOnlyDictionary<string, string> settings, CliConsole console)
    {
        string folder = request.Output.SnapshotPath;
        if (folder.Length == 0)
        {
            return null;
        }

        SnapshotFolder.Prepare(folder, isResumed: request.Resumed?.Output.SnapshotPath == folder);
        var writer = new SnapshotWriter<T>(folder, trainer, settings, console);
        writer.Report(trainer.Update);
        return writer;
    }

    /// <summary>Called after each update.</summary>
    internal void Report(long update)
    {
        if (!_milestones.Contains(update))
        {
            return;
        }

        string path = SnapshotFolder.PathOf(_folder, update);
        try
        {
            _trainer.Model.Save(path, new Dictionary<string, string>(_settings)
            {
                ["updates"] = update.ToString(CultureInfo.InvariantCulture),
                ["smooth_loss"] = _trainer.SmoothLoss.ToString(CultureInfo.InvariantCulture),
            });
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            if (!_isFailing)
            {
                _console.Warn($"the snapshot {path} could not be written, training continues: {exception.Message}", isLoss: false);
            }

            _isFailing = true;
            _console.MarkIncomplete();
        }
    }
}
