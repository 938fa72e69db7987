using System.Numerics;
using CharRnn.Training;

namespace CharRnn.Cli.Training;

/// <summary>Passes the progress of training to the screen, the log, the checkpoint and the snapshots, and checks the clock.</summary>
internal sealed class ProgressFan<T>(TrainingView view, LossLog? log, CheckpointWriter<T>? checkpoint, SnapshotWriter<T>? snapshots, RunTime<T>? time) : IProgress<TrainingProgress>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public void Report(TrainingProgress value)
    {
        time?.Report(value);
        view.Report(value);
        log?.Report(value);
        checkpoint?.Report(value.Update);
        snapshots?.Report(value.Update);
    }
}
