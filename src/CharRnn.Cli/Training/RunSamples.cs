using System.Numerics;
using CharRnn.Cli.Sampling;
using CharRnn.Cli.Settings;
using CharRnn.Training;

namespace CharRnn.Cli.Training;

/// <summary>What the network of a run writes for its reader: in the middle of a text where it is, or new documents.</summary>
internal sealed class RunSamples(RunSettings settings, RunOutput output)
{
    /// <summary>How documents are written; null for one text.</summary>
    private readonly DocumentStyle? _style = DocumentStyle.Of(settings.Training.EndOfText, settings.Reading.Documents);

    /// <summary>What it writes now. Chance follows from the seed and the number of the update: a sample is the same wherever the run was interrupted.</summary>
    internal string OnTheWay<T>(SampleDueEventArgs<T> due)
        where T : unmanaged, IFloatingPointIeee754<T>
        => _style is null ? due.Generate(output.SampleLength, settings.Trial.Seed, output.Sampling)
            : _style.Write(new TextGenerator<T>(due.Model, due.CreateRandom(settings.Trial.Seed)), output.SampleLength, output.Sampling);

    /// <summary>What the saved model writes.</summary>
    internal string AtTheEnd<T>(RnnModel<T> model)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var generator = new TextGenerator<T>(model, settings.CreateSamplingRandom());
        return _style is null ? generator.Generate(output.FinalLength, output.Sampling) : _style.Write(generator, output.FinalLength, output.Sampling);
    }
}
