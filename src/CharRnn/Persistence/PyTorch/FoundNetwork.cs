namespace CharRnn.Persistence.PyTorch;

/// <summary>A network in a file: under which names, and of which shape.</summary>
/// <param name="Names">The names of its tensors.</param>
/// <param name="Architecture">Its sizes, its cell and its depth.</param>
/// <param name="DataType">The type of U's numbers; other tensors may have another one.</param>
internal sealed record FoundNetwork(TensorNames Names, RnnArchitecture Architecture, string DataType);
