#:project ../src/CharRnn/CharRnn.csproj
// A training loop built from the parts of Trainer<T>.      dotnet run -c Release samples/TrainingLoop.cs [TEXT]
// What it does differently: the windows come from random places of the text, and every window starts from the zero state.

using System.Diagnostics;
using CharRnn;
using CharRnn.Optimization;

const int Updates = 3_000;
const int SequenceLength = 50;
const int BatchSize = 8;

string text = File.ReadAllText(args.Length > 0 ? args[0] : Path.Combine(AppContext.BaseDirectory, "story.txt"));
var vocabulary = Vocabulary.FromText(text);
int[] indexes = vocabulary.Encode(text);
var random = new Random(1);

var architecture = new RnnArchitecture { VocabularySize = vocabulary.Count, HiddenSize = 128 };
var parameters = new RnnParameters<float>(architecture);
parameters.RandomizeScaled(random);
var rnn = new Rnn<float>(parameters);

// Everything an update needs is allocated here, once.
var gradients = new RnnParameters<float>(architecture);
var workspace = new RnnWorkspace<float>(architecture, SequenceLength, BatchSize);
float[] state = new float[rnn.StateSize * BatchSize];
int[] inputs = new int[SequenceLength * BatchSize], targets = new int[inputs.Length];
var optimizer = new Adam<float>(architecture, learningRate: 0.002);

var watch = Stopwatch.StartNew();
double mean = 0;
for (int update = 1; update <= Updates; update++)
{
    for (int stream = 0; stream < BatchSize; stream++)
    {
        int start = random.Next(indexes.Length - SequenceLength);
        for (int t = 0; t < SequenceLength; t++)
        {
            // Step by step, the streams of a step side by side.
            inputs[(t * BatchSize) + stream] = indexes[start + t];
            targets[(t * BatchSize) + stream] = indexes[start + t + 1];
        }
    }

    Array.Clear(state);
    float loss = rnn.Forward(inputs, targets, state, workspace);
    rnn.Backward(workspace, gradients);

    // Adam's usual learning rates are meant for the mean loss; Backward gives the gradient of the sum.
    foreach (ParameterBlock<float> block in gradients.Blocks)
    {
        foreach (ref float gradient in block.Values)
        {
            gradient /= inputs.Length;
        }
    }

    GradientClipping.ClipGlobalNorm(gradients, 1f);
    optimizer.Apply(parameters, gradients);

    mean += loss / inputs.Length;
    if (update % 500 == 0)
    {
        Console.WriteLine($"update {update,5}: {mean / 500:F3} nats per character, {watch.Elapsed.TotalSeconds:F1} s");
        mean = 0;
    }
}

var model = new RnnModel<float>(vocabulary, parameters);
Console.WriteLine(new TextGenerator<float>(model, random).Generate(300, new SamplingOptions { Temperature = 0.7 }));
