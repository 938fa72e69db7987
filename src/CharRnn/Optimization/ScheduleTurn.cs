namespace CharRnn.Optimization;

/// <summary>A change of the update at which a cosine ends.</summary>
/// <param name="Update">u, the last update before the change; 0 for the start of the run.</param>
/// <param name="LastUpdate">Where the cosine ends from then on; greater than <paramref name="Update"/>.</param>
public readonly record struct ScheduleTurn(long Update, long LastUpdate);
