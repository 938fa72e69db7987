// Which hidden unit knows that it is inside quotes?      dotnet run -c Release --project samples/HiddenUnits [PICTURE.svg]
// Trains on the story, reads it again, and compares every unit with the truth. The best one is drawn over a passage.
using CharRnn;
using CharRnn.Optimization;
using CharRnn.Training;
using HiddenUnits;

string text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "story.txt"));
var vocabulary = Vocabulary.FromText(text);
int[] indexes = vocabulary.Encode(text);
var parameters = new RnnParameters<float>(new() { VocabularySize = vocabulary.Count, HiddenSize = 100 });
parameters.RandomizeScaled(new Random(1));
var model = new RnnModel<float>(vocabulary, parameters);
var options = new TrainingOptions { SequenceLength = 50, Epochs = 20 };
new Trainer<float>(model, new AdaGrad<float>(parameters.Architecture, initialAccumulator: 10), options).Train(indexes);

// The truth: inside from an opening quote to the one that closes it; a paragraph ends every quotation.
bool[] inside = Quotation.Mark(text);

// The network reads the text again; h_t after every character.
int m = model.Rnn.StateSize;
float[] state = new float[m], logits = new float[vocabulary.Count];
float[,] activations = new float[m, indexes.Length];
for (int t = 0; t < indexes.Length; t++)
{
    model.Rnn.Step(indexes[t], state, logits);
    for (int unit = 0; unit < m; unit++)
    {
        activations[unit, t] = state[unit];
    }
}

UnitScore best = Enumerable.Range(0, m).Select(unit => UnitScore.Of(unit, activations, inside)).MaxBy(score => Math.Abs(score.Correlation))!;
double always = Math.Max(inside.Count(isInside => isInside), inside.Count(isInside => !isInside)) / (double)inside.Length;
Console.WriteLine($"unit {best.Unit}: correlation {best.Correlation:F3} with being inside quotes; its sign alone is right at {best.Accuracy:P1} of the characters");
Console.WriteLine($"(always giving the more frequent answer is right at {always:P1})");

string picture = args.Length > 0 ? args[0] : "hidden-units.svg";
int start = Quotation.PassageStart(text, inside);
Picture.Write(picture, text, start, best, activations);
Console.WriteLine($"wrote {picture}");
