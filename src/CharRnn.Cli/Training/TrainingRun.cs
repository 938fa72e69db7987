using System.Globalization;
using System.Numerics;
using CharRnn.Cli.Failures;
using CharRnn.Cli.Files;
using CharRnn.Cli.Screen;
using CharRnn.Cli.Settings;
using CharRnn.Persistence;
using CharRnn.Training;

namespace CharRnn.Cli.Training;

/// <summary>One run of <c>charrnn train</c>, from the text to the model file.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
internal sealed class TrainingRun<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly TrainingRequest _request;
    private readonly CliConsole _console;
    private RunSettings _settings;
    private readonly EncodedText _text;
    private readonly StartingModel? _from;
    private readonly RnnModel<T>? _start;
    private readonly string _fromHeading = "";
    private readonly long _plannedUpdates;
    private readonly Trainer<T> _trainer;
    private readonly RunTime<T>? _time;

    /// <summary>Reads the text and prepares the network.</summary>
    /// <param name="request">The request.</param>
    /// <param name="console">The screen.</param>
    /// <param name="began">When the command began, as a time stamp of <see cref="System.Diagnostics.Stopwatch"/>.</param>
    internal TrainingRun(TrainingRequest request, CliConsole console, long began)
    {
        _request = request;
        _console = console;
        EncodedText text = request.Text.Read();
        _from = request.From;
        _text = text;
        if (_from is not null)
        {
            (_start, _text) = _from.Load<T>(text);
            _fromHeading = _from.Heading(text);
        }

        _time = request.Time is { } time ? Guard(() => new RunTime<T>(request, _text, time, began)) : null;
        _settings = _time?.Settings ?? Guard(() => request.Settings(_text));
        Trainer<T>? resumed = request.Resumed is { } run ? Resume(run) : null;
        _plannedUpdates = Guard(() => _settings.Training.PlannedUpdates(_text));
        _trainer = resumed ?? NewTrainer.Create(_settings, request.Output, _text, _start, _plannedUpdates);
    }

    /// <summary>Trains, saves and samples.</summary>
    /// <param name="stop">Interrupts between two updates, as Ctrl-C does.</param>
    /// <returns>The exit code.</returns>
    internal int Run(CancellationToken stop)
    {
        // Checked before training, so that an hour of training does not end with the message that the folder does not exist.
        OutputFile.RequireWritable(_request.Output.ModelPath);
        CheckpointWriter<T>? checkpoint = CreateCheckpoint();
        _time?.Start(_trainer);
        var snapshots = SnapshotWriter<T>.Begin(_request, _trainer, Describe(), _console);
        using LossLog? log = _request.Output.LogPath is { Length: > 0 } path ? new LossLog(path, _console, _trainer.Update) : null;
        using var interruption = new Interruption(stop);
        TrainingView view = TrainingView.Create(_console, Length());
        _console.WriteProse(Heading() + _time?.Heading + (UpdateCap.Notice is { } notice ? "\n" + notice : ""));
        foreach (string warning in TrainingAdvice.For(_settings, _request.Output.Keep))
        {
            _console.Warn(warning, isLoss: false);
        }
        _console.Out.Flush();
        bool isComplete = Guarded(() => view.Show(() => Train(view, new ProgressFan<T>(view, log, checkpoint, snapshots, _time), checkpoint, interruption.Token)), checkpoint);
        string? resumable = checkpoint?.Finish(isComplete);
        _settings = _time?.Settled(_trainer) ?? _settings;
        ModelOutput<T> saved = Save();
        bool hasCurve = _request.Output.LeavesCurve && CreateCurve(saved.Result).Save(saved.Path, $"{Path.GetFileName(_request.Text.Name)}, m = {_settings.Trial.HiddenSize}", _console);
        if (!isComplete)
        {
            _console.Warn(Invariant($"interrupted after update {_trainer.Update:N0}; the model is saved in {saved.Path}.") + HowToResume(resumable), isLoss: false);
            return ExitCode.Interrupted;
        }

        Finish(view, saved, hasCurve);
        return ExitCode.Done;
    }

    /// <summary>Says what the run would do and how long it would take.</summary>
    /// <returns>The exit code.</returns>
    internal int ShowPlan()
    {
        double seconds = _time?.SecondsPerUpdate ?? Guard(() => RunTime<T>.Measure(_text, _settings.Trial));
        _console.WriteProse(Heading() + RunTime<T>.Expected(_settings, _text, seconds, _plannedUpdates));
        WriteCommand("Train with");
        return ExitCode.Done;
    }

    /// <summary>Whatever else goes wrong, such as too little memory for a sample, the network of the last update is saved.</summary>
    private bool Guarded(Func<bool> train, CheckpointWriter<T>? checkpoint)
    {
        long first = _trainer.Update;
        try
        {
            return train();
        }
        catch (Exception exception) when (exception is not (CommandException or TrainingDivergedException) && _trainer.Update > first)
        {
            string? resumable = checkpoint?.Finish(isComplete: false);
            ModelOutput<T> saved = Save();
            throw new CommandException(
                Invariant($"training failed after update {_trainer.Update:N0}: {Failure.MessageOf(exception)} The model is saved in {saved.Path}.") + HowToResume(resumable), exception);
        }
    }

    private Trainer<T> Resume(ResumedRun run)
    {
        try
        {
            return Checkpoint.Resume<T>(
                run.Path,
                _text,
                options => options with
                {
                    Epochs = _settings.Training.Epochs,
                    MaxUpdates = _settings.Training.MaxUpdates,
                    Patience = _settings.Training.Patience,
                    ThreadCount = _settings.Training.ThreadCount,
                    SampleEvery = _request.Output.SampleEvery ?? options.SampleEvery,
                },
                _ => (_settings = _settings.Replanned(run.Settings, _text)).Optimizer);
        }
        catch (InvalidDataException exception)
        {
            string text = run.TextName is { } name ? $" The text of the run is {name}; the given text is {_request.Text.Name}." : "";
            throw new CommandException(exception.Message + text, exception);
        }
    }

    private CheckpointWriter<T>? CreateCheckpoint()
    {
        if (_request.Output.CheckpointPath is not { Length: > 0 } path)
        {
            return null;
        }

        OutputFile.RequireWritable(path, "checkpoint", "--checkpoint");
        Dictionary<string, string> settings = Describe();
        RunOutputTable.AddTo(settings, _request.Output);
        return new CheckpointWriter<T>(path, _request.Output.CheckpointEvery, _trainer, _text, settings, _console);
    }

    private RunLength Length()
    {
        bool endsByEpochs = _settings.Training is { Epochs: > 0, MaxUpdates: 0 };
        double perEpoch = endsByEpochs ? (double)_plannedUpdates / _settings.Training.Epochs : Guard(() => _settings.Training.UpdatesInEpoch(_text));
        return new RunLength(_trainer.Update, () => _time is null ? _plannedUpdates : _trainer.Options.MaxUpdates, _settings.Training.Epochs, perEpoch);
    }

    private RunSamples Samples => new(_settings, _request.Output);

    /// <returns>Whether training came to its end.</returns>
    private bool Train(TrainingView view, ProgressFan<T> progress, CheckpointWriter<T>? checkpoint, CancellationToken cancellationToken)
    {
        _trainer.SampleDue += (_, due) => view.ShowSample(due.NextUpdate, due.SmoothLoss, Samples.OnTheWay(due));
        if (_settings.Training.Validation.Kind != ValidationKind.None)
        {
            _trainer.EpochCompleted += (_, epoch) => view.ShowEpoch(epoch.Summary, epoch.IsBest);
        }

        using var cap = new UpdateCap(_trainer.Update, cancellationToken);
        try
        {
            _trainer.Train(_text, cap.Watch(progress), cap.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return cap.IsReached;
        }
        catch (TrainingDivergedException exception) when (checkpoint?.Kept is { } kept)
        {
            throw new CommandException($"{exception.Message} {kept}", exception);
        }
    }

    /// <summary>Adds the name of the text to exceptions of the library about it.</summary>
    private TResult Guard<TResult>(Func<TResult> work)
    {
        try
        {
            return work();
        }
        catch (ArgumentException exception)
        {
            throw _request.Text.TooShort(exception);
        }
    }

    private Dictionary<string, string> Describe()
    {
        Dictionary<string, string> settings = _settings.Describe();
        if (_from is not null)
        {
            settings["from"] = Path.GetFileName(_from.Path);
        }

        settings["text"] = Path.GetFileName(_request.Text.Name);
        settings["text_characters"] = _text.Length.ToString(CultureInfo.InvariantCulture);
        return settings;
    }

    /// <summary>In one piece, however narrow the screen, so that it can be copied.</summary>
    private void WriteCommand(string what)
    {
        string from = _from is null ? "" : $"{StartingModel.Option} {OutputFile.Quoted(_from.Path)} ", keep = _request.Output.Keep == KeptParameters.Best ? " --keep best" : "";
        // The options for reading the text follow its name.
        IEnumerable<string> options = TrainingReader.ToOptions(_settings with { Reading = new TextReadingOptions() }, _text).Where(option => _from is null || !TrainingTable.IsNetwork(option.Split(' ')[0]));
        _console.Out.WriteLine($"{what}: charrnn train {_request.Text.Typed}{from}{string.Join(' ', options)}{keep}");
    }

    private ModelOutput<T> Save() => Guard(() => ModelOutput<T>.Save(_trainer, _text, _request.Output, Describe()));

    private void Finish(TrainingView view, ModelOutput<T> saved, bool hasCurve)
    {
        saved.Report(_console, view.Elapsed);
        if (hasCurve)
        {
            _console.WriteProse($"Loss curve: {LossCurve.PicturePath(saved.Path)}, {LossCurve.CsvPath(saved.Path)}");
        }

        if (_request.Output.SnapshotPath is { Length: > 0 } folder)
        {
            _console.WriteProse($"Snapshots: {folder}, for 'charrnn explain --snapshots'.");
        }

        if (_time is not null)
        {
            WriteCommand("The same network again");
        }

        // Not wrapped on a narrow screen, so that it can be copied.
        _console.Out.WriteLine($"Write more with: charrnn sample {OutputFile.Quoted(saved.Path)}");
        if (TrainingAdvice.ForResult(saved.Result, _request.Output.Keep) is { } advice)
        {
            _console.Warn(advice, isLoss: false);
        }

        if (_request.Output.FinalLength > 0)
        {
            _console.Out.WriteLine();
            _console.WriteText(Samples.AtTheEnd(saved.Model));
            _console.Out.WriteLine();
        }
    }

    private LossCurve CreateCurve(TrainingResult<T> result)
        => new(result.LossHistory, result.EpochHistory, _settings.LossCharactersAt);

    private string HowToResume(string? checkpoint)
    {
        if (checkpoint is null)
        {
            return "";
        }

        return $" Resume with: charrnn train {_request.Text.Typed}--resume {OutputFile.Quoted(checkpoint)}";
    }

    private string Heading() => RunHeading.Of(_trainer, _settings, _request, _text, _plannedUpdates) + _fromHeading;

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);


}
