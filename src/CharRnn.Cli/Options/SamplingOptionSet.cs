using System.CommandLine;

namespace CharRnn.Cli.Options;

/// <summary>How the next character is chosen: the options of every command that writes, defined once.</summary>
internal sealed class SamplingOptionSet
{
    /// <summary>A little below 1, the network's own odds: fewer slips, hardly less variety.</summary>
    internal const double DefaultTemperature = 0.8;

    private readonly Option<double> _temperature = NumberOption.Real(
        "--temperature", "Below 1 bolder, above 1 wilder; 1 is what the network believes, 0 always takes the most probable character.", DefaultTemperature, NumberRange.NotNegative);

    private readonly Option<int> _topK = NumberOption.Whole(
        "--top-k", "Choose among the k most probable characters only; 0 for all.", 0, minimum: 0);

    private readonly Option<double> _topP = NumberOption.Real(
        "--top-p", "Choose among the fewest characters that together have this probability; 1 for all.", 1, NumberRange.Probability);

    internal void AddTo(Command command)
    {
        command.Add(_temperature);
        command.Add(_topK);
        command.Add(_topP);
    }

    /// <summary>Whether the command line has one of them.</summary>
    internal bool IsGiven(ParseResult result)
        => ((Option[])[_temperature, _topK, _topP]).Any(option => result.GetResult(option) is { Implicit: false });

    internal SamplingOptions Read(ParseResult result) => new()
    {
        Temperature = result.GetValue(_temperature),
        TopK = result.GetValue(_topK),
        TopP = result.GetValue(_topP),
    };
}
