using CharRnn.Persistence;
using CharRnn.Training;
using CharRnn.Training.Search;

namespace CharRnn.Tests;

/// <summary>The README's library example, compiled and run: <see cref="ReadmeTests"/> keeps both the same.</summary>
internal static class ReadmeExample
{
    internal static void Run()
    {
        // README: begin
        EncodedText text = TextFile.Read("story.txt");
        TrialSettings settings = TrialSettings.For(text, hiddenSize: 100, RnnCell.Gru); // as 'charrnn train --hidden 100'
        Trainer<float> trainer = settings.CreateTrainer<float>(text);
        trainer.Train(text);

        RnnModel<float> model = trainer.Model;
        model.Save("story.safetensors");
        var sampling = new SamplingOptions { Temperature = 0.8 };
        Console.WriteLine(new TextGenerator<float>(model, new Random(2)).Generate(200, sampling));
        // README: end
    }
}
