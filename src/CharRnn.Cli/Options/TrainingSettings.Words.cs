using System.Globalization;
using CharRnn.Optimization;
using CharRnn.Training;

namespace CharRnn.Cli.Options;

/// <content>The same settings in words.</content>
internal sealed partial record TrainingSettings
{
    /// <summary>What is worth keeping in the model file: under the names of the options, so that resuming can compare.</summary>
    internal Dictionary<string, string> Describe()
    {
        Dictionary<string, string> all = new()
        {
            ["hidden"] = Text(HiddenSize),
            ["sequence_length"] = Text(SequenceLength),
            ["batch"] = Text(BatchSize),
            ["optimizer"] = ChoiceOption.Word(Optimizer),
            ["learning_rate"] = Text(LearningRate),
            ["schedule"] = ChoiceOption.Word(Schedule),
            ["accumulator"] = Text(InitialAccumulator),
            ["init_scale"] = InitScale is { } deviation ? Text(deviation) : "scaled",
            ["clip"] = Text(GradientLimit),
            ["clip_norm"] = Text(GradientNormLimit),
            ["seed"] = Text(Seed),
            ["precision"] = ChoiceOption.Word(Precision),
            ["validation"] = ValidationOption.Text(Validation),
            ["chunk_order"] = ChoiceOption.Word(ChunkOrder),
            ["warm_up"] = Text(WarmUp),
            ["sequence_lengths"] = string.Join(',', SequenceLengths.Select(length => Text(length))),
            ["mean_loss"] = Text(MeanLoss),
            ["weight_decay"] = Text(WeightDecay),
            ["momentum"] = Text(Momentum),
        };

        // Finer points are mentioned where somebody has touched them.
        foreach ((string name, string value, string usual) in FinerPoints(this).Zip(FinerPoints(Defaults), (own, usual) => (own.Name, own.Value, usual.Value)))
        {
            if (value != usual)
            {
                all[name] = value;
            }
        }

        return all;
    }

    /// <summary>The options of <c>charrnn train</c> that stand for these settings: all that one looks for first, and the finer points where they are not the defaults.</summary>
    internal IEnumerable<string> ToOptions()
    {
        Dictionary<string, string> all = Describe(), usual = Defaults.Describe();
        all["updates"] = Text(MaxUpdates);
        all["epochs"] = Text(Epochs);
        string[] first = ["hidden", "sequence_length", "sequence_lengths", "batch", "epochs", "updates", "optimizer", "learning_rate", "schedule", "accumulator", "init_scale", "seed"];
        IEnumerable<string> chosen = first.Where(name => all[name] is not ("" or "scaled") && (all[name] != "0" || name is "seed" or "accumulator" or "init_scale"))
            .Concat(all.Keys.Except(first).Where(name => all[name] != usual.GetValueOrDefault(name)).Order(StringComparer.Ordinal));
        return chosen.Where(HasEffect).Select(name => all[name] == Text(true) ? Option(name) : $"{Option(name)} {all[name]}");
    }

    /// <summary>One line for the screen.</summary>
    public override string ToString()
    {
        string start = InitScale is { } deviation ? $"σ = {Text(deviation)}" : "scaled weights";
        string falling = Schedule switch
        {
            Schedule.Cosine => $" falling to {Text(FinalRate * LearningRate)}",
            Schedule.Step => FormattableString.Invariant($" times {StepFactor} every {StepEvery:N0} updates"),
            _ => "",
        };
        string accumulator = Optimizer is OptimizerKind.AdaGrad or OptimizerKind.RmsProp ? $", accumulator from {Text(InitialAccumulator)}" : "";
        return $"{Optimizer}, learning rate {Text(LearningRate)}{falling}{accumulator}, {start}, seed {Text(Seed)}";
    }

    private const string EndOfTextKey = "end_of_text";

    private static IEnumerable<(string Name, string Value)> FinerPoints(TrainingSettings settings) =>
    [
        ("final_rate", Text(settings.FinalRate)),
        ("step_every", Text(settings.StepEvery)),
        ("step_factor", Text(settings.StepFactor)),
        ("beta1", Text(settings.Beta1)),
        ("beta2", Text(settings.Beta2)),
        ("decay", Text(settings.Decay)),
        ("epsilon", Text(settings.Epsilon)),
        ("epsilon_outside", Text(settings.EpsilonOutside)),
        ("chunk_length", Text(settings.ChunkLength)),
        (EndOfTextKey, settings.EndOfText.Length == 0 ? "" : FormattableString.Invariant($"U+{char.ConvertToUtf32(settings.EndOfText, 0):X4}")),
    ];

    /// <summary>Whether an option goes with the rule and the schedule; several documents are named as texts.</summary>
    private bool HasEffect(string name) => name switch
    {
        "accumulator" => Optimizer is OptimizerKind.AdaGrad or OptimizerKind.RmsProp,
        "weight_decay" or "beta1" or "beta2" => Optimizer == OptimizerKind.Adam,
        "decay" or "epsilon_outside" => Optimizer == OptimizerKind.RmsProp,
        "momentum" => Optimizer == OptimizerKind.Sgd,
        "epsilon" => Optimizer != OptimizerKind.Sgd,
        "final_rate" => Schedule == Schedule.Cosine,
        "step_every" or "step_factor" => Schedule == Schedule.Step,
        "chunk_length" => ChunkOrder != ChunkOrder.Sequential,
        EndOfTextKey => false,
        _ => true,
    };

    private static string Option(string name) => $"--{name.Replace('_', '-')}";

    private static string Text(bool value) => value ? "true" : "false";

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
