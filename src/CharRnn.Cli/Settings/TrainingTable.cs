using System.Globalization;
using CharRnn.Cli.Options;
using CharRnn.Optimization;
using CharRnn.Training;
using CharRnn.Training.Search;

namespace CharRnn.Cli.Settings;

/// <summary>
/// The options of training, a row for each setting of <see cref="TrialSettings"/> that can be typed. <c>train</c> and
/// <c>search</c> make their options from it; model files, checkpoints, <c>--resume</c>, the leaderboard and the command
/// that repeats a run take names and values from it. A new option is a property of the library and a row here.
/// </summary>
internal static class TrainingTable
{
    internal const string Optimizer = "--optimizer";
    internal const string LearningRate = "--learning-rate";
    internal const string InitScale = "--init-scale";
    internal const string Validation = "--validation";
    internal const string SequenceLength = "--sequence-length";
    internal const string Batch = "--batch";
    internal const string Hidden = "--hidden";
    internal const string Cell = "--cell";
    internal const string Layers = "--layers";

    /// <summary>The options most often needed, at the top of the help.</summary>
    private static readonly string[] _usual = [Hidden, Cell, Layers, "--epochs", LearningRate, Validation];

    private static readonly Requirement<RunSettings> _inCosine = Shape(LearningRateShape.Cosine);
    private static readonly Requirement<RunSettings> _inSteps = Shape(LearningRateShape.Step);
    private static readonly Requirement<RunSettings> _besideValidation = new(run => !run.Training.Validation.Overlaps(run.Training.Test), Validation)
    {
        Refusal = "overlaps what --validation holds out; give the two different parts of the text, or --validation a fraction, which is taken from the rest",
    };

    private static readonly Requirement<RunSettings> _inChunks = new(run => run.Training.ChunkOrder != ChunkOrder.Sequential, "--chunk-order shuffled or random");
    private static readonly Requirement<RunSettings> _withValidation = new(run => run.Training.Validation.Kind != ValidationKind.None, Validation)
    {
        Refusal = "needs a validation loss; give --validation too",
    };

    /// <summary>All of them, in the order of the help.</summary>
    internal static readonly OptionTable<RunSettings> All = new(UsualSettings.Base,
    [
        .. In(HelpGroup.Network, Network()),
        .. In(HelpGroup.Length, HowLong()),
        .. In(HelpGroup.Learning, Rule()),
        .. In(HelpGroup.Learning, Schedule().Select(row => row with { MayChange = true })),
        .. In(HelpGroup.Learning, Loss()),
        .. In(HelpGroup.Data, Reading()),
        .. In(HelpGroup.Data, Data()),
        .. In(HelpGroup.Network, Chance()),
        .. In(HelpGroup.Jobs, Machine()),
    ]);

    /// <summary>Whether an option is one of those that say what network it is.</summary>
    internal static bool IsNetwork(string name) => name is Hidden or Cell or Layers;

    private static OptionRow<RunSettings>[] Network() =>
    [
        Trial(Hidden, "Hidden units of each layer, m.", OptionFormats.Whole(1), trial => trial.HiddenSize, (trial, value) => trial with { HiddenSize = value }) with { Default = WithAdam("32 to 192, by the length of the text", "100"), Mention = Mention.Always },
        Trial(Cell, "Cell of every layer.", OptionFormats.Choice<RnnCell>(), trial => trial.Cell, (trial, value) => trial with { Cell = value }) with { Default = WithAdam("gru", "tanh"), Mention = Mention.Always },
        Trial(Layers, "Layers; each reads the hidden state of the one below it.", OptionFormats.Whole(1, 100), trial => trial.LayerCount, (trial, value) => trial with { LayerCount = value }) with { Default = WithAdam("2 for a text of 300,000 characters, unless --hidden is given", "1"), Mention = Mention.Always },
        Trial(
            "--recurrent-init",
            "Initial recurrent weights W: random like the other weights, or orthogonal, which preserves the length of a hidden state.",
            OptionFormats.Choice<RecurrentInit>(),
            trial => trial.OrthogonalRecurrence ? RecurrentInit.Orthogonal : RecurrentInit.Random,
            (trial, value) => trial with { OrthogonalRecurrence = value == RecurrentInit.Orthogonal }) with { Default = WithAdam("orthogonal, for gru random", "random"), Mention = Mention.InFile },
        Trial(
            InitScale,
            "Standard deviation of all initial weights; scaled: by the number of inputs of each matrix.",
            OptionFormats.Real(NumberRange.NotNegative).OrNone("scaled"),
            trial => trial.StandardDeviation,
            (trial, value) => trial with { StandardDeviation = value }) with { Mention = Mention.InFile },
    ];

