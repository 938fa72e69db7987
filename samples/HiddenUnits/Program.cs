// Which hidden unit knows that it is inside quotes?      dotnet run -c Release --project samples/HiddenUnits [PICTURE.svg]
// Trains on the story, reads it again, and compares every unit with the truth. Often no single unit knows, but many know
// a little: so it also looks for the best weighted sum of them (least squares on the first half of the text, tested on the
// second), and draws it over a passage of the second half.
using CharRnn;
using CharRnn.Optimization;
using CharRnn.Training;
using HiddenUnits;
using MathNet.Numerics.LinearAlgebra;

string text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "story.txt"));
var vocabulary = Vocabulary.FromText(text);
int[] indexes = vocabulary.Encode(text);
var parameters = new RnnParameters<float>(new() { VocabularySize = vocabulary.Count, HiddenSize = 150 });
parameters.RandomizeScaled(new Random(1));

// Every unit starts by remembering its own past: W has ones on its diagonal (Le, Jaitly and Hinton, arXiv:1504.00941). From
// the usual start the network forgets within words, and not even a sum of units knows about quotes.
parameters.RecurrentWeights.SetDiagonal(Vector<float>.Build.Dense(parameters.Architecture.HiddenSize, 1));
var model = new RnnModel<float>(vocabulary, parameters);
var options = new TrainingOptions { SequenceLength = 150, Epochs = 60 };
new Trainer<float>(model, new Adam<float>(parameters.Architecture, learningRate: 0.0003), options).Train(indexes);

// The network reads the text again: column t is h after character t, with a 1 below it for the constant of the sum.
int m = model.Rnn.StateSize;
float[] state = new float[m], logits = new float[vocabulary.Count];
Matrix<double> activations = Matrix<double>.Build.Dense(m + 1, text.Length, 1);
for (int t = 0; t < indexes.Length; t++)
{
    model.Rnn.Step(indexes[t], state, logits);
    for (int unit = 0; unit < m; unit++)
    {
        activations[unit, t] = state[unit];
    }
}

// The truth: inside from an opening quote to the one that closes it.
bool[] inside = Quotation.Mark(text);
int half = text.Length / 2;
bool[] tested = inside[half..];
Matrix<double> testedActivations = activations.SubMatrix(0, m + 1, half, text.Length - half);

(int best, Score bestScore) = Enumerable.Range(0, m)
    .Select(unit => (unit, score: Score.Of(testedActivations.Row(unit), tested)))
    .MaxBy(candidate => Math.Abs(candidate.score.Correlation));
Console.WriteLine($"best unit, {best}: correlation {bestScore.Correlation:F3} with being inside quotes");

Vector<double> sum = Readout.Of(activations.SubMatrix(0, m + 1, 0, half), inside[..half], testedActivations);
Score sumScore = Score.Of(sum, tested);
double always = tested.Count(isInside => !isInside) / (double)tested.Length;
Console.WriteLine($"best sum of units: correlation {sumScore.Correlation:F3}; its sign is right at {sumScore.Accuracy:P1} of the characters, always saying no at {always:P1}");

string picture = args.Length > 0 ? args[0] : "hidden-units.svg";
Picture.Write(picture, $"A sum of hidden units, correlation {sumScore.Correlation:F2} with being inside quotes", text[half..], Quotation.PassageStart(text[half..], tested), sum);
Console.WriteLine($"wrote {picture}");
