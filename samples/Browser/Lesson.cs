using System.Buffers.Binary;
using System.Diagnostics;
using System.Security.Cryptography;
using CharRnn.Training;
using CharRnn.Training.Search;

namespace CharRnn.Samples.Browser;

/// <summary>A small network that learns a text in slices of time, between which the browser can draw and listen.</summary>
internal sealed class Lesson
{
    /// <summary>Short windows and few streams: an update takes some hundredths of a second, so the page stays quick.</summary>
    internal const int SequenceLength = 25;

    internal const int BatchSize = 4;

    private readonly EncodedText _text;
    private readonly Trainer<float> _trainer;
    private readonly Stopwatch _learning = new();

    /// <summary>The settings of <c>charrnn train --cell … --hidden … --sequence-length 25 --batch 4 --updates … --seed …</c>: the rest follows the text and the network in both.</summary>
    internal Lesson(string text, RnnCell cell, int hiddenSize, int updates, int seed)
    {
        _text = EncodedText.FromText(text);
        double passes = updates * (double)SequenceLength * BatchSize / Math.Max(1, _text.Length);
        var settings = TrialSettings.For(_text, hiddenSize, cell, sequenceLength: SequenceLength, batchSize: BatchSize, passes: passes).WithSeed(seed);
        settings = settings with { Training = settings.Training with { Epochs = 0, MaxUpdates = updates } };
        _trainer = settings.CreateTrainer<float>(_text);
        (Updates, Seed) = (updates, seed);
        Command = $"DOTNET_EnableAVX2=0 charrnn train text.txt --cell {Cells.Name(cell).ToLowerInvariant()} --hidden {hiddenSize} --sequence-length {SequenceLength} --batch {BatchSize} --updates {updates} --seed {seed}";
    }

    internal int Updates { get; }

    internal int Seed { get; }

    /// <summary>The command that computes the same bits from the same text.</summary>
    internal string Command { get; }

    internal long Update => _trainer.Update;

    internal bool IsDone => Update >= Updates;

    internal RnnModel<float> Model => _trainer.Model;

    /// <summary>Loss of each update in nats per character.</summary>
    internal List<double> Losses { get; } = [];

    /// <summary>Characters learned from in a second.</summary>
    internal double Speed => Update * (double)SequenceLength * BatchSize / _learning.Elapsed.TotalSeconds;

    /// <summary>As many updates as fit, but at least one.</summary>
    internal void LearnFor(TimeSpan slice)
    {
        var clock = Stopwatch.StartNew();
        _learning.Start();
        do
        {
            // With these settings the loss is the mean over the characters of the update.
            Losses.Add(_trainer.Step(_text).Loss);
        }
        while (!IsDone && clock.Elapsed < slice);
        _learning.Stop();
    }

    /// <summary>What the network writes now.</summary>
    internal string Sample(int length) => new TextGenerator<float>(Model, new Random(Seed)).Generate(length);

    /// <summary>SHA-256 of the parameters as they stand in a model file, behind its header: the same for the same bits.</summary>
    internal string Fingerprint()
    {
        var file = new MemoryStream();
        Model.Save(file);
        int header = (int)BinaryPrimitives.ReadInt64LittleEndian(file.GetBuffer());
        return Convert.ToHexStringLower(SHA256.HashData(file.GetBuffer().AsSpan((8 + header)..(int)file.Length)));
    }
}
