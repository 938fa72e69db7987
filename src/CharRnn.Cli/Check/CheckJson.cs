using System.Text.Json;
using CharRnn.Cli.Options;
using CharRnn.Cli.Screen;
using CharRnn.Cli.Settings;
using CharRnn.Optimization;

namespace CharRnn.Cli.Check;

/// <summary>A check for programs.</summary>
internal static class CheckJson
{
    internal static void Write(CliConsole console, CheckResult result)
        => JsonOutput.Write(console, json =>
        {
            CheckSettings settings = result.Settings;
            json.WriteString("text", result.TextName);
            json.WriteNumber("vocabularySize", result.Architecture.VocabularySize);
            json.WriteNumber("hiddenSize", result.Architecture.HiddenSize);
            json.WriteString("cell", OptionFormats.Word(settings.Cell));
            json.WriteNumber("layerCount", settings.LayerCount);
            json.WriteNumber("initScale", settings.InitScale);
            json.WriteNumber("batch", settings.BatchSize);
            json.WriteString("precision", settings.Precision.Word());
            json.WriteNumber("seed", settings.Seed);
            json.WriteNumber("step", settings.Step);
            json.WriteNumber("seconds", Math.Round(result.Elapsed.TotalSeconds, 3));
            json.WriteBoolean("passed", !result.Failures.Any());
            json.WriteStartArray("checks");
            foreach (LengthCheck check in result.Lengths)
            {
                foreach (string name in result.BlockNames)
                {
                    json.WriteStartObject();
                    json.WriteNumber("length", check.Length);
                    json.WriteNumber("loss", check.Difference.Loss);
                    json.WriteString("block", name);
                    BlockGradientError difference = check.Difference[name];
                    WriteErrors(json, "centralDifference", difference, check.DifferenceBound(difference, settings));
                    BlockGradientError complex = check.ComplexStep[name];
                    WriteErrors(json, "complexStep", complex, settings.ComplexStepBound * complex.LargestMagnitude);
                    WritePublished(json, settings.ArePublished ? PublishedErrors.Find(name, check.Length) : null);
                    json.WriteEndObject();
                }
            }

            json.WriteEndArray();
        });

    private static void WriteErrors(Utf8JsonWriter json, string name, BlockGradientError block, double bound)
    {
        json.WriteStartObject(name);
        WriteNumber(json, "maxAbsoluteError", block.MaxAbsoluteError);
        WriteNumber(json, "bound", bound);
        WriteNumber(json, "maxRelativeError", block.MaxRelativeError);
        WriteNumber(json, "maxElementError", block.MaxElementError);
        WriteNumber(json, "errorOverTotal", block.ErrorOverTotal);
        WriteNumber(json, "largestMagnitude", block.LargestMagnitude);
        json.WriteNumber("worstRow", block.WorstRow);
        json.WriteNumber("worstColumn", block.WorstColumn);
        WriteNumber(json, "analytic", block.Worst.Analytic);
        WriteNumber(json, "numerical", block.Worst.Numerical);
        json.WriteEndObject();
    }

    private static void WritePublished(Utf8JsonWriter json, (double Absolute, double Relative)? published)
    {
        if (published is { } pair)
        {
            json.WriteStartObject("published");
            json.WriteNumber("maxAbsoluteError", pair.Absolute);
            json.WriteNumber("errorOverTotal", pair.Relative);
            json.WriteEndObject();
        }
    }

    /// <summary>JSON has no infinity: what is not a number becomes null.</summary>
    private static void WriteNumber(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value))
        {
            json.WriteNumber(name, value);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
