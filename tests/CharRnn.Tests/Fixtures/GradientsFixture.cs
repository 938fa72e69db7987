using System.Numerics;

namespace CharRnn.Tests.Fixtures;

/// <summary>gradients.json: losses, states and gradients by automatic differentiation in PyTorch.</summary>
internal sealed record GradientsFixture(IReadOnlyList<GradientCase> Cases)
{
    private static readonly Lazy<GradientsFixture> _instance = new(() => FixtureFile.Read<GradientsFixture>("gradients.json"));

    internal static IReadOnlyList<string> Names => [.. _instance.Value.Cases.Select(@case => @case.Name)];

    internal static GradientCase Case(string name) => _instance.Value.Cases.Single(@case => @case.Name == name);
}

internal sealed record GradientCase(
    string Name,
    int M,
    int K,
    int Tau,
    int Batch,
    int[] Inputs,
    int[] Targets,
    double[] InitialState,
    BlockValues Parameters,
    double Loss,
    double[] StepLosses,
    double[] CharacterLosses,
    double[] FinalState,
    BlockValues Gradients)
{
    internal RnnArchitecture Architecture => Networks.Architecture(K, M);

    internal Rnn<T> Network<T>()
        where T : unmanaged, IFloatingPointIeee754<T>
        => new(Parameters.ToParameters<T>(Architecture));

    internal RnnWorkspace<T> Workspace<T>()
        where T : unmanaged, IFloatingPointIeee754<T>
        => new(Architecture, Tau, Batch);
}
