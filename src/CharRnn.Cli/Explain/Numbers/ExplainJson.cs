using System.Text.Json.Nodes;
using CharRnn.Cli.Explain.Reading;
using CharRnn.Cli.Explain.Units;

namespace CharRnn.Cli.Explain.Numbers;

/// <summary>The numbers as JSON: whole for <c>--json</c>, and with the large arrays packed for the page.</summary>
internal static class ExplainJson
{
    /// <summary>Everything; numbers with as many digits as they have.</summary>
    internal static JsonObject Whole(Explanation explanation)
    {
        JsonObject json = Common(explanation);
        Connectivity connectivity = explanation.Connectivity;
        json["activations"] = new JsonArray([.. explanation.Activations.Select(Floats)]);
        json["contributions"] = Rows(connectivity.Contributions, connectivity.Reach);
        json["sensitivities"] = Rows(connectivity.InputNorms, connectivity.Reach);
        AddSnapshots(json, explanation, Number);
        return json;
    }

    /// <summary>The data for the page's script, with activations and connections in one byte each.</summary>
    internal static JsonObject ForPage(Explanation explanation)
    {
        JsonObject json = Common(explanation);
        Connectivity connectivity = explanation.Connectivity;
        json["activations"] = ByteRows.Of([.. explanation.Activations.SelectMany(row => row)], explanation.Window.PassageLength).ToJson();
        json["contributions"] = ByteRows.Of(connectivity.Contributions, connectivity.Reach).ToJson();
        json["sensitivities"] = ByteRows.Of(connectivity.InputNorms, connectivity.Reach).ToJson();
        AddSnapshots(json, explanation, loss => double.IsFinite(loss) ? JsonValue.Create(Math.Round(loss, 3)) : null);
        return json;
    }

    private static JsonObject Common(Explanation explanation)
    {
        TextWindow window = explanation.Window;
        RnnArchitecture architecture = explanation.Architecture;
        return new()
        {
            ["model"] = explanation.ModelName,
            ["cell"] = architecture.Cell.ToString().ToLowerInvariant(),
            ["layers"] = architecture.LayerCount,
            ["hiddenSize"] = architecture.HiddenSize,
            ["vocabulary"] = Strings(explanation.Vocabulary),
            ["parameters"] = explanation.ParameterCount,
            ["text"] = explanation.TextName,
            ["textLength"] = explanation.TextLength,
            ["start"] = window.Start + window.PassageStart,
            ["length"] = window.PassageLength,
            ["readFrom"] = window.Start,
            ["characters"] = Strings(explanation.Characters),
            ["natsPerCharacter"] = Number(explanation.MeanLoss),
            ["bitsPerCharacter"] = Number(explanation.MeanLoss / Math.Log(2)),
            ["perplexity"] = Number(Math.Exp(explanation.MeanLoss)),
            ["losses"] = new JsonArray([.. explanation.Losses.Select(Number)]),
            ["candidates"] = new JsonArray([.. explanation.Candidates.Select(Candidates)]),
            ["units"] = new JsonArray([.. explanation.Units.Select(Unit)]),
            ["convincing"] = RankedUnit.Convincing,
            ["unitCount"] = explanation.UnitCount,
            ["properties"] = new JsonArray([.. explanation.Followed.Select(followed => Unit(followed.Best))]),
            ["firstTarget"] = explanation.Connectivity.First - window.PassageStart,
            ["reach"] = explanation.Connectivity.Reach,
            ["memory"] = new JsonArray([.. explanation.Memory.Select(Memory)]),
            ["neighbours"] = new JsonArray([.. explanation.Neighbours.Select(Neighbours)]),
        };
    }

    /// <summary>Only where there are any.</summary>
    private static void AddSnapshots(JsonObject json, Explanation explanation, Func<double, JsonNode?> loss)
    {
        if (explanation.Snapshots.Count == 0)
        {
            return;
        }

        json["lossKinds"] = new JsonArray([.. explanation.LossKinds.Select(kind => (JsonNode)new JsonObject { ["name"] = kind.Name, ["count"] = kind.Places.Count })]);
        json["snapshots"] = new JsonArray([.. explanation.Snapshots.Select(snapshot => (JsonNode)new JsonObject
        {
            ["updates"] = snapshot.Updates,
            ["natsPerCharacter"] = Number(snapshot.MeanLoss),
            ["kindLosses"] = new JsonArray([.. explanation.LossKinds.Select(kind => Number(kind.MeanOf(snapshot.Losses)))]),
            ["sample"] = snapshot.Sample,
            ["losses"] = new JsonArray([.. snapshot.Losses.Select(loss)]),
        })]);
    }

    private static JsonNode? Candidates(Candidate[]? candidates)
        => candidates is null ? null : new JsonArray([.. candidates.Select(candidate => (JsonNode)new JsonArray(candidate.Character, Number(candidate.Probability)))]);

    private static JsonObject Unit(RankedUnit unit) => new()
    {
        ["quantity"] = unit.Group.Quantity,
        ["name"] = unit.Group.Name,
        ["layer"] = unit.Group.Layer,
        ["unit"] = unit.Unit,
        ["property"] = unit.Property,
        ["correlation"] = Number(unit.Correlation),
        ["unseenCorrelation"] = Number(unit.UnseenCorrelation),
    };

    private static JsonObject Memory(MemoryCurve curve) => new()
    {
        ["model"] = curve.Name,
        ["architecture"] = curve.Architecture,
        ["predictions"] = curve.PredictionCount,
        ["losses"] = new JsonArray([.. curve.Losses.Select(Number)]),
        ["gradientNorms"] = new JsonArray([.. curve.GradientNorms.Select(Number)]),
    };

    private static JsonArray Neighbours(Neighbour[] neighbours)
        => new([.. neighbours.Select(neighbour => (JsonNode)new JsonArray(neighbour.Position, Number(neighbour.Distance)))]);

    private static JsonArray Strings(IEnumerable<string> values) => new([.. values.Select(value => (JsonNode)value)]);

    private static JsonArray Rows(float[] values, int length) => new JsonArray([.. values.Chunk(length).Select(Floats)]);

    private static JsonNode Floats(float[] values) => new JsonArray([.. values.Select(value => Number(value))]);

    /// <summary>Single precision: as many digits as activations and derivatives have. JSON has no NaN.</summary>
    private static JsonNode? Number(double value) => double.IsFinite(value) ? JsonValue.Create((float)value) : null;
}
