using System.CommandLine;

namespace CharRnn.Cli.Options;

/// <summary>The model file that a command reads.</summary>
internal static class ModelArgument
{
    internal static Argument<string> Create() => new("MODEL") { Description = "A model file that 'charrnn train' has written, of either precision." };
}
