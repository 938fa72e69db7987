#:project ../../src/CharRnn/CharRnn.csproj
// A text that only memory can predict: a digit, full stops, a question mark, and the digit again, which stands 60 characters back.
// Trains a tanh, a GRU and an LSTM network on it; the numbers go to docs/images/memory-curves.csv, from which pictures.cs draws.
// From the root of the repository: dotnet run -c Release docs/tools/memory-curves.cs [updates [seeds]]

using System.Globalization;
using System.Text;
using CharRnn;
using CharRnn.Optimization;
using CharRnn.Training;

const int Distance = 60, HiddenSize = 64, SequenceLength = 100, Streams = 16, Every = 50, Measured = 20_000;
int updates = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 3000;
int seeds = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 1;
string folder = Path.Combine("docs", "images");

EncodedText training = EncodedText.FromText(Recall(400_000, new Random(1))), held = EncodedText.FromText(Recall(Measured, new Random(2)));
var csv = new StringBuilder("cell,seed,update,recallNats,recallRight\n");
var curves = new Dictionary<RnnCell, List<(long Update, double Loss)>>();
foreach (RnnCell cell in Enum.GetValues<RnnCell>())
{
    for (int seed = 1; seed <= seeds; seed++)
    {
        List<(long Update, double Loss)> curve = Train(cell, seed);
        curves.TryAdd(cell, curve);
    }
}

Directory.CreateDirectory(folder);
File.WriteAllText(Path.Combine(folder, "memory-curves.csv"), csv.ToString());

// A digit from 0 to 7, then full stops, a question mark and the same digit, Distance characters after the first.
static string Recall(int length, Random random)
{
    var text = new StringBuilder(length);
    while (text.Length < length)
    {
        char digit = (char)('0' + random.Next(8));
        text.Append(digit);
        for (int i = 2; i < Distance; i++)
        {
            text.Append('.');
        }

        text.Append('?').Append(digit);
    }

    return text.ToString();
}

List<(long Update, double Loss)> Train(RnnCell cell, int seed)
{
    var parameters = new RnnParameters<float>(new RnnArchitecture { VocabularySize = training.Vocabulary.Count, HiddenSize = HiddenSize, Cell = cell });
    parameters.RandomizeScaled(new Random(seed));
    var model = new RnnModel<float>(training.Vocabulary, parameters);
    var options = new TrainingOptions
    {
        SequenceLength = SequenceLength,
        BatchSize = Streams,
        LossReduction = LossReduction.Mean,
        GradientLimit = double.PositiveInfinity,
        GradientNormLimit = 1,
        KeepBest = false,
    };
    var trainer = new Trainer<float>(model, new Adam<float>(parameters.Architecture, 0.003), options);
    var curve = new List<(long, double)>();
    for (int update = 0; update <= updates; update++)
    {
        if (update % Every == 0)
        {
            (double loss, double right) = Measure(model);
            curve.Add((update, loss));
            csv.Append(CultureInfo.InvariantCulture, $"{cell},{seed},{update},{loss:0.0000},{right:0.000}\n");
            if (update % (10 * Every) == 0)
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{cell} seed {seed}, update {update}: {loss:0.000} nats for the digit, {100 * right:0} % right"));
            }
        }

        trainer.Step(training);
    }

    return curve;
}

// Of the second digit of each pair: its mean loss, and how often it is the most probable.
(double Loss, double Right) Measure(RnnModel<float> model)
{
    var losses = new float[held.Length - 1];
    model.Score(held, losses);
    double sum = 0;
    int count = 0, right = 0;
    for (int at = Distance; at < held.Length; at += Distance + 1)
    {
        // The state is carried over, and every digit must be the copy of the one before.
        sum += losses[at - 1];
        right += losses[at - 1] < Math.Log(2) ? 1 : 0;
        count++;
    }

    return (sum / count, (double)right / count);
}
