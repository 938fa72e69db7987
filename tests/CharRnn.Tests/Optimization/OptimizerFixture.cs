using System.Numerics;
using System.Text.Json;
using CharRnn.Optimization;

namespace CharRnn.Tests.Optimization;

/// <summary>Fixtures/optimizers.json: gradients and what PyTorch, or the formula in NumPy, makes of them.</summary>
internal static class OptimizerFixture
{
    private static readonly JsonElement _root = JsonDocument.Parse(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", "optimizers.json"))).RootElement;

    /// <summary>Eight parameters: U 2, W 1, V 2, b 1, c 2.</summary>
    internal static RnnArchitecture Architecture { get; } = Networks.Architecture(2, 1);

    internal static double[] InitialParameters { get; } = Numbers(_root.GetProperty("initialParameters"));

    internal static double[][] Gradients { get; } = [.. _root.GetProperty("gradients").EnumerateArray().Select(Numbers)];

    internal static IEnumerable<string> Names => Trajectories.Select(t => t.GetProperty("name").GetString()!);

    /// <summary>The settings of a trajectory, read from the file.</summary>
    internal static OptimizerOptions Options(string name)
    {
        JsonElement trajectory = Find(name);
        var options = new OptimizerOptions
        {
            Kind = trajectory.GetProperty("optimizer").GetString() switch
            {
                "sgd" => OptimizerKind.Sgd,
                "rmsprop" => OptimizerKind.RmsProp,
                "adam" or "adamw" => OptimizerKind.Adam,
                "adagrad" => OptimizerKind.AdaGrad,
                string other => throw new NotSupportedException(other),
                null => throw new NotSupportedException(),
            },
            EpsilonPlacement = trajectory.GetProperty("epsilonPlacement").GetString() == "outside" ? EpsilonPlacement.OutsideRoot : EpsilonPlacement.InsideRoot,
        };
        foreach (JsonProperty setting in trajectory.GetProperty("options").EnumerateObject())
        {
            double value = setting.Value.GetDouble();
            options = setting.Name switch
            {
                "learningRate" => options with { LearningRate = value },
                "momentum" => options with { Momentum = value },
                "decay" => options with { Decay = value },
                "epsilon" => options with { Epsilon = value },
                "beta1" => options with { Beta1 = value },
                "beta2" => options with { Beta2 = value },
                "weightDecay" => options with { WeightDecay = value },
                "initialAccumulator" => options with { InitialAccumulator = value },
                string other => throw new NotSupportedException(other),
            };
        }

        return options;
    }

    /// <summary>The parameters after every step.</summary>
    internal static double[][] Expected(string name) => [.. Find(name).GetProperty("parameters").EnumerateArray().Select(Numbers)];

    internal static RnnParameters<T> Blocks<T>(double[] numbers)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var parameters = new RnnParameters<T>(Architecture);
        int next = 0;
        foreach (ParameterBlock<T> block in parameters.Blocks)
        {
            for (int i = 0; i < block.Values.Length; i++)
            {
                block.Values[i] = T.CreateChecked(numbers[next++]);
            }
        }

        return parameters;
    }

    internal static double[] Flatten<T>(RnnParameters<T> parameters)
        where T : unmanaged, IFloatingPointIeee754<T>
        => [.. parameters.Blocks.SelectMany(block => block.Values.ToArray()).Select(double.CreateChecked)];

    private static IEnumerable<JsonElement> Trajectories => _root.GetProperty("trajectories").EnumerateArray();

    private static JsonElement Find(string name) => Trajectories.Single(t => t.GetProperty("name").GetString() == name);

    private static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(e => e.GetDouble())];
}
