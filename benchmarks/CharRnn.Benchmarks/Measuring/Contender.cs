namespace CharRnn.Benchmarks.Measuring;

/// <summary>One side of a comparison.</summary>
/// <param name="Name">The name in tables.</param>
/// <param name="Run">Performs one operation.</param>
/// <param name="LeavesThreadsSpinning">
/// Whether its worker threads keep spinning after the last operation, as those of OpenMP do for a fifth of a second. The next contender then
/// waits until they sleep.
/// </param>
internal sealed record Contender(string Name, Action Run, bool LeavesThreadsSpinning = false);
