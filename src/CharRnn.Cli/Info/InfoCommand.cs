using System.CommandLine;
using System.Globalization;
using System.Text;
using CharRnn.Cli.Failures;
using CharRnn.Cli.Files;
using CharRnn.Cli.Options;
using CharRnn.Cli.Screen;
using CharRnn.Cli.Settings;
using CharRnn.Persistence;

namespace CharRnn.Cli.Info;

/// <summary><c>charrnn info MODEL</c>.</summary>
internal static class InfoCommand
{
    /// <summary>Characters of a setting or a vocabulary that are shown; --json has all of them.</summary>
    private const int LongestValue = 4000;

    internal static Command Create(CliConsole console)
    {
        Argument<string> model = PathArgument.Model();
        var json = new Option<bool>("--json") { Description = "Write everything as JSON." };
        var command = new Command("info", "Shows the contents of a model file: sizes, characters, and how it was trained.") { model, json };
        command.SetAction(result =>
        {
            string path = result.GetRequiredValue(model);
            new FileRoles(console).Reads(path, "the model").RequireDistinct();
            ModelFileInfo info = ModelInput.Inspect(path);
            if (result.GetValue(json))
            {
                WriteJson(console, path, info);
            }
            else
            {
                WriteLines(console, path, info);
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static void WriteLines(CliConsole console, string path, ModelFileInfo info)
    {
        RnnArchitecture architecture = info.Architecture;
        Line("file", string.Create(CultureInfo.InvariantCulture, $"{path}, {Quantity.Of(info.ByteCount, "byte")}{(info.IsCheckpoint ? ", a checkpoint" : "")}"));
        Line("network", string.Create(CultureInfo.InvariantCulture, $"{RunSettings.Network(architecture)}, {Quantity.Of(architecture.ParameterCount, "parameter")}"));
        Line("precision", $"{PrecisionName(info)} ({info.DataType})");
        Line("characters", string.Create(CultureInfo.InvariantCulture, $"{architecture.VocabularySize:N0}: {Characters(info)}"));
        if (HasCarriageReturn(info))
        {
            Line("line ends", "with carriage returns, kept as they were in the text; the network writes them too");
        }

        foreach ((string name, string value) in info.Settings.OrderBy(setting => setting.Key, StringComparer.Ordinal))
        {
            // The type of the file already says this.
            if (name != "precision")
            {
                Line(name, Short(value));
            }
        }

        void Line(string name, string value)
            => console.Out.WriteLine(ConsoleText.OneLine($"{ConsoleText.Short(name),-28} {ConsoleText.Short(value, LongestValue)}"));
    }

    private static void WriteJson(CliConsole console, string path, ModelFileInfo info)
        => JsonOutput.Write(console, json =>
        {
            json.WriteString("file", path);
            json.WriteNumber("bytes", info.ByteCount);
            json.WriteBoolean("isCheckpoint", info.IsCheckpoint);
            json.WriteString("cell", OptionFormats.Word(info.Architecture.Cell));
            json.WriteNumber("layerCount", info.Architecture.LayerCount);
            json.WriteNumber("hiddenSize", info.Architecture.HiddenSize);
            json.WriteNumber("vocabularySize", info.Architecture.VocabularySize);
            json.WriteNumber("parameterCount", info.Architecture.ParameterCount);
            json.WriteString("precision", PrecisionName(info));
            json.WriteString("dataType", info.DataType);
            json.WriteString("vocabulary", info.Vocabulary?.ToString());
            json.WriteBoolean("hasCarriageReturn", HasCarriageReturn(info));
            json.WriteStartObject("settings");
            foreach ((string name, string value) in info.Settings.OrderBy(setting => setting.Key, StringComparer.Ordinal))
            {
                json.WriteString(name, value);
            }

            json.WriteEndObject();
        });

    /// <summary>A number that is longer than anyone needs, with four digits; JSON has all of them.</summary>
    private static string Short(string value)
        => value.Length > 6 && value.Contains('.', StringComparison.Ordinal) && double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            ? number.ToString("G4", CultureInfo.InvariantCulture) : value;

    private static string PrecisionName(ModelFileInfo info)
        => ModelInput.PrecisionOf(info) == Precision.Double ? "double" : "float";

    private static bool HasCarriageReturn(ModelFileInfo info) => info.Vocabulary?.TryGetIndex(new Rune('\r'), out _) ?? false;

    private static string Characters(ModelFileInfo info) => info.Vocabulary?.ToString() ?? "not in the file";
}
