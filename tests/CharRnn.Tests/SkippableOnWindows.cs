namespace CharRnn.Tests;

/// <summary>A test about what POSIX systems have and Windows has not: signals, pipes, permissions, devices.</summary>
public sealed class SkippableOnWindowsTheoryAttribute : TheoryAttribute
{
    public SkippableOnWindowsTheoryAttribute() => Skip = OperatingSystem.IsWindows() ? "Windows has no such thing." : null;
}

/// <summary>A test about what POSIX systems have and Windows has not: signals, pipes, permissions, devices.</summary>
public sealed class SkippableOnWindowsFactAttribute : FactAttribute
{
    public SkippableOnWindowsFactAttribute() => Skip = OperatingSystem.IsWindows() ? "Windows has no such thing." : null;
}