    private static OptionRow<RunSettings>[] HowLong() =>
    [
        Training("--epochs", "Passes over the text.", OptionFormats.Whole(1), options => options.Epochs, (options, value) => options with { Epochs = value }) with
        {
            Default = "as many as fit into 15 seconds; with --hidden or --layers, by the length of the text: 7 for a million characters, 74 for 10,000",
            Mention = Mention.InCommand,
            MayChange = true,
            IsInSearch = false,
        },
        Training("--updates", "Stop after this many updates. An update trains on one window of each stream.", OptionFormats.Long(1), options => options.MaxUpdates, (options, value) => options with { MaxUpdates = value }) with
        {
            Default = "",
            Mention = Mention.InCommand,
            MayChange = true,
            IsInSearch = false,
        },
        Training("--patience", "Stop after this many epochs without a new minimum of the validation loss.", OptionFormats.Whole(1), options => options.Patience, (options, value) => options with { Patience = value }) with
        {
            Default = "never",
            Mention = Mention.InCommand,
            Needs = _withValidation,
            MayChange = true,
            IsInSearch = false,
        },
    ];

    private static OptionRow<RunSettings>[] Rule() =>
    [
        Rule(Optimizer, "The rule that updates the weights from the gradient.", OptionFormats.Choice<OptimizerKind>(), rule => rule.Kind, (rule, value) => rule with { Kind = value }) with
        {
            Mention = Mention.Always,
        },
        Rule(
            LearningRate,
            "Learning rate, η.",
            OptionFormats.Real(NumberRange.Positive),
            rule => rule.LearningRate ?? OptimizerOptions.UsualLearningRate(rule.Kind),
            (rule, value) => rule with { LearningRate = value }) with { Default = $"for adam by the network, {LearningRateExample()} for 100 tanh units and 16 streams; {UsualLearningRates()}", Mention = Mention.Always, Column = "rate", MayChange = true },
        Rule("--input-rate-factor", "Factor of the learning rate for the weights of the characters, U of the first layer.", OptionFormats.Real(NumberRange.Positive), rule => rule.InputRateFactor ?? 1, (rule, value) => rule with { InputRateFactor = value == 1 ? null : value }) with { Default = WithAdam("by the network, 9 for 100 tanh units; with --from 1", "1"), Mention = Mention.InFile, MayChange = true },
        Rule(
            "--accumulator",
            "Initial value of the sum of squared gradients of adagrad and rmsprop.",
            OptionFormats.Real(NumberRange.NotNegative),
            rule => rule.InitialAccumulator,
            (rule, value) => rule with { InitialAccumulator = value }) with
        {
            Default = $"{UsualSettings.SteadyAccumulator} for adagrad, which gives steady training; 0 with rmsprop and with --classic",
            Mention = Mention.Always,
            Needs = Kinds(OptimizerKind.AdaGrad, OptimizerKind.RmsProp),
        },
        Rule("--weight-decay", "Adam's decoupled weight decay, λ.", OptionFormats.Real(NumberRange.NotNegative), rule => rule.WeightDecay, (rule, value) => rule with { WeightDecay = value }) with
        {
            Default = "0.02 for gru and lstm; 0 for tanh, and for more than 14 passes of a long text",
            Mention = Mention.InFile,
            Needs = Kinds(OptimizerKind.Adam),
        },
        Rule("--beta1", "Adam's decay of the first moment, β₁.", OptionFormats.Real(NumberRange.BelowOne), rule => rule.Beta1, (rule, value) => rule with { Beta1 = value }) with { Needs = Kinds(OptimizerKind.Adam) },
        Rule("--beta2", "Adam's decay of the second moment, β₂.", OptionFormats.Real(NumberRange.BelowOne), rule => rule.Beta2, (rule, value) => rule with { Beta2 = value }) with { Needs = Kinds(OptimizerKind.Adam) },
        Rule("--decay", "RMSProp's decay of the mean of squared gradients, ρ.", OptionFormats.Real(NumberRange.BelowOne), rule => rule.Decay, (rule, value) => rule with { Decay = value }) with { Needs = Kinds(OptimizerKind.RmsProp) },
        Rule("--momentum", "Momentum of gradient descent, μ.", OptionFormats.Real(NumberRange.BelowOne), rule => rule.Momentum, (rule, value) => rule with { Momentum = value }) with
        {
            Mention = Mention.InFile,
            Needs = Kinds(OptimizerKind.Sgd),
        },
        Rule("--epsilon", "The number that prevents adagrad, rmsprop and adam from dividing by 0, ε.", OptionFormats.Real(NumberRange.Positive), rule => rule.Epsilon, (rule, value) => rule with { Epsilon = value }) with
        {
            Needs = Kinds(OptimizerKind.AdaGrad, OptimizerKind.RmsProp, OptimizerKind.Adam),
        },
        Rule(
            "--epsilon-outside",
            "Add the epsilon of rmsprop outside the root, as PyTorch does, instead of inside.",
            OptionFormats.Flag,
            rule => rule.EpsilonPlacement == EpsilonPlacement.OutsideRoot,
            (rule, value) => rule with { EpsilonPlacement = value ? EpsilonPlacement.OutsideRoot : EpsilonPlacement.InsideRoot }) with { Needs = Kinds(OptimizerKind.RmsProp) },
    ];

