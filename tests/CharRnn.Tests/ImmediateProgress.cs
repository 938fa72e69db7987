namespace CharRnn.Tests;

/// <summary>Reports at once, on the reporting thread.</summary>
internal sealed class ImmediateProgress<TValue>(Action<TValue> action) : IProgress<TValue>
{
    public void Report(TValue value) => action(value);
}
