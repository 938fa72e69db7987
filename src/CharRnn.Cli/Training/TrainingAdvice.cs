using System.Globalization;
using System.Numerics;
using CharRnn.Cli.Settings;
using CharRnn.Optimization;
using CharRnn.Training;

namespace CharRnn.Cli.Training;

/// <summary>The warnings before a run: settings that are valid but probably not intended.</summary>
internal static class TrainingAdvice
{
    /// <summary>Adam's step is about its learning rate in every element, whatever the gradient.</summary>
    private const double HighAdamRate = 0.05;

    /// <summary>One line for each.</summary>
    internal static IEnumerable<string> For(RunSettings settings, KeptParameters keep)
    {
        if (ForRate(settings.Optimizer.Kind, settings.Optimizer.LearningRate ?? 0) is { } line)
        {
            yield return line;
        }

        TrainingOptions training = settings.Training;
        if (training is { Validation.Kind: ValidationKind.Tail, ChunkOrder: ChunkOrder.Sequential } && (keep == KeptParameters.Best || training.Patience > 0))
        {
            string fraction = training.Validation.Fraction.ToString(CultureInfo.InvariantCulture);
            yield return $"the text is read in order and its end held out, so the validation loss also measures how recently the pages before it were read; --keep best and --patience may keep a worse network. --validation {fraction} holds out chunks spread over the text.";
        }
    }

    /// <summary>The line for a network that is much worse than a guess; null for any other.</summary>
    internal static string? ForResult<T>(TrainingResult<T> result, KeptParameters keep)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (!result.IsWorseThanGuess)
        {
            return null;
        }

        string kept = keep == KeptParameters.Best ? "The model file has the best parameters." : "--keep best keeps the parameters of that update.";
        return FormattableString.Invariant(
            $"the network after the last update is far worse than a guess, which has {result.GuessLoss:F2} nats/char: the learning rate or the initial weights are too large. The smallest smooth loss was {result.BestNatsPerCharacter:F2} nats/char, at update {result.BestUpdate:N0}. {kept}");
    }

    /// <summary>The line for a learning rate that is too high; otherwise null.</summary>
    internal static string? ForRate(OptimizerKind kind, double rate)
        => kind == OptimizerKind.Adam && rate > HighAdamRate
            ? $"a learning rate of {rate.ToString(CultureInfo.InvariantCulture)} is high for adam, the optimiser in use. --optimizer adagrad takes such rates, and --classic is the published experiment, with adagrad at 0.1." : null;
}