    private static OptionRow<RunSettings>[] Schedule() =>
    [
        Trial(
            "--schedule",
            "Course of the learning rate: constant, falling in steps, or falling along a cosine until the end of the run.",
            OptionFormats.Choice(except: LearningRateShape.Custom),
            trial => trial.Optimizer.Schedule.Shape,
            (trial, value) => trial with { Optimizer = trial.Optimizer with { Schedule = trial.Optimizer.Schedule with { Shape = value } }, ScheduleSpansJob = value == LearningRateShape.Cosine }) with
        {
            Default = "cosine; constant with --classic",
            Mention = Mention.Always,
        },
        Course("--final-rate", "Final value of a cosine, as a fraction of the learning rate.", OptionFormats.Real(NumberRange.BelowOne), course => course.FinalFraction, (course, value) => course with { FinalFraction = value }) with { Needs = _inCosine },
        Course(
            "--step-every",
            "Updates from one step of --schedule step to the next.",
            OptionFormats.Long(1),
            course => course.Shape == LearningRateShape.Step ? course.Period : LearningRateSchedule.Constant.Period,
            (course, value) => course with { Period = value }) with { Default = "", Needs = _inSteps, IsRequired = true },
        Course("--step-factor", "Factor of the learning rate at each step of --schedule step.", OptionFormats.Real(NumberRange.Positive), course => course.StepFactor, (course, value) => course with { StepFactor = value }) with { Needs = _inSteps },
        Course(
            "--turns",
            "The ends of a cosine whose end was moved during the run, as train --time prints them.",
            TurnsFormat.Instance,
            course => course.Turns,
            (course, value) => course with { Turns = value }) with { Default = "none", Needs = _inCosine, IsInSearch = false },
        Course("--warm-up", "Updates over which the learning rate rises at the start.", OptionFormats.Long(0), course => course.WarmUp, (course, value) => course with { WarmUp = value }) with { Default = WithAdam($"{UsualSettings.Base.Optimizer.Schedule.WarmUp}", "0"), Mention = Mention.InFile },
    ];

