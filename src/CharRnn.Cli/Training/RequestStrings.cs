using System.Globalization;

namespace CharRnn.Cli.Training;

/// <summary>What of a request a checkpoint keeps as strings, beside the options that the library keeps itself.</summary>
internal static class RequestStrings
{
    internal const string Output = "run_output";
    internal const string CheckpointEvery = "run_checkpoint_every";
    internal const string SampleLength = "run_sample_length";
    internal const string FinalLength = "run_final_length";
    internal const string Temperature = "run_temperature";
    internal const string TopK = "run_top_k";
    internal const string TopP = "run_top_p";

    /// <summary>Adds the strings of a request to those that describe its settings.</summary>
    internal static void AddTo(Dictionary<string, string> settings, TrainingRequest request)
    {
        settings[Output] = request.OutputPath;
        settings[SampleLength] = Text(request.SampleLength);
        settings[FinalLength] = Text(request.FinalLength);
        settings[Temperature] = Text(request.Sampling.Temperature);
        settings[TopK] = Text(request.Sampling.TopK);
        settings[TopP] = Text(request.Sampling.TopP);
        if (request.CheckpointEvery is { } interval)
        {
            settings[CheckpointEvery] = Text(interval);
        }
    }

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
