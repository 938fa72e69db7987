using System.Numerics;
using CharRnn.Optimization;

namespace CharRnn.Tests.Fixtures;

/// <summary>optimizers.json: gradients, and the parameters that PyTorch, or the formula in NumPy, computes from them after every step.</summary>
internal sealed record OptimizersFixture(
    int Length,
    int Steps,
    double[] InitialParameters,
    double[][] Gradients,
    IReadOnlyList<OptimizerTrajectory> Trajectories)
{
    private static readonly Lazy<OptimizersFixture> _instance = new(() => FixtureFile.Read<OptimizersFixture>("optimizers.json"));

    internal static OptimizersFixture Instance => _instance.Value;

    internal static IEnumerable<string> Names => Instance.Trajectories.Select(trajectory => trajectory.Name);

    /// <summary>The network whose five blocks have exactly the eight numbers of a vector: U 2, W 1, V 2, b 1, c 2.</summary>
    internal static RnnArchitecture Architecture { get; } = Networks.Architecture(2, 1);

    internal static OptimizerTrajectory Trajectory(string name) => Instance.Trajectories.Single(trajectory => trajectory.Name == name);

    internal static RnnParameters<T> Blocks<T>(double[] vector)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var parameters = new RnnParameters<T>(Architecture);
        int start = 0;
        foreach (ParameterBlock<T> block in parameters.Blocks)
        {
            Numbers.To<T>(vector.AsSpan(start, block.Values.Length)).CopyTo(block.Values);
            start += block.Values.Length;
        }

        return parameters;
    }

    internal static T[] Flatten<T>(RnnParameters<T> parameters)
        where T : unmanaged, IFloatingPointIeee754<T>
        => [.. parameters.Blocks.SelectMany(block => block.Values.ToArray())];
}

internal sealed record OptimizerTrajectory(
    string Name, string Optimizer, string? EpsilonPlacement, Dictionary<string, double> Options, double[][] Parameters)
{
    internal OptimizerOptions ToOptions()
    {
        var options = new OptimizerOptions
        {
            Kind = Optimizer switch
            {
                "sgd" => OptimizerKind.Sgd,
                "rmsprop" => OptimizerKind.RmsProp,
                "adam" or "adamw" => OptimizerKind.Adam,
                "adagrad" => OptimizerKind.AdaGrad,
                _ => throw new NotSupportedException(Optimizer),
            },
            EpsilonPlacement = EpsilonPlacement == "outside" ? CharRnn.Optimization.EpsilonPlacement.OutsideRoot : CharRnn.Optimization.EpsilonPlacement.InsideRoot,
        };
        foreach ((string name, double value) in Options)
        {
            options = name switch
            {
                "learningRate" => options with { LearningRate = value },
                "momentum" => options with { Momentum = value },
                "decay" => options with { Decay = value },
                "epsilon" => options with { Epsilon = value },
                "beta1" => options with { Beta1 = value },
                "beta2" => options with { Beta2 = value },
                "weightDecay" => options with { WeightDecay = value },
                "initialAccumulator" => options with { InitialAccumulator = value },
                _ => throw new NotSupportedException(name),
            };
        }

        return options;
    }
}
