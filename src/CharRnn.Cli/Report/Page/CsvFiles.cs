using System.Globalization;
using System.Text;
using CharRnn.Cli.Report.Results;
using CharRnn.Training.Search;

namespace CharRnn.Cli.Report.Page;

/// <summary>The data behind tables and pictures.</summary>
internal static class CsvFiles
{
    internal static DataFile Curve(string name, TrainingOutcome outcome)
    {
        var csv = new StringBuilder("update,nats_per_character,smooth_nats_per_character\n");
        for (int i = 0; i < outcome.Curve.Update.Count; i++)
        {
            csv.Append(CultureInfo.InvariantCulture, $"{outcome.Curve.Update[i]},{outcome.Curve.Loss[i]},{outcome.Curve.SmoothLoss[i]}\n");
        }

        return new DataFile(name + ".csv", "the curve", csv.ToString());
    }

    internal static DataFile Gradient(GradientOutcome outcome)
    {
        var csv = new StringBuilder("block,length,loss,max_error,error_over_total,complex_step_error,complex_step_of_largest\n");
        foreach (GradientRow row in outcome.Rows)
        {
            csv.Append(
                CultureInfo.InvariantCulture,
                $"{row.Block},{row.Length},{row.Loss},{row.MaxError},{row.ErrorOverTotal},{row.ComplexStepError},{row.ComplexStepOfLargest}\n");
        }

        return new DataFile("gradient.csv", "the tables", csv.ToString());
    }

    internal static DataFile Trials(BestModelOutcome outcome)
    {
        var csv = new StringBuilder("trial,rung,epochs,optimizer,learning_rate,initial_accumulator,sequence_length,seed,updates,smooth_nats_per_character,validation_nats_per_character\n");
        foreach (TrialResult result in outcome.Results)
        {
            TrialSettings settings = result.Job.Settings;
            csv.Append(
                CultureInfo.InvariantCulture,
                $"{result.Job.Trial},{result.Job.Rung},{result.Job.Epochs},{settings.Optimizer.Kind},{settings.Optimizer.LearningRate},{settings.Optimizer.InitialAccumulator},{settings.Training.SequenceLength},{settings.Seed},{result.Updates},{result.SmoothLoss},{result.ValidationLoss}\n");
        }

        return new DataFile("trials.csv", "every trial", csv.ToString());
    }
}
