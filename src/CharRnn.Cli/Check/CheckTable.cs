using CharRnn.Cli.Options;
using CharRnn.Cli.Settings;

namespace CharRnn.Cli.Check;

/// <summary>The options of <see cref="CheckSettings"/>.</summary>
internal static class CheckTable
{
    internal static readonly OptionTable<CheckSettings> All = new(CheckSettings.Defaults,
    [
        new OptionRow<CheckSettings, IReadOnlyList<int>>("--lengths", "Characters in a window; several, separated by commas.", OptionFormats.Wholes(1), check => check.Lengths, (check, value) => check with { Lengths = value }),
        new OptionRow<CheckSettings, RnnCell>("--cell", "Cell of every layer.", OptionFormats.Choice<RnnCell>(), check => check.Cell, (check, value) => check with { Cell = value }),
        new OptionRow<CheckSettings, int>("--layers", "Layers of the network, 1 to 100.", OptionFormats.Whole(1, 100), check => check.LayerCount, (check, value) => check with { LayerCount = value }),
        new OptionRow<CheckSettings, int>("--hidden", "Hidden units of each layer, m.", OptionFormats.Whole(1), check => check.HiddenSize, (check, value) => check with { HiddenSize = value }),
        new OptionRow<CheckSettings, double>("--init-scale", "Standard deviation of the weights.", OptionFormats.Real(NumberRange.NotNegative), check => check.InitScale, (check, value) => check with { InitScale = value }),
        new OptionRow<CheckSettings, double>("--step", "Step of the central difference.", OptionFormats.Real(NumberRange.Positive), check => check.Step, (check, value) => check with { Step = value }),
        new OptionRow<CheckSettings, int>(
            "--batch", "Number of parts into which the text is divided, which are read in parallel.",
            OptionFormats.Whole(1), check => check.BatchSize, (check, value) => check with { BatchSize = value }),
        new OptionRow<CheckSettings, Precision>(
            "--precision",
            "Type of the network's numbers; the numerical derivatives are always computed in double.",
            OptionFormats.Choice<Precision>(),
            check => check.Precision,
            (check, value) => check with { Precision = value }),
        new OptionRow<CheckSettings, int>("--seed", "Random seed: the same seed gives the same network.", OptionFormats.Whole(0), check => check.Seed, (check, value) => check with { Seed = value }),
        new OptionRow<CheckSettings, double?>(
            "--bound",
            "Largest allowed error against the complex step, relative to the block's largest element.",
            OptionFormats.Real(NumberRange.NotNegative).OrNone(""),
            check => check.Bound,
            (check, value) => check with { Bound = value }) { Default = "1e-12 in double, 1e-4 in float" },
    ]);
}
