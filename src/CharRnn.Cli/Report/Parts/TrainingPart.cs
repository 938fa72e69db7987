using System.Globalization;
using System.Numerics;
using System.Text.Json;
using CharRnn.Cli.Failures;
using CharRnn.Cli.Files;
using CharRnn.Cli.Report.Results;
using CharRnn.Cli.Screen;
using CharRnn.Cli.Settings;
using CharRnn.Cli.Training;
using CharRnn.Persistence;
using CharRnn.Training;

namespace CharRnn.Cli.Report.Parts;

/// <summary>The names of the training parts, from which their files have theirs.</summary>
internal static class TrainingPart
{
    internal const string Longish = "longish";
    internal const string Updates = "updates";

    /// <summary>In the metadata of a checkpoint.</summary>
    internal const string MilestonesKey = "report_milestones";

    internal static string Model(string name) => name + ".safetensors";

    internal static string BestModel(string name) => name + "-best.safetensors";

    internal static string Checkpoint(string name) => name + ".ckpt";
}

/// <summary>One training run with samples at milestones. Its checkpoint keeps the run and what it has written so far.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
internal sealed class TrainingPart<T>(CliConsole console) : IReportPart
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Points of the loss curve, about: as many as a picture can show.</summary>
    private const int PointsPerRun = 1000;

    /// <summary>A crash loses at most a tenth of the run.</summary>
    private const int CheckpointsPerRun = 10;
    private const int LeastBetweenCheckpoints = 1000;

    /// <summary>Places behind the decimal point of a curve.</summary>
    private const int CurveDigits = 5;

    internal required string Name { get; init; }

    public required string Title { get; init; }

    internal required RunSettings Settings { get; init; }

    /// <summary>Updates before which there is a sample.</summary>
    internal required IReadOnlyList<long> Milestones { get; init; }

    /// <summary>Whether the model at the smallest smooth loss is wanted.</summary>
    internal bool KeepsBest { get; init; }

    internal required Func<ReportResults, TrainingOutcome?> Get { get; init; }

    internal required Func<ReportResults, TrainingOutcome, ReportResults> Set { get; init; }

    public bool IsDone(ReportResults results) => Get(results) is { IsComplete: true };

    public long Characters(ReportResults results) => (Get(results)?.Updates ?? 0) * Settings.Training.SequenceLength * Settings.Training.BatchSize;

    public string Summary(ReportResults results)
    {
        TrainingOutcome outcome = Get(results)!;
        return FormattableString.Invariant(
            $"{Quantity.Of(outcome.Updates, "update")}, smooth loss {outcome.SmoothLoss:F2} ({outcome.SmoothLoss / outcome.LossCharacters:F3} nats/char){(outcome.Best is { } best ? FormattableString.Invariant($", smallest {best.SmoothLoss:F2}") : "")}");
    }

    public ReportResults Run(ReportResults results, PartContext context, CancellationToken stop)
    {
        string path = context.Folder[TrainingPart.Checkpoint(Name)];
        long planned = PlannedUpdates(context.Text, results.Text.Name);
        (Trainer<T> trainer, List<Milestone> milestones) = File.Exists(path) ? Resume(path, context.Text) : (Create(context.Text, planned), []);
        Dictionary<string, string> kept = Settings.Describe();
        kept[TrainingPart.MilestonesKey] = ReportJson.Write(milestones);
        var checkpoint = new CheckpointWriter<T>(path, Math.Max(LeastBetweenCheckpoints, planned / CheckpointsPerRun), trainer, context.Text, kept, console);
        var recorder = new Recorder(this, results.Settings, trainer, milestones, kept, checkpoint, context, planned);
        bool isComplete = Train(trainer, recorder, context, stop);
        if (!isComplete && trainer.Update > 0)
        {
            checkpoint.Finish(isComplete: true);
        }

        TrainingResult<T> result = trainer.Result();
        TrainingOutcome outcome = Outcome(result, trainer, milestones, isComplete, planned);
        if (isComplete)
        {
            outcome = outcome with { Best = Save(result, trainer, results, context.Folder) };
            context.Folder.Delete(TrainingPart.Checkpoint(Name));
        }

        return Set(results, outcome);
    }

    private static bool Train(Trainer<T> trainer, Recorder recorder, PartContext context, CancellationToken stop)
    {
        using var cap = new UpdateCap(trainer.Update, stop);
        try
        {
            trainer.Train(context.Text, cap.Watch(recorder), cap.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return cap.IsReached;
        }
    }

    private long PlannedUpdates(EncodedText text, string textName)
    {
        try
        {
            return Settings.Training.PlannedUpdates(text);
        }
        catch (ArgumentException exception)
        {
            throw new CommandException(
                $"{textName}: {Failure.WithoutParameterName(exception)} Use a longer text, or a smaller --sequence-length and --short-sequence-length.", exception);
        }
    }

    private Trainer<T> Create(EncodedText text, long planned)
    {
        TrainingOptions training = Settings.Training with
        {
            KeepBest = KeepsBest,
            SampleEvery = (int)Math.Clamp(Milestones.Where(update => update > 1).Aggregate(planned, Divisor), 1, int.MaxValue),
            HistoryEvery = (int)Math.Clamp(planned / PointsPerRun, 1, int.MaxValue),
        };
        return (Settings.Trial with { Training = training }).CreateTrainer<T>(text);
    }

    private (Trainer<T> Trainer, List<Milestone> Milestones) Resume(string path, EncodedText text)
    {
        try
        {
            string milestones = ModelFile.Inspect(path).Settings.GetValueOrDefault(TrainingPart.MilestonesKey, "[]");
            return (Checkpoint.Resume<T>(path, text, options => options with { ThreadCount = Settings.Training.ThreadCount }), [.. ReportJson.ReadMilestones(milestones)]);
        }
        catch (Exception exception) when (exception is InvalidDataException or JsonException)
        {
            throw new CommandException($"{path}: {exception.Message} Delete it to begin this part again.", exception);
        }
    }

    private TrainingOutcome Outcome(TrainingResult<T> result, Trainer<T> trainer, List<Milestone> milestones, bool isComplete, long planned)
    {
        var curve = new LossCurve(result.LossHistory, result.EpochHistory, _ => Settings.LossCharactersAt(0));
        return new TrainingOutcome
        {
            IsComplete = isComplete,
            SequenceLength = Settings.Training.SequenceLength,
            LossCharacters = Settings.LossCharactersAt(0),
            ParameterCount = trainer.Model.Rnn.Parameters.Architecture.ParameterCount,
            PlannedUpdates = planned,
            Updates = result.Updates,
            SmoothLoss = double.IsNaN(result.SmoothLoss) ? null : result.SmoothLoss,
            Milestones = [.. milestones],
            Epochs = [.. result.EpochHistory.Select(epoch => new EpochPoint(epoch.Epoch, epoch.Update, epoch.TrainingLoss))],
            Curve = CurveColumns.Of(curve.Points, CurveDigits),
        };
    }

    /// <returns>The network at the smallest smooth loss, and what it writes; null if it was not kept.</returns>
    private Milestone? Save(TrainingResult<T> result, Trainer<T> trainer, ReportResults results, ReportFolder folder)
    {
        Dictionary<string, string> settings = Settings.Describe();
        settings["text"] = results.Text.Name;
        settings["updates"] = result.Updates.ToString(CultureInfo.InvariantCulture);
        settings["smooth_loss"] = result.SmoothLoss.ToString(CultureInfo.InvariantCulture);
        settings["parameters"] = "final";
        OutputFile.Save(trainer.Model, folder[TrainingPart.Model(Name)], settings);
        if (result.BestParameters is not { } parameters)
        {
            return null;
        }

        settings["updates"] = result.BestUpdate.ToString(CultureInfo.InvariantCulture);
        settings["smooth_loss"] = result.BestSmoothLoss.ToString(CultureInfo.InvariantCulture);
        settings["parameters"] = "best";
        var best = new RnnModel<T>(trainer.Model.Vocabulary, parameters);
        OutputFile.Save(best, folder[TrainingPart.BestModel(Name)], settings);
        string sample = new TextGenerator<T>(best, Settings.CreateSamplingRandom())
            .Generate(results.Settings.SampleLength, new SamplingOptions { Temperature = results.Settings.Temperature });
        return new Milestone(result.BestUpdate, result.BestSmoothLoss, sample);
    }

    private static long Divisor(long a, long b) => b == 0 ? a : Divisor(b, a % b);

    /// <summary>Takes down samples and losses, and keeps the checkpoint's copy of them up to date.</summary>
    private sealed class Recorder : IProgress<TrainingProgress>
    {
        private readonly List<Milestone> _milestones;
        private readonly Dictionary<string, string> _kept;
        private readonly CheckpointWriter<T> _checkpoint;
        private readonly PartContext _context;
        private readonly long _plannedUpdates;
        private string? _sample;

        internal Recorder(
            TrainingPart<T> part,
            ReportSettings settings,
            Trainer<T> trainer,
            List<Milestone> milestones,
            Dictionary<string, string> kept,
            CheckpointWriter<T> checkpoint,
            PartContext context,
            long plannedUpdates)
        {
            (_milestones, _kept, _checkpoint, _context, _plannedUpdates) = (milestones, kept, checkpoint, context, plannedUpdates);
            HashSet<long> updates = [.. part.Milestones, plannedUpdates];
            trainer.SampleDue += (_, due) => _sample = updates.Contains(due.NextUpdate)
                ? due.Generate(settings.SampleLength, settings.Seed, new SamplingOptions { Temperature = settings.Temperature }) : null;
        }

        public void Report(TrainingProgress value)
        {
            if (_sample is not null)
            {
                _milestones.Add(new Milestone(value.Update, value.SmoothLoss, _sample));
                _kept[TrainingPart.MilestonesKey] = ReportJson.Write(_milestones);
                _sample = null;
            }

            _checkpoint.Report(value.Update);
            double share = (double)value.Update / _plannedUpdates;
            if (_context.Progress.IsDue(share))
            {
                _context.Progress.Report(share, string.Create(
                    CultureInfo.InvariantCulture, $"update {value.Update:N0} of {_plannedUpdates:N0}, {value.NatsPerCharacter:F3} nats/char"));
            }
        }
    }
}
