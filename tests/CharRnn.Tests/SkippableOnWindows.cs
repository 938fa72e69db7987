namespace CharRnn.Tests;

/// <summary>A test of something that Windows lacks: POSIX signals, pipes, permissions, devices.</summary>
public sealed class SkippableOnWindowsTheoryAttribute : TheoryAttribute
{
    public SkippableOnWindowsTheoryAttribute() => Skip = OperatingSystem.IsWindows() ? "Windows has no such thing." : null;
}

/// <summary>A test of something that Windows lacks: POSIX signals, pipes, permissions, devices.</summary>
public sealed class SkippableOnWindowsFactAttribute : FactAttribute
{
    public SkippableOnWindowsFactAttribute() => Skip = OperatingSystem.IsWindows() ? "Windows has no such thing." : null;
}
