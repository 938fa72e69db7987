using System.Numerics;
using CharRnn.Optimization.Derivatives;

namespace CharRnn.Tests.Fixtures;

/// <summary>cells.json: every cell with one to three layers, by automatic differentiation in PyTorch.</summary>
internal sealed record CellsFixture(IReadOnlyList<CellCase> Cases)
{
    private static readonly Lazy<CellsFixture> _instance = new(() => FixtureFile.Read<CellsFixture>("cells.json"));

    /// <summary>All cases, for a theory.</summary>
    internal static TheoryData<string> Names => [.. _instance.Value.Cases.Select(@case => @case.Name)];

    /// <summary>The cases with ten updates.</summary>
    internal static TheoryData<string> TrainedNames => [.. _instance.Value.Cases.Where(@case => @case.Adam is not null).Select(@case => @case.Name)];

    internal static CellCase Case(string name) => _instance.Value.Cases.Single(@case => @case.Name == name);
}

internal sealed record CellCase(
    string Name,
    string Cell,
    int Layers,
    int M,
    int K,
    int Tau,
    int Batch,
    int[] Inputs,
    int[] Targets,
    double[] InitialState,
    BlockValues Parameters,
    double Loss,
    double[] CharacterLosses,
    double[] FinalState,
    BlockValues Gradients,
    CellUpdates? Adam = null,
    CellUpdates? AdaGrad = null)
{
    internal RnnArchitecture Architecture => Networks.Architecture(K, M, Enum.Parse<RnnCell>(Cell, ignoreCase: true), Layers);

    internal GradientWindow Window => new(Parameters.ToParameters<double>(Architecture), Inputs, Targets, InitialState);

    internal RnnParameters<T> ToParameters<T>()
        where T : unmanaged, IFloatingPointIeee754<T>
        => Parameters.ToParameters<T>(Architecture);
}

/// <summary>Ten updates on one window, each from the initial state.</summary>
/// <param name="Losses">The loss before each.</param>
/// <param name="Parameters">The parameters after the last.</param>
internal sealed record CellUpdates(double[] Losses, BlockValues Parameters);
