using CharRnn.Optimization;
using CharRnn.Training;

namespace CharRnn.Tests;

/// <summary>The README's library example, compiled and run: <see cref="ReadmeTests"/> keeps both the same.</summary>
internal static class ReadmeExample
{
    internal static void Run()
    {
        // README: begin
        string text = File.ReadAllText("story.txt");
        var vocabulary = Vocabulary.FromText(text);
        var parameters = new RnnParameters<float>(new() { VocabularySize = vocabulary.Count, HiddenSize = 100 });
        parameters.RandomizeScaled(new Random(1));
        var model = new RnnModel<float>(vocabulary, parameters);

        var optimizer = new AdaGrad<float>(parameters.Architecture, learningRate: 0.1, initialAccumulator: 10);
        var trainer = new Trainer<float>(model, optimizer, new() { SequenceLength = 25, Epochs = 5 });
        trainer.Train(vocabulary.Encode(text));

        model.Save("story.safetensors");
        Console.WriteLine(new TextGenerator<float>(model, new Random(2)).Generate(200));
        // README: end
    }
}
