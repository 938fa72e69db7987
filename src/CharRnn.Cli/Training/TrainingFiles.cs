using CharRnn.Cli.Files;
using CharRnn.Cli.Screen;
using CharRnn.Cli.Search;

namespace CharRnn.Cli.Training;

/// <summary>The files of <c>charrnn train</c>.</summary>
internal static class TrainingFiles
{
    internal static FileRoles Of(TrainingRequest request, CliConsole console)
    {
        RunOutput output = request.Output;
        string? resumed = request.Resumed?.Path;
        string checkpoint = output.CheckpointPath, model = output.ModelPath;
        bool goesOn = resumed is not null && checkpoint.Length > 0 && FileRoles.AreSame(resumed, checkpoint);
        return new FileRoles(console)
            .Reads(request.Text.Paths, "the text")
            .Reads(request.From?.Path, "the model to continue from (--from)")
            .Reads(goesOn ? null : resumed, "the checkpoint to resume (--resume)")
            .Writes(model, "the model file (--output)", "--output")
            .Writes(checkpoint, "the checkpoint (--checkpoint)", "--checkpoint")
            .WritesAll(SnapshotFolder.PathsOf(output.SnapshotPath), "a snapshot (--snapshots)", SnapshotFolder.Option)
            .Writes(output.LogPath, "the log (--log)", "--log")
            .Writes(output.LeavesCurve ? LossCurve.PicturePath(model) : null, "the picture of the loss curve (which --no-curve leaves out)", "--output")
            .Writes(output.LeavesCurve ? LossCurve.CsvPath(model) : null, "the loss curve (which --no-curve leaves out)", "--output");
    }

    internal static FileRoles Of(JobRun job, CliConsole console)
        => new FileRoles(console)
            .Reads(job.Text.Paths, "the text")
            .Reads(job.JobPath, "the job (--options)")
            .Writes(job.ResultPath, "the result (--result)", "--result")
            .Writes(job.OutputPath, "the model file (--output)", "--output");
}
