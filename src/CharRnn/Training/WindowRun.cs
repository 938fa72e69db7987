namespace CharRnn.Training;

/// <summary>Characters that a stream reads in one window without a break.</summary>
/// <param name="Start">Position in the text of the first input; the targets are one further on.</param>
/// <param name="Length">Steps, 1 or more.</param>
/// <param name="StartsAfresh">Whether the state is zero before the first one.</param>
internal readonly record struct WindowRun(int Start, int Length, bool StartsAfresh);
