using CharRnn.Cli.Options;

namespace CharRnn.Cli.Sampling;

/// <summary>How the next character is chosen: the options of every command that writes.</summary>
internal static class SamplingTable
{
    /// <summary>A little below 1, the network's own probabilities: fewer slips, hardly less variety.</summary>
    internal const double DefaultTemperature = 0.8;

    internal static readonly OptionTable<SamplingOptions> All = new(
        new SamplingOptions { Temperature = DefaultTemperature },
        [
            new OptionRow<SamplingOptions, double>(
                "--temperature",
                "Below 1 safer and more repetitive, above 1 more varied and less accurate; 1 is the network's own distribution, 0 always takes the most probable character.",
                OptionFormats.Real(NumberRange.NotNegative),
                options => options.Temperature,
                (options, value) => options with { Temperature = value }),
            new OptionRow<SamplingOptions, int>(
                "--top-k", "Choose among the k most probable characters only; 0 for all.", OptionFormats.Whole(0), options => options.TopK, (options, value) => options with { TopK = value }),
            new OptionRow<SamplingOptions, double>(
                "--top-p",
                "Choose among the fewest characters that together have this probability; 1 for all.",
                OptionFormats.Real(NumberRange.Probability),
                options => options.TopP,
                (options, value) => options with { TopP = value }),
        ]);
}
