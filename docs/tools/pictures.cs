#:project ../../src/CharRnn.Cli/CharRnn.Cli.csproj
// Draws the pictures of the documentation from the numbers beside them, docs/images/*.csv, in the style of the command's own pictures.
// From the root of the repository: dotnet run -c Release docs/tools/pictures.cs
// The numbers are measured by gradient-error-curve.cs, accumulator-seeds.cs, memory-curves.cs and loss-and-time.cs.

using System.Globalization;
using CharRnn.Cli.Drawing;
using ScottPlot;
using ScottPlot.Plottables;

string folder = Path.Combine("docs", "images");
Save("gradient-error.svg", PictureStyle.Create(DrawGradientError));
Save("accumulator-seeds.svg", PictureStyle.Create(DrawAccumulatorSeeds));
Save("memory-curves.svg", PictureStyle.Create(DrawMemoryCurves));
Save("loss-and-time.svg", PictureStyle.Create(DrawLossAndTime));

void Save(string name, Picture picture)
{
    string path = Path.Combine(folder, name);
    File.WriteAllText(path, picture.Wide.Light);
    Console.WriteLine(path);
}

string[][] Rows(string name) => [.. File.ReadLines(Path.Combine(folder, name + ".csv")).Skip(1).Select(line => line.Split(','))];

static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

// step, central, complex, rounding: both axes logarithmic.
void DrawGradientError(Plot plot, PictureTheme theme, PictureSize size)
{
    string[][] rows = Rows("gradient-error");
    Line(column: 1, _ => true, "central difference", theme.Orange, LinePattern.Solid);
    Line(column: 2, _ => true, "complex step", theme.Blue, LinePattern.Solid);
    Line(column: 3, step => step < 2e-4, "ε·L/s", theme.Quiet, LinePattern.Dashed);
    string[] first = rows.First(row => Number(row[0]) < 0.02);
    Add([.. rows.Select(row => Number(row[0])).Where(step => step > 2e-6).Select(step => (step, Number(first[1]) * Math.Pow(step / Number(first[0]), 2)))], "proportional to s²", theme.Quiet, LinePattern.Dotted);
    PictureStyle.SetLimits(plot, theme, size, new AxisLimits(-16.2, 0, -17, 2), []);
    PictureStyle.Title(plot, size, "Numerical derivatives against backpropagation: m = 100, K = 80, τ = 25", "step s", "largest |a − n|");
    plot.Axes.Left.TickGenerator = Powers();
    plot.Axes.Bottom.TickGenerator = Powers();
    PictureStyle.Legend(plot, theme, size);
    plot.Legend.Alignment = Alignment.LowerRight;

    void Line(int column, Func<double, bool> isShown, string name, Color color, LinePattern pattern)
        => Add([.. rows.Select(row => (Step: Number(row[0]), Error: Number(row[column]))).Where(point => isShown(point.Step))], name, color, pattern);

    void Add((double Step, double Error)[] points, string name, Color color, LinePattern pattern)
    {
        Scatter line = PictureStyle.AddLine(plot, [.. points.Select(point => Math.Log10(point.Step))], [.. points.Select(point => Math.Log10(Math.Max(point.Error, 1e-17)))], color, 2, name);
        line.LinePattern = pattern;
    }

    static ITickGenerator Powers()
    {
        var ticks = new ScottPlot.TickGenerators.NumericManual();
        for (int power = -18; power <= 4; power += 2)
        {
            ticks.AddMajor(power, string.Create(CultureInfo.InvariantCulture, $"1e{power}"));
        }

        return ticks;
    }
}

