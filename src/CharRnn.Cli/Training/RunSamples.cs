using System.Numerics;
using CharRnn.Cli.Sampling;
using CharRnn.Cli.Settings;
using CharRnn.Training;

namespace CharRnn.Cli.Training;

/// <summary>Writes the samples of a run: a continuation of the text at the current position, or new documents.</summary>
internal sealed class RunSamples(RunSettings settings, RunOutput output)
{
    /// <summary>How documents are written; null for one text.</summary>
    private readonly DocumentStyle? _style = DocumentStyle.Of(settings.Training.EndOfText, settings.Reading.Documents);

    /// <summary>
    /// The sample before the next update. Its random numbers depend on the seed and the number of the update, so a resumed run writes the same
    /// samples.
    /// </summary>
    internal string OnTheWay<T>(SampleDueEventArgs<T> due)
        where T : unmanaged, IFloatingPointIeee754<T>
        => _style is null ? due.Generate(output.SampleLength, settings.Trial.Seed, output.Sampling)
            : _style.Write(new TextGenerator<T>(due.Model, due.CreateRandom(settings.Trial.Seed)), output.SampleLength, output.Sampling);

    /// <summary>The sample of the saved model.</summary>
    internal string AtTheEnd<T>(RnnModel<T> model)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var generator = new TextGenerator<T>(model, settings.CreateSamplingRandom());
        return _style is null ? generator.Generate(output.FinalLength, output.Sampling) : _style.Write(generator, output.FinalLength, output.Sampling);
    }
}
