using System.Globalization;
using System.Numerics;
using CharRnn.Cli.Options;
using CharRnn.Cli.Screen;
using CharRnn.Training;

namespace CharRnn.Cli.Training;

/// <summary>One run of <c>charrnn train</c>, from the text to the model file.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
internal sealed class TrainingRun<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Samples in a run whose user has not said how often: the first before the first update, and one more at the end.</summary>
    private const int SamplesPerRun = 10;
    private readonly TrainingRequest _request;
    private readonly CliConsole _console;
    private readonly TrainingSettings _settings;
    private readonly int[] _text;
    private readonly long _plannedUpdates;
    private readonly Trainer<T> _trainer;
    private readonly Random _samplingRandom;

    internal TrainingRun(TrainingRequest request, CliConsole console)
    {
        _request = request;
        _console = console;
        (Vocabulary vocabulary, _text) = Encode(request);
        _settings = request.Settings.ForText(_text.Length);
        _plannedUpdates = _settings.PlannedUpdates(_text.Length);
        RnnModel<T> model = _settings.CreateModel<T>(vocabulary);
        _trainer = new Trainer<T>(model, _settings.CreateOptimizer<T>(model.Rnn.Parameters.Architecture, _plannedUpdates), Options());
        _samplingRandom = _settings.CreateSamplingRandom();
    }

    /// <summary>Trains, saves and samples.</summary>
    /// <param name="stop">Interrupts between two updates, as Ctrl-C does.</param>
    /// <returns>The exit code.</returns>
    internal int Run(CancellationToken stop)
    {
        // An hour of training must not end with the news that the folder does not exist.
        OutputFile.RequireWritable(_request.OutputPath);
        using LossLog? log = _request.LogPath is { } path ? new LossLog(path, _console) : null;
        using var interruption = new Interruption(stop);
        TrainingView view = TrainingView.Create(_console, _plannedUpdates, _settings.Epochs, UpdatesPerEpoch);
        _console.Out.WriteLine(Heading());
        _console.Out.Flush();
        bool isComplete = view.Show(() => Train(view, log, interruption.Token));
        ModelOutput<T> saved = Save();
        if (!isComplete)
        {
            _console.Error.WriteLine(Invariant($"charrnn: interrupted after update {_trainer.Update:N0}; the model is saved in {saved.Path}."));
            return ExitCode.Interrupted;
        }

        Finish(view, saved);
        return ExitCode.Done;
    }

    private double UpdatesPerEpoch => Math.Max(1, ((_text.Length / _settings.BatchSize) - 1) / _settings.SequenceLength);

    private static (Vocabulary Vocabulary, int[] Text) Encode(TrainingRequest request)
    {
        try
        {
            var vocabulary = Vocabulary.FromText(request.Text.Characters.Span);
            return (vocabulary, vocabulary.Encode(request.Text.Characters.Span));
        }
        catch (ArgumentException exception)
        {
            throw new CommandException($"{request.Text.Name}: {Failure.WithoutParameterName(exception)}", exception);
        }
    }

    private TrainingOptions Options()
    {
        long automatic = Math.Min((_plannedUpdates / SamplesPerRun) + 1, int.MaxValue);
        return _settings.ToTrainingOptions() with
        {
            KeepBest = _request.Keep == KeptParameters.Best,
            SampleEvery = _request.SampleEvery ?? (int)automatic,
            HistoryEvery = 0,
        };
    }

    /// <returns>Whether training came to its end.</returns>
    private bool Train(TrainingView view, LossLog? log, CancellationToken cancellationToken)
    {
        _trainer.SampleDue += (_, due) => view.ShowSample(
            due.NextUpdate, due.SmoothLoss, due.Generate(_request.SampleLength, _samplingRandom, _request.Sampling));
        try
        {
            _trainer.Train(_text, new ProgressFan(view, log), cancellationToken);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
        catch (ArgumentException exception)
        {
            throw new CommandException(
                $"{_request.Text.Name}: {Failure.WithoutParameterName(exception)} Use a longer text, or a smaller --sequence-length or --batch.", exception);
        }
    }

    private ModelOutput<T> Save()
    {
        TrainingResult<T> result = _trainer.Result();
        RnnModel<T> model = result.BestParameters is { } best ? new RnnModel<T>(_trainer.Model.Vocabulary, best) : _trainer.Model;
        Dictionary<string, string> settings = _settings.Describe();
        settings["text"] = Path.GetFileName(_request.Text.Name);
        settings["text_characters"] = _text.Length.ToString(CultureInfo.InvariantCulture);
        settings["updates"] = result.Updates.ToString(CultureInfo.InvariantCulture);
        settings["smooth_loss"] = result.SmoothLoss.ToString(CultureInfo.InvariantCulture);
        settings["smallest_smooth_loss"] = result.BestSmoothLoss.ToString(CultureInfo.InvariantCulture);
        settings["smallest_smooth_loss_update"] = result.BestUpdate.ToString(CultureInfo.InvariantCulture);
        settings["parameters"] = result.BestParameters is null ? "final" : "best";
        return new ModelOutput<T>(model, OutputFile.Save(model, _request.OutputPath, settings), result);
    }

    private void Finish(TrainingView view, ModelOutput<T> saved)
    {
        TrainingResult<T> result = saved.Result;
        int characters = _settings.SequenceLength * _settings.BatchSize;
        _console.Out.WriteLine(Invariant(
            $"Trained {result.Updates:N0} updates in {Duration.Text(view.Elapsed)}: smooth loss {result.SmoothLoss:F2} ({result.SmoothLoss / characters:F3} nats/char), smallest {result.BestSmoothLoss:F2} at update {result.BestUpdate:N0}."));
        string which = _request.Keep == KeptParameters.Best ? $"the best, at update {result.BestUpdate:N0}" : "after the last update";
        _console.Out.WriteLine($"Saved {saved.Path} (parameters: {which}). Write more with: charrnn sample {saved.Path}");
        if (_request.FinalLength > 0)
        {
            string text = new TextGenerator<T>(saved.Model, _samplingRandom).Generate(_request.FinalLength, _request.Sampling);
            _console.Out.WriteLine();
            _console.WriteText(text);
            _console.Out.WriteLine();
        }
    }

    private string Heading()
    {
        RnnArchitecture architecture = _trainer.Model.Rnn.Parameters.Architecture;
        string streams = _settings.BatchSize > 1 ? Invariant($", {_settings.BatchSize:N0} streams") : "";
        return Invariant($"Text: {_request.Text.Name}, {_text.Length:N0} characters, {architecture.VocabularySize:N0} of them different\n")
            + Invariant($"Network: {architecture.HiddenSize:N0} hidden units, {architecture.ParameterCount:N0} parameters, {typeof(T) switch { var t when t == typeof(float) => "float", _ => "double" }}\n")
            + Invariant($"Training: {_plannedUpdates:N0} updates, windows of {_settings.SequenceLength:N0} characters{streams}; {_settings}");
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);

    /// <summary>Tells the screen and the log.</summary>
    private sealed class ProgressFan(TrainingView view, LossLog? log) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            view.Report(value);
            log?.Report(value);
        }
    }
}

/// <summary>What was saved, and where.</summary>
internal sealed record ModelOutput<T>(RnnModel<T> Model, string Path, TrainingResult<T> Result)
    where T : unmanaged, IFloatingPointIeee754<T>;
