using System.Text.Json;
using System.Text.Json.Nodes;

namespace CharRnn.Cli.Report.Results;

/// <summary>What results.json must satisfy beyond its layout: a file that was edited is refused before anything of the report is written.</summary>
internal static class ReportCheck
{
    /// <summary>No report takes longer, in seconds.</summary>
    private const double LongestTime = 1e9;

    /// <summary>Refuses a null in a list, which the deserialiser lets through.</summary>
    /// <exception cref="JsonException">There is one; the message has its path.</exception>
    internal static void RequireNoNullInLists(JsonNode? node)
    {
        IEnumerable<JsonNode?> inner = node switch
        {
            JsonObject members => members.Select(member => member.Value),
            JsonArray elements => elements,
            _ => [],
        };
        int position = 0;
        foreach (JsonNode? value in inner)
        {
            Require(value is not null || node is JsonObject, $"{node!.GetPath()}[{position}]", "a value, not null");
            RequireNoNullInLists(value);
            position++;
        }
    }

    /// <summary>Checks every number and text but the settings, whose ranges are those of the options.</summary>
    /// <exception cref="JsonException">One is out of its range; the message has its place.</exception>
    internal static void RequireSound(ReportResults results)
    {
        TextStatistics text = results.Text;
        Require(text is { Characters: > 0, VocabularySize: > 0, Fingerprint.Length: > 0 } && text.VocabularySize <= text.Characters, "$.text", "the size and fingerprint of a text");
        Require(((double[])[text.Unigram, text.Bigram, text.Trigram]).All(IsLoss), "$.text", "entropies of 0 or more");
        RequireSound(results.Gradient);
        RequireSound(results.Longish, "$.longish");
        RequireSound(results.Updates, "$.updates");
        RequireSound(results.Best);
        Require(results.Costs.All(cost => cost.Seconds is >= 0 and <= LongestTime && cost.Characters >= 0), "$.costs", "seconds and characters of 0 or more");
    }

    private static void RequireSound(GradientOutcome? outcome)
        => Require(
            outcome is null || (outcome.Rows.Count > 0 && outcome.Rows.All(row => row is { RowCount: > 0, ColumnCount: > 0, Length: > 0 }
                && ((double[])[row.Loss, row.MaxError, row.ErrorOverTotal, row.ComplexStepError, row.ComplexStepOfLargest]).All(IsLoss))),
            "$.gradient.rows",
            "at least one row, of positive sizes and errors of 0 or more");

    private static void RequireSound(TrainingOutcome? outcome, string place)
    {
        if (outcome is null)
        {
            return;
        }

        Require(outcome is { SequenceLength: > 0, LossCharacters: > 0, ParameterCount: > 0, PlannedUpdates: > 0, Updates: >= 0 }, place, "positive sizes");
        Require(outcome.Updates <= outcome.PlannedUpdates && (!outcome.IsComplete || outcome.SmoothLoss is not null), place, "as many updates as were planned, and their loss");
        Require(outcome.SmoothLoss is null or >= 0 and < double.PositiveInfinity, $"{place}.smoothLoss", "a loss of 0 or more");
        Require(
            outcome.Milestones.Append(outcome.Best ?? new Milestone(1, 0, "")).All(milestone => milestone.Update > 0 && IsLoss(milestone.SmoothLoss)),
            $"{place}.milestones",
            "updates from 1 and losses of 0 or more");
        Require(outcome.Epochs.All(epoch => epoch is { Epoch: > 0, Update: > 0 } && IsLoss(epoch.TrainingLoss)), $"{place}.epochs", "epochs and updates from 1 and losses of 0 or more");
        RequireSound(outcome.Curve, $"{place}.curve");
    }

    private static void RequireSound(CurveColumns curve, string place)
        => Require(
            curve.Update.Count == curve.Loss.Count && curve.Update.Count == curve.SmoothLoss.Count && curve.Update.All(update => update > 0)
                && curve.Loss.Concat(curve.SmoothLoss).All(IsLoss),
            place,
            "columns of one length, updates from 1 and losses of 0 or more");

    private static void RequireSound(WinnerCurve? curve)
    {
        if (curve is not null)
        {
            RequireSound(curve.Training, "$.best.curve.training");
            Require(curve.HeldOut.Count > 0 && curve.HeldOut.All(point => point.Update > 0 && IsLoss(point.Loss)), "$.best.curve.heldOut", "at least one point, updates from 1 and losses of 0 or more");
        }
    }

    private static void RequireSound(InsideOutcome? inside)
        => Require(
            inside is null || (inside.Start >= 0 && inside.Characters.Count > 0 && inside.Losses.Count == inside.Characters.Count && inside.Expected.Count == inside.Characters.Count
                && inside.Losses.Concat(inside.ContextLosses).Concat(inside.GradientNorms).All(IsLoss) && inside.ContextLosses.Count > 0
                && inside.Expected.SelectMany(all => all).All(expected => expected.Probability is >= 0 and <= 1)
                && inside.Units.All(unit => Math.Abs(unit.Correlation) <= 1 && Math.Abs(unit.UnseenCorrelation) <= 1 && (unit.Values.Count == 0 || unit.Values.Count == inside.Characters.Count) && unit.Values.All(double.IsFinite))),
            "$.best.inside",
            "a passage with a loss, expected characters and values for each of its characters, and correlations from -1 to 1");

    private static void RequireSound(BestModelOutcome? outcome)
    {
        if (outcome is null)
        {
            return;
        }

        Require(outcome.JobCount > 0, "$.best.jobCount", "1 or more");
        Require(
            !outcome.IsComplete || outcome is { Ranking.Count: > 0, PublishedSettings: not null, Sample: not null }, "$.best", "a ranking, the published settings and a sample");
        Require(outcome.NGrams.All(IsLoss), "$.best.nGrams", "losses of 0 or more");
        RequireSound(outcome.Curve);
        RequireSound(outcome.Inside);
        Require(
            outcome.Temperatures.All(sample => IsLoss(sample.Value)) && outcome.TopPs.All(sample => sample.Value is > 0 and <= 1), "$.best", "temperatures of 0 or more, and nuclei from 0 to 1");
    }

    private static bool IsLoss(double value) => value is >= 0 and < double.PositiveInfinity;

    private static void Require(bool condition, string place, string expected)
    {
        if (!condition)
        {
            throw new JsonException($"{place} must be {expected}.");
        }
    }
}
