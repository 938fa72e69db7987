#:project ../../src/CharRnn/CharRnn.csproj
// Measures the error of numerical derivatives against their step and writes docs/images/gradient-error.csv,
// from which pictures.cs draws. From the root of the repository: dotnet run -c Release docs/tools/gradient-error-curve.cs

using System.Globalization;
using System.Text;
using CharRnn;
using CharRnn.Optimization;

const int K = 80, M = 100, Tau = 25, Elements = 1000, SlowElements = 40;
string folder = Path.Combine("docs", "images");
string story = File.ReadAllText(Path.Combine("src", "CharRnn.Cli", "SampleStory.txt"));
int[] text = Vocabulary.FromText(story).Encode(story.AsSpan(0, 2000));
var parameters = new RnnParameters<double>(new RnnArchitecture { VocabularySize = K, HiddenSize = M });
parameters.Randomize(new Random(1), 0.1);
var rnn = new Rnn<double>(parameters);

var csv = new StringBuilder("step,central,complex,rounding\n");
var central = new List<(double Step, double Error)>();
var complex = new List<(double Step, double Error)>();
double loss = 0;
for (int n = 2; n <= 64; n++)
{
    double step = Math.Pow(10, -n / 4.0);
    (loss, double error) = Measure(NumericalMethod.CentralDifference, step);
    (_, double complexError) = Measure(NumericalMethod.ComplexStep, step);
    central.Add((step, error));
    complex.Add((step, complexError));
    csv.Append(CultureInfo.InvariantCulture, $"{step:0.000e+00},{error:0.000e+00},{complexError:0.000e+00},{Rounding(step):0.000e+00}\n");
    Console.WriteLine($"step {step:0.0e+00}: central difference {error:0.0e+00}, complex step {complexError:0.0e+00}");
}

Directory.CreateDirectory(folder);
File.WriteAllText(Path.Combine(folder, "gradient-error.csv"), csv.ToString());

// The largest |a − n| over random elements of every block: the same elements at every step.
(double Loss, double Error) Measure(NumericalMethod method, double step)
{
    int elements = method == NumericalMethod.ComplexStep && step > 1e-30 ? SlowElements : Elements;
    GradientCheckReport report = GradientCheck.RunSample(
        rnn, text.AsSpan(0, Tau), text.AsSpan(1, Tau), default, elements, new Random(2), new NumericalGradientOptions { Method = method, Step = step });
    return (report.Loss, report.Blocks.Max(block => block.MaxAbsoluteError));
}

// ε·L/s: half a unit in the last place of each of two losses of size L, over 2s, and some more from the sums inside.
double Rounding(double step) => Math.Pow(2, -52) * loss / step;
