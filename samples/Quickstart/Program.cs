// Learns a text, writes in its manner, keeps the model.      dotnet run -c Release --project samples/Quickstart [TEXT]
using CharRnn;
using CharRnn.Optimization;
using CharRnn.Training;

string path = args.Length > 0 ? args[0] : Path.Combine(AppContext.BaseDirectory, "story.txt");
string text = File.ReadAllText(path);

// The characters that occur, and a network with one input and one output for each of them.
var vocabulary = Vocabulary.FromText(text);
var architecture = new RnnArchitecture { VocabularySize = vocabulary.Count, HiddenSize = 100 };
var parameters = new RnnParameters<float>(architecture);
parameters.RandomizeScaled(new Random(1));
var model = new RnnModel<float>(vocabulary, parameters);

var options = new TrainingOptions { SequenceLength = 25, Epochs = 5, ReportEvery = 2_000 };
var trainer = new Trainer<float>(model, new AdaGrad<float>(architecture, initialAccumulator: 10), options);
trainer.Train(vocabulary.Encode(text), new ConsoleProgress());

model.Save("quickstart.safetensors");
RnnModel<float> loaded = RnnModel<float>.Load("quickstart.safetensors");
var sampling = new SamplingOptions { Prompt = "The mill", Temperature = 0.7 };
Console.WriteLine(sampling.Prompt + new TextGenerator<float>(loaded, new Random(2)).Generate(300, sampling));

/// <summary>Prints at once: <see cref="Progress{T}"/> would print later, on other threads.</summary>
internal sealed class ConsoleProgress : IProgress<TrainingProgress>
{
    public void Report(TrainingProgress value)
        => Console.WriteLine($"update {value.Update,6}, epoch {value.Epoch}: {value.NatsPerCharacter:F3} nats per character");
}
