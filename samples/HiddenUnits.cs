#:project ../src/CharRnn/CharRnn.csproj
// What do the hidden units follow, and what does a prediction look back at?      dotnet run -c Release samples/HiddenUnits.cs [TEXT]
// The library's side of `charrnn explain`: RnnProbe shows states, gates and exact derivatives of a network, one character at a time.
using CharRnn;
using CharRnn.Training.Search;
using MathNet.Numerics.Statistics;

string text = File.ReadAllText(args.Length > 0 ? args[0] : Path.Combine(AppContext.BaseDirectory, "story.txt"));
var encoded = EncodedText.FromText(text);
TrialSettings settings = TrialSettings.For(encoded, hiddenSize: 96, RnnCell.Gru);

// Slower input weights and no weight decay: the network is a little worse, and single units are easier to name.
settings = settings with { Optimizer = settings.Optimizer with { InputRateFactor = null, WeightDecay = 0 } };
var trainer = settings.CreateTrainer<float>(encoded);
trainer.Train(encoded);
RnnModel<float> model = trainer.Model;

// The network reads the text again: h and the update gate z after every character.
var probe = new RnnProbe<float>(model.Rnn.Parameters);
int m = probe.Architecture.HiddenSize;
int[] characters = model.Vocabulary.Encode(text);
float[] state = new float[probe.StateSize], logits = new float[model.Vocabulary.Count];
float[][] statesBefore = new float[text.Length][];
double[][] traces = [.. Enumerable.Range(0, 2 * m).Select(_ => new double[text.Length])];
for (int t = 0; t < text.Length; t++)
{
    statesBefore[t] = [.. state];
    probe.Step(characters[t], state, logits);
    ReadOnlySpan<float> z = probe.GetGate(RnnGate.Update);
    for (int unit = 0; unit < m; unit++)
    {
        (traces[unit][t], traces[m + unit][t]) = (state[unit], z[unit]);
    }
}

// The unit that follows a property best is chosen on the first half of the text. Picking the best of 192 flatters, so the second half has
// the correlation to believe.
Console.WriteLine("property                unit    r unseen    r when chosen");
bool isOpen = false;
bool[] inside = [.. text.Select(c => isOpen = c == '\n' ? false : c == '"' ? !isOpen : isOpen)];
Follow("inside quotes", t => inside[t]);
Follow("first letter of a word", t => char.IsLetter(text[t]) && (t == 0 || !char.IsLetter(text[t - 1])));
Follow("vowel", t => "aeiou".Contains(char.ToLowerInvariant(text[t])));
Follow("capital letter", t => char.IsUpper(text[t]));

// One closing quotation mark: which characters before it made it more probable? Step by step backwards with the transposed Jacobian.
int target = text.IndexOf(".\"", text.Length / 2, StringComparison.Ordinal) + 1;
double[] mean = [.. Enumerable.Range(0, probe.InputGradientSize).Select(row => characters.Average(x => (double)Input(x)[row]))];
float[] gradient = new float[probe.StateSize], inputGradient = new float[probe.InputGradientSize];
var contributions = new List<(int Position, double Nats)>();
for (int t = target - 1; t >= target - 60; t--)
{
    statesBefore[t].CopyTo(state, 0);
    probe.Step(characters[t], state, logits);
    if (t == target - 1)
    {
        probe.GetLogProbabilityGradient(logits, characters[target], gradient);
    }

    probe.Backward(gradient, inputGradient);
    contributions.Add((t, inputGradient.Select((d, row) => d * (Input(characters[t])[row] - mean[row])).Sum()));
}

Console.WriteLine($"\nthe mark after: {text[(target - 60)..target].Replace('\n', '↵')}");
foreach ((int position, double nats) in contributions.OrderByDescending(contribution => Math.Abs(contribution.Nats)).Take(5))
{
    Console.WriteLine($"'{text[position]}', {target - position,2} back: {nats:+0.00;-0.00} nats");
}

void Follow(string name, Func<int, bool> holds)
{
    int half = text.Length / 2;
    double[] property = [.. Enumerable.Range(0, text.Length).Select(t => holds(t) ? 1.0 : 0)];
    int best = Enumerable.Range(0, traces.Length).MaxBy(unit => Math.Abs(Correlation.Pearson(traces[unit].Take(half), property.Take(half))));
    double chosen = Correlation.Pearson(traces[best].Take(half), property.Take(half)), unseen = Correlation.Pearson(traces[best].Skip(half), property.Skip(half));
    Console.WriteLine($"{name,-23} {(best < m ? "h" : "z")} {best % m,-2}  {unseen,9:F2}  {chosen,15:F2}");
}

// A column of U: what a character adds to the sums of the first layer.
ReadOnlySpan<float> Input(int character) => model.Rnn.Parameters.Blocks[0].Values.Slice(character * probe.InputGradientSize, probe.InputGradientSize);
