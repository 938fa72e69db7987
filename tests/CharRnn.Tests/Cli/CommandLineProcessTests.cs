using System.Diagnostics;
using CharRnn.Tests.Persistence;

namespace CharRnn.Tests.Cli;

/// <summary>Behaviour that only a separate process can show: signals and closed pipes.</summary>
public sealed class CommandLineProcessTests
{
    [SkippableOnWindowsTheory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task Train_signal_saves_and_exits_with_130(string signal)
    {
        using var folder = new TemporaryFolder();
        using var charrnn = new RunningCommand(folder.Path, "train", "--updates", "1000000000", "--sample-every", "0", "--output", "m.safetensors");
        string? line;
        do
        {
            line = await charrnn.Output.ReadLineAsync(charrnn.Patience);
        }
        while (line is not null && !line.StartsWith("update 1,", StringComparison.Ordinal));

        using (Process kill = Process.Start("kill", [$"-{signal}", $"{charrnn.Id}"]))
        {
            await kill.WaitForExitAsync(charrnn.Patience);
        }

        (int exitCode, string error) = await charrnn.End();
        exitCode.Should().Be(130);
        error.Should().Match("charrnn: interrupted after update *; the model is saved in m.safetensors.\n");
        RnnModel<float>.Load(folder["m.safetensors"]).Vocabulary.Count.Should().Be(58);
    }

    [SkippableOnWindowsFact]
    public async Task Sample_closed_output_ends_without_a_word()
    {
        using var folder = new TemporaryFolder();
        CycleModel.Create<float>("abcde").Save(folder["m.safetensors"]);
        using var charrnn = new RunningCommand(folder.Path, "sample", "m.safetensors", "--length", "2000000000");
        await charrnn.Output.ReadBlockAsync(new char[100], charrnn.Patience);
        charrnn.Output.Close();

        (int exitCode, string error) = await charrnn.End();
        exitCode.Should().Be(0);
        error.Should().BeEmpty();
    }

    /// <summary>The command in a separate process, which ends with the test at the latest.</summary>
    private sealed class RunningCommand : IDisposable
    {
        private readonly CancellationTokenSource _patience = new(TimeSpan.FromSeconds(60));
        private readonly Process _process;

        internal RunningCommand(string folder, params string[] arguments)
        {
            // Tests that run in the background ignore SIGINT, and a child would inherit that.
            string[] program = OperatingSystem.IsLinux() ? ["env", "--default-signal=INT,HUP", "dotnet"] : ["dotnet"];
            _process = Process.Start(new ProcessStartInfo(
                program[0], [.. program[1..], Path.Combine(AppContext.BaseDirectory, "CharRnn.Cli.dll"), .. arguments])
            {
                WorkingDirectory = folder,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                RedirectStandardInput = true,
            })!;
        }

        internal CancellationToken Patience => _patience.Token;

        internal int Id => _process.Id;

        internal StreamReader Output => _process.StandardOutput;

        internal async Task<(int ExitCode, string Error)> End()
        {
            string error = await _process.StandardError.ReadToEndAsync(Patience);
            await _process.WaitForExitAsync(Patience);
            return (_process.ExitCode, error);
        }

        public void Dispose()
        {
            if (!_process.HasExited)
            {
                _process.Kill();
            }

            _process.Dispose();
            _patience.Dispose();
        }
    }
}
