using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace CharRnn.Cli.Report.Results;

/// <summary>The machine on which times were measured.</summary>
internal sealed record MachineInfo
{
    public required string Processor { get; init; }

    public required int ProcessorCount { get; init; }

    public required int VectorBits { get; init; }

    public required string System { get; init; }

    public required string Framework { get; init; }

    public required string CharRnn { get; init; }

    internal static MachineInfo Current() => new()
    {
        Processor = FindProcessor(),
        ProcessorCount = Environment.ProcessorCount,
        VectorBits = Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : Vector128.IsHardwareAccelerated ? 128 : 0,
        System = RuntimeInformation.OSDescription.Trim(),
        Framework = RuntimeInformation.FrameworkDescription,
        CharRnn = FindVersion(),
    };

    private static string FindVersion()
        => Assembly.GetExecutingAssembly().GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";

    private static string FindProcessor()
    {
        const string Information = "/proc/cpuinfo";
        try
        {
            string[] lines = File.Exists(Information) ? File.ReadAllLines(Information) : [];
            string name = Value(lines, "model name"), family = Value(lines, "cpu family"), model = Value(lines, "model");
            if (name.Length > 0)
            {
                return family.Length > 0 ? $"{name} (family {family}, model {model})" : name;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The name is not essential.
        }

        return Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? RuntimeInformation.ProcessArchitecture.ToString();
    }

    private static string Value(string[] lines, string key)
        => lines.FirstOrDefault(line => line.Split(':')[0].Trim() == key)?.Split(':', 2)[1].Trim() ?? "";
}
