using System.Numerics;

namespace CharRnn.Tests.Fixtures;

/// <summary>optimizers.json: parameters after every step of several optimisers on given gradients.</summary>
internal sealed record OptimizersFixture(
    int Length,
    int Steps,
    double[] InitialParameters,
    double[][] Gradients,
    IReadOnlyList<OptimizerTrajectory> Trajectories)
{
    private static readonly Lazy<OptimizersFixture> _instance = new(() => FixtureFile.Read<OptimizersFixture>("optimizers.json"));

    internal static OptimizersFixture Instance => _instance.Value;

    /// <summary>The network whose five blocks have exactly the eight numbers of a vector.</summary>
    internal static RnnArchitecture Architecture { get; } = Networks.Architecture(2, 1);

    internal static OptimizerTrajectory Trajectory(string name) => Instance.Trajectories.Single(trajectory => trajectory.Name == name);

    internal static void Fill<T>(RnnParameters<T> parameters, double[] vector)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int start = 0;
        foreach (ParameterBlock<T> block in parameters.Blocks)
        {
            Numbers.To<T>(vector.AsSpan(start, block.Values.Length)).CopyTo(block.Values);
            start += block.Values.Length;
        }
    }

    internal static T[] Flatten<T>(RnnParameters<T> parameters)
        where T : unmanaged, IFloatingPointIeee754<T>
        => [.. parameters.Blocks.SelectMany(block => block.Values.ToArray())];
}

internal sealed record OptimizerTrajectory(
    string Name, string Optimizer, string? EpsilonPlacement, Dictionary<string, double> Options, double[][] Parameters);
