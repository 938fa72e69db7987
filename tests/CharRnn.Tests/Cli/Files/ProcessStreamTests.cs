using System.Diagnostics;
using CharRnn.Tests.Persistence;

namespace CharRnn.Tests.Cli.Files;

/// <summary>
/// Processes whose standard streams are closed, full or without a reader. A part of what <c>.ci/streams</c> tries: no stack trace, a
/// model that is saved, and an exit code of 0, 1 or 2.
/// </summary>
public sealed class ProcessStreamTests : IDisposable
{
    private const string Train = "train text.txt --hidden 4 --updates 120 --no-curve --output made.safetensors";
    private readonly TemporaryFolder _folder = new();

    public ProcessStreamTests()
    {
        File.WriteAllText(_folder["text.txt"], string.Concat(Enumerable.Repeat("the cat sat on the mat.\n", 40)));
        CycleModel.Create<float>("abc\n").Save(_folder["m.safetensors"]);
    }

    public void Dispose() => _folder.Dispose();

    [LinuxOnlyTheory]
    [InlineData(Train, "</dev/null >&- 2>err.txt", 1)]
    [InlineData(Train, "</dev/null >/dev/full 2>err.txt", 1)]
    [InlineData(Train, "</dev/null >/dev/null 2>/dev/full", 0)]
    [InlineData(Train, "<&- >&- 2>&-", 1)]
    [InlineData("sample m.safetensors --length 2000000000", "</dev/null >/dev/full 2>err.txt", 1)]
    [InlineData("sample m.safetensors", ">&- 2>err.txt", 1)]
    [InlineData("--version", ">/dev/full 2>err.txt", 1)]
    [InlineData("info missing", ">/dev/null 2>/dev/full", 1)]
    [InlineData("info missing", "<&- >&- 2>&-", 1)]
    [InlineData("train --nonsense", ">/dev/null 2>&-", 2)]
    [InlineData("train - --output made.safetensors", "<&- 2>err.txt", 1)]
    [InlineData("train - --output made.safetensors", "</dev/zero 2>err.txt", 1)]
    [InlineData("train - --output text.txt", "<text.txt 2>err.txt", 2)]
    [InlineData("train text.txt --output made.safetensors", ">>text.txt 2>err.txt", 2)]
    public void A_stream_that_fails_costs_its_lines_and_the_exit_code(string arguments, string redirections, int exitCode)
    {
        byte[] text = File.ReadAllBytes(_folder["text.txt"]);
        string program = Path.Combine(AppContext.BaseDirectory, "CharRnn.Cli.dll");
        using var shell = Process.Start(new ProcessStartInfo("bash", ["-c", $"dotnet '{program}' {arguments} {redirections}"]) { WorkingDirectory = _folder.Path })!;
        shell.WaitForExit(TimeSpan.FromMinutes(2)).Should().BeTrue();

        shell.ExitCode.Should().Be(exitCode);
        string error = File.Exists(_folder["err.txt"]) ? File.ReadAllText(_folder["err.txt"]) : "";
        error.Should().NotContain("   at ").And.NotContain("Exception").And.MatchRegex("^(charrnn: [^\n]*\n)?$");
        File.ReadAllBytes(_folder["text.txt"]).Should().Equal(text);
        File.Exists(_folder["made.safetensors"]).Should().Be(arguments.StartsWith(Train, StringComparison.Ordinal));
    }

    /// <summary>The next file that is opened gets the number of the closed stream: here the model or the log.</summary>
    [LinuxOnlyTheory]
    [InlineData(">&-")]
    [InlineData("2>&-")]
    [InlineData("<&- >&- 2>&-")]
    public void Output_of_a_closed_stream_does_not_end_up_in_a_file(string redirections)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "CharRnn.Cli.dll");
        using var shell = Process.Start(new ProcessStartInfo("bash", ["-c", $"dotnet '{program}' {Train} --log log.csv --checkpoint run.ckpt --checkpoint-every 7 </dev/null {redirections}"]) { WorkingDirectory = _folder.Path })!;
        shell.WaitForExit(TimeSpan.FromMinutes(2)).Should().BeTrue();

        File.ReadAllLines(_folder["log.csv"]).Should().HaveCount(4).And.OnlyContain(line => line.Split(',', StringSplitOptions.None).Length == 5);
        RnnModel<float>.Load(_folder["made.safetensors"]).Vocabulary.Count.Should().BeGreaterThan(5);
        CharRnn.Persistence.ModelFile.Inspect(_folder["run.ckpt"]).IsCheckpoint.Should().BeTrue();
    }

    [LinuxOnlyFact]
    public void Few_open_files_and_a_small_heap_are_enough()
    {
        string program = Path.Combine(AppContext.BaseDirectory, "CharRnn.Cli.dll");
        using var shell = Process.Start(new ProcessStartInfo("bash", ["-c", $"ulimit -n 80; DOTNET_GCHeapHardLimit=0x6000000 dotnet '{program}' {Train} </dev/null >/dev/null 2>err.txt"]) { WorkingDirectory = _folder.Path })!;
        shell.WaitForExit(TimeSpan.FromMinutes(2)).Should().BeTrue();

        (shell.ExitCode, File.ReadAllText(_folder["err.txt"])).Should().Be((0, ""));
    }
}

/// <summary>A test of something that other systems than Linux may lack, such as /dev/full.</summary>
public sealed class LinuxOnlyTheoryAttribute : TheoryAttribute
{
    public LinuxOnlyTheoryAttribute() => Skip = OperatingSystem.IsLinux() ? null : "Only Linux has /dev/full.";
}

/// <summary>A test of something that other systems than Linux may lack, such as limits by ulimit.</summary>
public sealed class LinuxOnlyFactAttribute : FactAttribute
{
    public LinuxOnlyFactAttribute() => Skip = OperatingSystem.IsLinux() ? null : "Only Linux has these limits.";
}
