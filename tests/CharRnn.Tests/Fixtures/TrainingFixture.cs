using System.Numerics;

namespace CharRnn.Tests.Fixtures;

/// <summary>training.json: ten consecutive AdaGrad updates of a whole network, in several settings.</summary>
internal sealed record TrainingFixture(
    int M,
    int K,
    int Tau,
    int Updates,
    double LearningRate,
    double Epsilon,
    double GradientLimit,
    double Smoothing,
    string Characters,
    string TextString,
    int[] Text,
    BlockValues InitialParameters,
    IReadOnlyList<TrainingRun> Runs)
{
    private static readonly Lazy<TrainingFixture> _instance = new(() => FixtureFile.Read<TrainingFixture>("training.json"));

    internal static TrainingFixture Instance => _instance.Value;

    internal static IReadOnlyList<string> RunNames => [.. Instance.Runs.Select(run => run.Name)];

    internal RnnArchitecture Architecture => Networks.Architecture(K, M);

    internal static TrainingRun Run(string name) => Instance.Runs.Single(run => run.Name == name);

    /// <summary>The model at the start of every run.</summary>
    internal RnnModel<T> Model<T>()
        where T : unmanaged, IFloatingPointIeee754<T>
        => new(Vocabulary.FromText(Characters), InitialParameters.ToParameters<T>(Architecture));
}

internal sealed record TrainingRun(
    string Name,
    int TextLength,
    int Batch,
    double InitialAccumulator,
    int[] Positions,
    int[] Epochs,
    double[] Losses,
    double[] SmoothLosses,
    int[] ClippedElements,
    BlockValues ParametersAfter1,
    BlockValues ParametersAfter10,
    BlockValues AccumulatorsAfter10,
    double[] StateAfter10);
