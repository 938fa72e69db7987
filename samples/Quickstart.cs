#:project ../src/CharRnn/CharRnn.csproj
// Trains a network on a text, saves the model, and generates text with it.      dotnet run -c Release samples/Quickstart.cs [TEXT]

using CharRnn;
using CharRnn.Persistence;
using CharRnn.Training;
using CharRnn.Training.Search;

EncodedText text = TextFile.Read(args.Length > 0 ? args[0] : Path.Combine(AppContext.BaseDirectory, "story.txt"));

// The recommended settings for this text and one tanh layer of 100 units. A third of the usual passes over the text is enough for this sample.
TrialSettings settings = TrialSettings.For(text, hiddenSize: 100);
settings = settings with { Training = settings.Training with { Epochs = 10, ReportEvery = 250 } };
Trainer<float> trainer = settings.CreateTrainer<float>(text);
trainer.Train(text, new ConsoleProgress());

trainer.Model.Save("quickstart.safetensors");
RnnModel<float> loaded = RnnModel<float>.Load("quickstart.safetensors");
var sampling = new SamplingOptions { Prompt = "The mill", Temperature = 0.7 };
Console.WriteLine(sampling.Prompt + new TextGenerator<float>(loaded, new Random(2)).Generate(300, sampling));

/// <summary>Prints at once: <see cref="Progress{T}"/> would print later, on other threads.</summary>
internal sealed class ConsoleProgress : IProgress<TrainingProgress>
{
    public void Report(TrainingProgress value)
        => Console.WriteLine($"update {value.Update,6}, epoch {value.Epoch}: {value.NatsPerCharacter:F3} nats per character");
}
