namespace CharRnn.Benchmarks.Measuring;

/// <summary>One side of a comparison.</summary>
/// <param name="Name">What tables call it.</param>
/// <param name="Run">One operation.</param>
/// <param name="LeavesThreadsSpinning">
/// Whether its worker threads go on spinning after its last operation (OpenMP's do, for a fifth of a second): the next contender waits
/// until they sleep.
/// </param>
internal sealed record Contender(string Name, Action Run, bool LeavesThreadsSpinning = false);