// accumulator, seed, update, smooth loss.
void DrawAccumulatorSeeds(Plot plot, PictureTheme theme, PictureSize size)
{
    IGrouping<string, string[]>[] accumulators = [.. Rows("accumulator-seeds").GroupBy(row => row[0])];
    double smallest = double.PositiveInfinity, last = 0;
    foreach (IGrouping<string, string[]> accumulator in accumulators)
    {
        IGrouping<string, string[]>[] seeds = [.. accumulator.GroupBy(row => row[1])];
        string name = string.Create(CultureInfo.InvariantCulture, $"G from {accumulator.Key}, {seeds.Length} seeds");
        foreach (IGrouping<string, string[]> seed in seeds)
        {
            double[] updates = [.. seed.Skip(1).Select(row => Number(row[2]))], losses = [.. seed.Skip(1).Select(row => Number(row[3]))];
            PictureStyle.AddLine(plot, updates, losses, accumulator.Key == "0" ? theme.Orange : theme.Blue, 1.5f, name);
            (name, smallest, last) = ("", Math.Min(smallest, losses.Min()), Math.Max(last, updates[^1]));
        }
    }

    PictureStyle.SetLimits(plot, theme, size, new AxisLimits(0, last, smallest - 0.05, 2.6), []);
    PictureStyle.Title(plot, size, "AdaGrad, η = 0.1, σ = 0.1, m = 100, τ = 20: every seed", "update", "smooth loss, nats per character");
    PictureStyle.WholeNumbersBelow(plot);
    PictureStyle.Legend(plot, theme, size);
}

// cell, seed, update, nats of the recalled digit, fraction right: the first seed of each cell.
void DrawMemoryCurves(Plot plot, PictureTheme theme, PictureSize size)
{
    double last = 0;
    foreach ((string cell, string name, Color color) in ((string, string, Color)[])[("Tanh", "tanh", theme.Blue), ("Gru", "GRU", theme.Orange), ("Lstm", "LSTM", theme.Green)])
    {
        string[][] rows = [.. Rows("memory-curves").Where(row => row[0] == cell).GroupBy(row => row[1]).First()];
        double[] updates = [.. rows.Select(row => Number(row[2]))];
        PictureStyle.AddLine(plot, updates, [.. rows.Select(row => Number(row[3]))], color, 2, name);
        last = Math.Max(last, updates[^1]);
    }

    PictureStyle.SetLimits(plot, theme, size, new AxisLimits(0, last, 0, 3), [(Math.Log(8), "a guess,\nln 8")]);
    PictureStyle.Title(plot, size, "Memory: one layer, m = 64, τ = 100, B = 16", "update", "nats for the digit of 60 characters ago");
    PictureStyle.WholeNumbersBelow(plot);
    PictureStyle.Legend(plot, theme, size);
}

// cell, time, seed, seconds, layers, hidden, updates, passes, nats: the mean over the seeds, seconds on a logarithmic scale.
void DrawLossAndTime(Plot plot, PictureTheme theme, PictureSize size)
{
    string[][] rows = Rows("loss-and-time");
    foreach ((string cell, string name, Color color) in ((string, string, Color)[])[("Tanh", "tanh, one layer", theme.Blue), ("Gru", "GRU, one or two layers", theme.Orange), ("Lstm", "LSTM, one layer", theme.Green)])
    {
        (double Time, double Nats)[] points = [.. rows.Where(row => row[0] == cell).GroupBy(row => Number(row[1])).OrderBy(time => time.Key).Select(time => (time.Key, time.Average(row => Number(row[8]))))];
        Scatter line = PictureStyle.AddLine(plot, [.. points.Select(point => Math.Log2(point.Time))], [.. points.Select(point => point.Nats)], color, 2, name);
        line.MarkerSize = 6;
    }

    double[] times = [.. rows.Select(row => Number(row[1])).Distinct().Order()];
    PictureStyle.SetLimits(plot, theme, size, new AxisLimits(Math.Log2(times[0]), Math.Log2(times[^1]), 1.45, 2.05), []);
    PictureStyle.Title(plot, size, "The best network for a time: tinyshakespeare, last tenth, two cores", "seconds of training", "held-out nats per character");
    var ticks = new ScottPlot.TickGenerators.NumericManual();
    foreach (double time in times)
    {
        ticks.AddMajor(Math.Log2(time), time.ToString(CultureInfo.InvariantCulture));
    }

    plot.Axes.Bottom.TickGenerator = ticks;
    PictureStyle.Legend(plot, theme, size);
}
