using System.Globalization;
using System.Numerics;
using CharRnn.Cli.Files;
using CharRnn.Cli.Screen;
using CharRnn.Training;

namespace CharRnn.Cli.Training;

/// <summary>The model that a run has trained, its file, and its measured losses.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
internal sealed class ModelOutput<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly TrainingOptions _options;

    /// <summary>The validation loss after the last update where no epoch ends there; NaN otherwise.</summary>
    private readonly double _lastValidation;
    private readonly double _test;
    private readonly string _parameters;

    private ModelOutput(Trainer<T> trainer, EncodedText text, RunOutput output)
    {
        _options = trainer.Options;
        Result = trainer.Result();
        bool endsEpoch = Result.EpochHistory is [.., var last] && last.Update == Result.Updates;
        _lastValidation = endsEpoch || Result.Updates == 0 ? double.NaN : trainer.Validate(text);
        _test = trainer.Test(text);
        RnnParameters<T>? best = output.Keep == KeptParameters.Best ? Best() : null;
        Model = best is null ? trainer.TrainedModel : new RnnModel<T>(trainer.Model.Vocabulary, best);
        _parameters = best is null ? _options.AveragedShare > 0 ? "the average" : "after the last update"
            : best == Result.BestValidationParameters ? Invariant($"the best, after epoch {Result.BestEpoch!.Epoch:N0}")
            : Invariant($"the best, at update {Result.BestUpdate:N0}");
        ParametersWord = best is not null ? "best" : _options.AveragedShare > 0 ? "average" : "final";
    }

    /// <summary>The model.</summary>
    internal RnnModel<T> Model { get; }

    /// <summary>The file.</summary>
    internal string Path { get; private set; } = "";

    /// <summary>The result of the run.</summary>
    internal TrainingResult<T> Result { get; }

    private string ParametersWord { get; }

    /// <summary>Measures a trained network and writes its model file.</summary>
    /// <param name="trainer">The run.</param>
    /// <param name="text">Its text.</param>
    /// <param name="output">Which parameters, and where.</param>
    /// <param name="settings">Further settings to store in the file.</param>
    internal static ModelOutput<T> Save(Trainer<T> trainer, EncodedText text, RunOutput output, Dictionary<string, string> settings)
    {
        var saved = new ModelOutput<T>(trainer, text, output);
        saved.AddTo(settings);
        saved.Path = OutputFile.Save(saved.Model, output.ModelPath, settings);
        return saved;
    }

    /// <summary>Says how training went and which parameters are where.</summary>
    internal void Report(CliConsole console, TimeSpan elapsed)
    {
        string stopped = Result.StoppedEarly ? Invariant($", ended by the patience of {Quantity.Of(_options.Patience, "epoch")}") : "";
        console.WriteProse(Invariant(
            $"Trained {Quantity.Of(Result.Updates, "update")} in {Duration.Text(elapsed)}{stopped}: smooth loss {Result.SmoothLoss:F2} ({Result.NatsPerCharacter:F3} nats/char), smallest {Result.BestSmoothLoss:F2} at update {Result.BestUpdate:N0}."));
        if (Result.BestEpoch is { } epoch)
        {
            console.WriteProse(Invariant($"Smallest validation loss {epoch.ValidationLoss:F3} nats/char, after epoch {epoch.Epoch:N0}."));
        }

        if (!double.IsNaN(_lastValidation))
        {
            console.WriteProse(Invariant($"Validation loss after the last update: {_lastValidation:F3} nats/char."));
        }

        if (!double.IsNaN(_test))
        {
            console.WriteProse(Invariant($"Test loss: {_test:F3} nats/char, on text that was not used in training."));
        }

        console.WriteProse($"Saved {Path} (parameters: {_parameters}).");
    }

    /// <summary>The best parameters; null where those after the last update are better.</summary>
    private RnnParameters<T>? Best()
        => Result.BestValidationParameters is not { } best ? double.IsNaN(_lastValidation) ? Result.BestParameters : null
            : _lastValidation <= Result.BestEpoch!.ValidationLoss ? null : best;

    private void AddTo(Dictionary<string, string> settings)
    {
        settings["updates"] = Text(Result.Updates);
        settings["smooth_loss"] = Text(Result.SmoothLoss);
        settings["smallest_smooth_loss"] = Text(Result.BestSmoothLoss);
        settings["smallest_smooth_loss_update"] = Text(Result.BestUpdate);
        settings["parameters"] = ParametersWord;
        if (Result.BestEpoch is { } epoch)
        {
            settings["smallest_validation_loss"] = Text(epoch.ValidationLoss);
            settings["smallest_validation_loss_epoch"] = Text(epoch.Epoch);
        }

        if (!double.IsNaN(_lastValidation))
        {
            settings["last_validation_loss"] = Text(_lastValidation);
        }

        if (!double.IsNaN(_test))
        {
            settings["test_loss"] = Text(_test);
        }
    }

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
