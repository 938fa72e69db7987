using System.Diagnostics;
using CharRnn.Tests.Persistence;

namespace CharRnn.Tests.Cli;

/// <summary>What only a process of its own can show: signals and closed pipes.</summary>
public sealed class ProcessTests
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    [SkippableOnWindowsTheory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task Train_signal_saves_and_exits_with_130(string signal)
    {
        using var folder = new TemporaryFolder();
        using Process process = Start(folder.Path, "train", "--updates", "1000000000", "--sample-every", "0", "--output", "m.safetensors");
        string? line;
        do
        {
            line = await process.StandardOutput.ReadLineAsync();
        }
        while (line is not null && !line.StartsWith("update 1,", StringComparison.Ordinal));

        using (Process kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]))
        {
            await kill.WaitForExitAsync();
        }

        string error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync(new CancellationTokenSource(_patience).Token);
        process.ExitCode.Should().Be(130);
        error.Should().Match("charrnn: interrupted after update *; the model is saved in m.safetensors.\n");
        RnnModel<float>.Load(folder["m.safetensors"]).Vocabulary.Count.Should().Be(58);
    }

    [SkippableOnWindowsFact]
    public async Task Sample_closed_output_ends_without_a_word()
    {
        using var folder = new TemporaryFolder();
        CycleModel.Create<float>("abcde").Save(folder["m.safetensors"]);
        using Process process = Start(folder.Path, "sample", "m.safetensors", "--length", "2000000000");
        var buffer = new char[100];
        await process.StandardOutput.ReadBlockAsync(buffer);
        process.StandardOutput.Close();

        string error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync(new CancellationTokenSource(_patience).Token);

        process.ExitCode.Should().Be(0);
        error.Should().BeEmpty();
    }

    private static Process Start(string folder, params string[] arguments)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "CharRnn.Cli.dll");
        return Process.Start(new ProcessStartInfo("dotnet", [program, .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        })!;
    }
}

/// <summary>A test about POSIX signals or pipes.</summary>
public sealed class SkippableOnWindowsTheoryAttribute : TheoryAttribute
{
    public SkippableOnWindowsTheoryAttribute() => Skip = OperatingSystem.IsWindows() ? "Windows has no such signals." : null;
}

/// <summary>A test about POSIX signals or pipes.</summary>
public sealed class SkippableOnWindowsFactAttribute : FactAttribute
{
    public SkippableOnWindowsFactAttribute() => Skip = OperatingSystem.IsWindows() ? "Windows has no such pipes." : null;
}