    private static OptionRow<RunSettings>[] Loss() =>
    [
        Training(
            "--dropout",
            "Probability with which the output of a hidden unit is set to 0, in training only, p.",
            OptionFormats.Real(NumberRange.BelowOne),
            options => options.Dropout,
            (options, value) => options with { Dropout = value }) with { Default = WithAdam("0 to 0.5, by size and passes", "0"), Mention = Mention.InFile },
        Training(
            "--average",
            "Validate and save the average of the weights over about this last fraction of all updates so far, instead of the weights. 0 for none.",
            OptionFormats.Real(NumberRange.BelowOne),
            options => options.AveragedShare,
            (options, value) => options with { AveragedShare = value }) with { Default = "0.05 if the network is chosen for you, otherwise 0", Mention = Mention.InFile },
        Training(
            "--loss",
            "Loss of a window: the mean or the sum of its characters' losses. The gradients of the mean are smaller by a factor of the number of characters, and --clip limits these smaller gradients.",
            OptionFormats.Choice<LossReduction>(),
            options => options.LossReduction,
            (options, value) => options with { LossReduction = value }) with { Default = WithAdam("mean", "sum"), Mention = Mention.InFile },
        Training("--clip", "Limit for every element of the gradient; 0 for none.", OptionFormats.Real(NumberRange.NotNegative), options => ZeroIfNone(options.GradientLimit), (options, value) => options with { GradientLimit = NoneIfZero(value) }) with { Default = WithAdam("0", "5"), Mention = Mention.InFile },
        Training("--clip-norm", "Limit for the norm of the whole gradient; 0 for none.", OptionFormats.Real(NumberRange.NotNegative), options => ZeroIfNone(options.GradientNormLimit), (options, value) => options with { GradientNormLimit = NoneIfZero(value) }) with { Default = WithAdam($"1 for gru and lstm, {UsualSettings.Base.Training.GradientNormLimit.ToString(CultureInfo.InvariantCulture)} for tanh", "0"), Mention = Mention.InFile },
    ];

    private static OptionRow<RunSettings>[] Data() =>
    [
        Training(SequenceLength, "Characters in a window, the length of backpropagation, τ.", OptionFormats.Whole(1), options => options.SequenceLength, (options, value) => options with { SequenceLength = value }) with
        {
            Default = WithAdam($"64 for gru and lstm, {UsualSettings.Base.Training.SequenceLength} for tanh", $"{UsualSettings.Classic.Training.SequenceLength}"),
            Mention = Mention.Always,
            Column = "window",
        },
        Training(
            "--sequence-lengths",
            "Characters in a window in the first, second, … epoch; the last number is used for all further ones.",
            OptionFormats.Wholes(1),
            options => options.SequenceLengths,
            (options, value) => options with { SequenceLengths = value }) with { Default = "--sequence-length always", Mention = Mention.InFile, IsInSearch = false },
        Training(Batch, "Number of parts into which the text is divided, which are read in parallel, B.", OptionFormats.Whole(1), options => options.BatchSize, (options, value) => options with { BatchSize = value }) with { Default = WithAdam("1 to 32, by the length of the text", "1"), Mention = Mention.Always },
        Training(
            Validation,
            "The part of the text to hold out for validation: a fraction, in chunks spread evenly over the text; last:x for its end; every:n for the last of every n chunks or documents (every:n:characters for chunks of a size other than 5000).",
            ValidationFormat.Instance,
            options => options.Validation,
            (options, value) => options with { Validation = value }) with { Default = "none", Mention = Mention.InFile },
        Training(
            "--test",
            "A second part to hold out, given as for --validation. It is measured once, after training.",
            ValidationFormat.Instance,
            options => options.Test,
            (options, value) => options with { Test = value }) with { Default = "none", Mention = Mention.InFile, Needs = _besideValidation },
        Training("--chunk-order", "Read the text from start to end, or in chunks in a new order every epoch, or in chunks that begin anywhere.", OptionFormats.Choice<ChunkOrder>(), options => options.ChunkOrder, (options, value) => options with { ChunkOrder = value }) with { Mention = Mention.InFile, Default = "sequential; shuffled with --documents" },
        Training("--window-offset", "Divide the text into windows at the same places in every epoch (fixed) or at different ones (random).", OptionFormats.Choice<WindowOffset>(), options => options.WindowOffset, (options, value) => options with { WindowOffset = value }) with { Default = WithAdam("random", "fixed"), Mention = Mention.InFile },
        Training("--chunk-length", "Characters of a chunk of --chunk-order; each begins with the zero state.", OptionFormats.Whole(1), options => options.ChunkLength, (options, value) => options with { ChunkLength = value }) with { Needs = _inChunks },
    ];

