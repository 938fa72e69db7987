using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using CharRnn.Cli.Check;

namespace CharRnn.Cli.Options;

/// <summary>The options of <c>charrnn check</c>.</summary>
internal sealed class CheckOptionSet
{
    private readonly Option<int[]> _lengths = new("--lengths")
    {
        Description = $"Characters in a window; several, separated by commas. [default: {string.Join(',', CheckSettings.Defaults.Lengths)}]",
        HelpName = "n,n,…",
        CustomParser = ParseLengths,
    };

    private readonly Option<int> _hidden = NumberOption.Whole("--hidden", "Hidden units of the network, m.", CheckSettings.Defaults.HiddenSize, minimum: 1);

    private readonly Option<double> _initScale = NumberOption.Real(
        "--init-scale", "Standard deviation of the weights.", CheckSettings.Defaults.InitScale, NumberRange.NotNegative);

    private readonly Option<double> _step = NumberOption.Real("--step", "Step of the central difference.", CheckSettings.Defaults.Step, NumberRange.Positive);

    private readonly Option<int> _batch = NumberOption.Whole("--batch", "Parts into which the text is cut, read side by side.", CheckSettings.Defaults.BatchSize, minimum: 1);

    private readonly Option<Precision?> _precision = ChoiceOption.Optional<Precision>(
        "--precision",
        $"Type of the network's numbers; the numerical derivatives are always computed in double. [default: {ChoiceOption.Word(CheckSettings.Defaults.Precision)}]");

    private readonly Option<int> _seed = NumberOption.Whole("--seed", "Where chance starts: the same seed gives the same network.", CheckSettings.Defaults.Seed, minimum: 0);

    private readonly Option<double?> _bound = NumberOption.OptionalReal(
        "--bound", "What the error against the complex step may be, relative to the block's largest element. [default: 1e-12 in double, 1e-4 in float]", NumberRange.NotNegative);

    internal void AddTo(Command command)
    {
        Option[] options = [_lengths, _hidden, _initScale, _step, _batch, _precision, _seed, _bound];
        foreach (Option option in options)
        {
            command.Add(option);
        }
    }

    internal CheckSettings Read(ParseResult result) => new()
    {
        Lengths = result.GetValue(_lengths) is { Length: > 0 } lengths ? lengths : CheckSettings.Defaults.Lengths,
        HiddenSize = result.GetValue(_hidden),
        InitScale = result.GetValue(_initScale),
        Step = result.GetValue(_step),
        BatchSize = result.GetValue(_batch),
        Precision = result.GetValue(_precision) ?? CheckSettings.Defaults.Precision,
        Seed = result.GetValue(_seed),
        Bound = result.GetValue(_bound),
    };

    private static int[] ParseLengths(ArgumentResult argument)
    {
        string given = argument.Tokens[0].Value;
        var lengths = new List<int>();
        foreach (string part in given.Split(','))
        {
            if (!int.TryParse(part, NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out int length) || length < 1)
            {
                argument.AddError($"--lengths needs whole numbers from 1, separated by commas; '{given}' is none.");
                return [];
            }

            lengths.Add(length);
        }

        return [.. lengths];
    }
}
