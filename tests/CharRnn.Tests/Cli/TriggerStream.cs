using System.Text;

namespace CharRnn.Tests.Cli;

/// <summary>Performs an action when a given text is written to it, so that a run can be interrupted at a known update, without a clock.</summary>
internal sealed class TriggerStream(string trigger, Action action) : MemoryStream
{
    private bool _isDone;

    public override void Write(ReadOnlySpan<byte> buffer) => Write(buffer.ToArray(), 0, buffer.Length);

    public override void Write(byte[] buffer, int offset, int count)
    {
        base.Write(buffer, offset, count);
        if (!_isDone && Encoding.UTF8.GetString(ToArray()).Contains(trigger, StringComparison.Ordinal))
        {
            _isDone = true;
            action();
        }
    }
}
