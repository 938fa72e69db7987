using System.Text.Json;

namespace CharRnn.Tests;

public class FixtureSmokeTests
{
    [Fact]
    public void Gradients_agree_with_autograd()
    {
        using JsonDocument fixture = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", "gradients.json")));
        foreach (JsonElement c in fixture.RootElement.GetProperty("cases").EnumerateArray())
        {
            var arch = new RnnArchitecture { VocabularySize = c.GetProperty("K").GetInt32(), HiddenSize = c.GetProperty("m").GetInt32() };
            var p = new RnnParameters<double>(arch);
            foreach (ParameterBlock<double> block in p.Blocks)
            {
                double[] v = [.. c.GetProperty("parameters").GetProperty(block.Name).EnumerateArray().Select(e => e.GetDouble())];
                v.CopyTo(block.Values);
            }

            int batch = c.GetProperty("batch").GetInt32(), tau = c.GetProperty("tau").GetInt32();
            int[] x = [.. c.GetProperty("inputs").EnumerateArray().Select(e => e.GetInt32())];
            int[] y = [.. c.GetProperty("targets").EnumerateArray().Select(e => e.GetInt32())];
            double[] s = [.. c.GetProperty("initialState").EnumerateArray().Select(e => e.GetDouble())];
            var ws = new RnnWorkspace<double>(arch, tau, batch);
            var rnn = new Rnn<double>(p);
            var g = new RnnParameters<double>(arch);
            double loss = rnn.Forward(x, y, s, ws);
            loss.Should().BeApproximately(c.GetProperty("loss").GetDouble(), 1e-10 * Math.Max(1, loss), c.GetProperty("name").GetString());
            rnn.Backward(ws, g);
            foreach (ParameterBlock<double> block in g.Blocks)
            {
                double[] v = [.. c.GetProperty("gradients").GetProperty(block.Name).EnumerateArray().Select(e => e.GetDouble())];
                for (int i = 0; i < v.Length; i++)
                {
                    block.Values[i].Should().BeApproximately(v[i], 1e-11, $"{c.GetProperty("name").GetString()} {block.Name}[{i}]");
                }
            }
        }
    }
}
