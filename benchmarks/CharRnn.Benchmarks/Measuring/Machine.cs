using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace CharRnn.Benchmarks.Measuring;

/// <summary>A description of the machine, which readers need in order to transfer a result to theirs.</summary>
internal static class Machine
{
    internal static string Description { get; } = string.Create(
        CultureInfo.InvariantCulture,
        $"{Processor()}, {Environment.ProcessorCount} logical processors, vectors of {VectorBits} bits; {RuntimeInformation.OSDescription.Trim()}; {RuntimeInformation.FrameworkDescription}");

    internal static string Date => DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    internal static int VectorBits
        => Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : Vector128.IsHardwareAccelerated ? 128 : 0;

    private static string Processor()
    {
        const string Information = "/proc/cpuinfo";
        if (File.Exists(Information))
        {
            string[] lines = File.ReadAllLines(Information);
            string name = Value(lines, "model name"), family = Value(lines, "cpu family"), model = Value(lines, "model");
            if (name.Length > 0)
            {
                return $"{name} (family {family}, model {model})";
            }
        }

        return Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? RuntimeInformation.ProcessArchitecture.ToString();
    }

    private static string Value(string[] lines, string key)
        => lines.FirstOrDefault(line => line.Split(':')[0].Trim() == key)?.Split(':', 2)[1].Trim() ?? "";
}
