#:project ../../src/CharRnn/CharRnn.csproj
#:package ScottPlot
#:property WarningsNotAsErrors=NU1603
// Measures the error of numerical derivatives against their step and draws docs/images/gradient-error.{svg,png}.
// From the root of the repository: dotnet run -c Release docs/tools/gradient-error-curve.cs
// The same numbers go to docs/images/gradient-error.csv.

using System.Globalization;
using System.Text;
using CharRnn;
using CharRnn.Optimization;
using ScottPlot;

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
Draw();

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

void Draw()
{
    using var plot = new Plot();
    Add(central, "central difference", Colors.C0, LinePattern.Solid);
    Add(complex, "complex step", Colors.C2, LinePattern.Solid);
    Add([.. central.Where(point => point.Step < 2e-4).Select(point => (point.Step, Rounding(point.Step)))], "ε·L/s", Colors.Gray, LinePattern.Dashed);
    (double first, double errorAtFirst) = central.First(point => point.Step < 0.02);
    Add([.. central.Where(point => point.Step > 2e-6).Select(point => (point.Step, errorAtFirst * Math.Pow(point.Step / first, 2)))], "proportional to s²", Colors.Gray, LinePattern.Dotted);
    Powers(plot.Axes.Bottom);
    Powers(plot.Axes.Left);
    plot.Axes.SetLimits(-16.2, 0, -17, 2);
    plot.XLabel("step s");
    plot.YLabel("largest |a − n|");
    plot.Title($"Numerical derivatives against backpropagation: m = {M}, K = {K}, τ = {Tau}", size: 15);
    plot.ShowLegend(Alignment.LowerRight);
    plot.SaveSvg(Path.Combine(folder, "gradient-error.svg"), 800, 500);
    plot.SavePng(Path.Combine(folder, "gradient-error.png"), 800, 500);

    void Add(List<(double Step, double Error)> points, string name, Color color, LinePattern pattern)
    {
        var line = plot.Add.ScatterLine(points.Select(p => Math.Log10(p.Step)).ToArray(), points.Select(p => Math.Log10(Math.Max(p.Error, 1e-17))).ToArray(), color);
        line.LegendText = name;
        line.LineWidth = 2;
        line.LinePattern = pattern;
    }

    static void Powers(IAxis axis)
    {
        var ticks = new ScottPlot.TickGenerators.NumericManual();
        for (int power = -18; power <= 4; power += 2)
        {
            ticks.AddMajor(power, $"1e{power}");
        }

        axis.TickGenerator = ticks;
    }
}