    /// <summary>How the text is read is a setting of the run: a resumed run reads it alike, and so do the commands that use the model.</summary>
    private static IEnumerable<OptionRow<RunSettings>> Reading()
        => TextReadingTable.All.Rows.Select(row => row.Within<RunSettings>(run => run.Reading, (run, value) => run with { Reading = value }));

    private static OptionRow<RunSettings>[] Chance() =>
    [
        Trial(
            "--seed",
            "Random seed: the same seed gives the same initial network and the same samples.",
            OptionFormats.Whole(0),
            trial => trial.Seed,
            (trial, value) => trial.WithSeed(value)) with { Mention = Mention.Always, IsInSearch = false },
        new OptionRow<RunSettings, Precision>(
            "--precision", "Type of the network's numbers.", OptionFormats.Choice<Precision>(), run => run.Precision, (run, value) => run with { Precision = value }) with { Mention = Mention.InFile },
    ];

    private static OptionRow<RunSettings>[] Machine() =>
    [
        Training("--threads", "Threads that share an update; 0 chooses. No result depends on it.", OptionFormats.Threads, options => options.ThreadCount, (options, value) => options with { ThreadCount = value }) with
        {
            Mention = Mention.InCommand,
            MayChange = true,
            IsInSearch = false,
        },
    ];

    private static IEnumerable<OptionRow<RunSettings>> In(HelpGroup group, IEnumerable<OptionRow<RunSettings>> rows)
        => rows.Select(row => row with { Group = group, IsUsual = _usual.Contains(row.Name) });

    private static OptionRow<RunSettings> Trial<TValue>(string name, string help, OptionFormat<TValue> format, Func<TrialSettings, TValue> get, Func<TrialSettings, TValue, TrialSettings> set)
        => new OptionRow<RunSettings, TValue>(name, help, format, run => get(run.Trial), (run, value) => run with { Trial = set(run.Trial, value) });

    private static OptionRow<RunSettings> Training<TValue>(string name, string help, OptionFormat<TValue> format, Func<TrainingOptions, TValue> get, Func<TrainingOptions, TValue, TrainingOptions> set)
        => Trial(name, help, format, trial => get(trial.Training), (trial, value) => trial with { Training = set(trial.Training, value) });

    private static OptionRow<RunSettings> Rule<TValue>(string name, string help, OptionFormat<TValue> format, Func<OptimizerOptions, TValue> get, Func<OptimizerOptions, TValue, OptimizerOptions> set)
        => Trial(name, help, format, trial => get(trial.Optimizer), (trial, value) => trial with { Optimizer = set(trial.Optimizer, value) });

    private static OptionRow<RunSettings> Course<TValue>(string name, string help, OptionFormat<TValue> format, Func<LearningRateSchedule, TValue> get, Func<LearningRateSchedule, TValue, LearningRateSchedule> set)
        => Rule(name, help, format, rule => get(rule.Schedule), (rule, value) => rule with { Schedule = set(rule.Schedule, value) });

    private static Requirement<RunSettings> Kinds(params OptimizerKind[] kinds)
        => new(run => kinds.Contains(run.Optimizer.Kind), $"{Optimizer} {string.Join(" or ", kinds.Select(OptionFormats.Word))}");

    private static Requirement<RunSettings> Shape(LearningRateShape shape)
        => new(run => run.Optimizer.Schedule.Shape == shape, $"--schedule {OptionFormats.Word(shape)}");

    private static string UsualLearningRates()
        => string.Join(", ", Enum.GetValues<OptimizerKind>().Where(kind => kind != OptimizerKind.Adam).Select(kind => string.Create(
            CultureInfo.InvariantCulture, $"{OptionFormats.Word(kind)} {OptimizerOptions.UsualLearningRate(kind)}")));

    private static string LearningRateExample() => "about 0.011";

    /// <summary>The default of a setting that Adam and the other rules have differently.</summary>
    private static string WithAdam(string text, string otherwise) => $"with adam {text}, otherwise {otherwise}";

    private static double NoneIfZero(double limit) => limit > 0 ? limit : double.PositiveInfinity;

    private static double ZeroIfNone(double limit) => double.IsPositiveInfinity(limit) ? 0 : limit;
}
