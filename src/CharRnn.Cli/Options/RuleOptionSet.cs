using System.CommandLine;
using CharRnn.Optimization;

namespace CharRnn.Cli.Options;

/// <summary>The finer points of an optimiser and the course of its learning rate: options of every command that trains.</summary>
internal sealed class RuleOptionSet
{
    private static readonly TrainingSettings _defaults = TrainingSettings.Defaults;

    private readonly Option<Schedule?> _schedule = ChoiceOption.Optional<Schedule>(
        "--schedule",
        "Keep the learning rate, or let it fall along a cosine by the end of the run, or in steps. [default: cosine; constant for the classic experiment]");

    private readonly Option<double> _finalRate = NumberOption.Real(
        "--final-rate", "Where a cosine ends, as a fraction of the learning rate.", _defaults.FinalRate, NumberRange.BelowOne);

    private readonly Option<long?> _stepEvery = NumberOption.OptionalLong(
        "--step-every", "Updates from one step of --schedule step to the next.", minimum: 1);

    private readonly Option<double> _stepFactor = NumberOption.Real(
        "--step-factor", "What each step of --schedule step multiplies the learning rate with.", _defaults.StepFactor, NumberRange.Positive);

    private readonly Option<long?> _warmUp = NumberOption.OptionalLong(
        "--warm-up", "Updates over which the learning rate rises at the start. [default: 0]", minimum: 0);

    private readonly Option<double> _weightDecay = NumberOption.Real(
        "--weight-decay", "Decoupled weight decay of adam.", _defaults.WeightDecay, NumberRange.NotNegative);

    private readonly Option<double> _beta1 = NumberOption.Real(
        "--beta1", "How much adam keeps of its mean of gradients.", _defaults.Beta1, NumberRange.BelowOne);

    private readonly Option<double> _beta2 = NumberOption.Real(
        "--beta2", "How much adam keeps of its mean of squared gradients.", _defaults.Beta2, NumberRange.BelowOne);

    private readonly Option<double> _decay = NumberOption.Real(
        "--decay", "How much rmsprop keeps of its mean of squared gradients.", _defaults.Decay, NumberRange.BelowOne);

    private readonly Option<double> _momentum = NumberOption.Real(
        "--momentum", "Momentum of sgd.", _defaults.Momentum, NumberRange.BelowOne);

    private readonly Option<double> _epsilon = NumberOption.Real(
        "--epsilon", "What keeps adagrad, rmsprop and adam from dividing by 0.", _defaults.Epsilon, NumberRange.Positive);

    private readonly Option<bool> _epsilonOutside = new("--epsilon-outside")
    {
        Description = "Add the epsilon of rmsprop outside the root, as PyTorch does, not inside.",
    };

    internal IReadOnlyList<Option> All
        => [_schedule, _finalRate, _stepEvery, _stepFactor, _warmUp, _weightDecay, _beta1, _beta2, _decay, _momentum, _epsilon, _epsilonOutside];

    /// <summary>The settings with what is asked for here; their schedule stays where none is asked for.</summary>
    internal TrainingSettings Apply(ParseResult result, TrainingSettings settings) => settings with
    {
        Schedule = result.GetValue(_schedule) ?? settings.Schedule,
        FinalRate = result.GetValue(_finalRate),
        StepEvery = result.GetValue(_stepEvery) ?? _defaults.StepEvery,
        StepFactor = result.GetValue(_stepFactor),
        WarmUp = result.GetValue(_warmUp) ?? 0,
        WeightDecay = result.GetValue(_weightDecay),
        Beta1 = result.GetValue(_beta1),
        Beta2 = result.GetValue(_beta2),
        Decay = result.GetValue(_decay),
        Momentum = result.GetValue(_momentum),
        Epsilon = result.GetValue(_epsilon),
        EpsilonOutside = result.GetValue(_epsilonOutside),
    };

    /// <summary>Refuses options that no chosen rule or schedule has.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="schedule">The schedule it comes to.</param>
    /// <param name="kinds">The rules it comes to.</param>
    /// <exception cref="UsageException">An option has no effect, or one is missing.</exception>
    internal void RequireSound(ParseResult result, Schedule schedule, IReadOnlyCollection<OptimizerKind> kinds)
    {
        foreach ((Option option, OptimizerKind[] owners) in Owners)
        {
            string words = string.Join(" or ", owners.Select(ChoiceOption.Word));
            UsageException.Require(!OptionSet.IsGiven(result, option) || owners.Any(kinds.Contains), $"{option.Name} is an option of --optimizer {words}", result);
        }

        foreach ((Option option, Schedule owner) in (ReadOnlySpan<(Option, Schedule)>)[(_finalRate, Schedule.Cosine), (_stepEvery, Schedule.Step), (_stepFactor, Schedule.Step)])
        {
            UsageException.Require(!OptionSet.IsGiven(result, option) || schedule == owner, $"{option.Name} is an option of --schedule {ChoiceOption.Word(owner)}", result);
        }

        UsageException.Require(schedule != Schedule.Step || OptionSet.IsGiven(result, _stepEvery), "--schedule step needs --step-every", result);
    }

    private (Option Option, OptimizerKind[] Owners)[] Owners =>
    [
        (_weightDecay, [OptimizerKind.Adam]),
        (_beta1, [OptimizerKind.Adam]),
        (_beta2, [OptimizerKind.Adam]),
        (_decay, [OptimizerKind.RmsProp]),
        (_momentum, [OptimizerKind.Sgd]),
        (_epsilon, [OptimizerKind.AdaGrad, OptimizerKind.RmsProp, OptimizerKind.Adam]),
        (_epsilonOutside, [OptimizerKind.RmsProp]),
    ];
}
