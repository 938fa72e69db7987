using System.Text.Json.Nodes;

namespace CharRnn.Tests.Cli.Explain;

/// <summary>Compares the numbers of <c>explain --json</c> with the library's, computed here in another way.</summary>
public sealed class ExplainNumbersTests(ExplainFixture fixture) : IClassFixture<ExplainFixture>
{
    private const int Start = ExplainFixture.Start;
    private const int Length = ExplainFixture.Length;

    /// <summary>JSON has eight digits; the command stores states and derivatives in single precision.</summary>
    private const double Digits = 1e-6;

    [Fact]
    public void Losses_are_those_of_the_model_that_reads_the_text_from_its_beginning()
    {
        var losses = new double[fixture.Text.Length - 1];
        fixture.Model.Score(fixture.Model.Vocabulary.Encode(fixture.Text), losses);

        double[] shown = ExplainFixture.Numbers(fixture.Json["losses"]);

        fixture.Json["readFrom"]!.GetValue<int>().Should().Be(0);
        shown.Should().HaveCount(Length).And.Equal(losses[(Start - 1)..(Start - 1 + Length)], Near);
        fixture.Json["natsPerCharacter"]!.GetValue<double>().Should().BeApproximately(losses[(Start - 1)..(Start - 1 + Length)].Average(), Digits);
    }

    [Fact]
    public void Candidates_are_the_five_most_probable_characters_in_order()
    {
        double[] logits = new double[fixture.Model.Vocabulary.Count];
        fixture.Model.Rnn.Step(fixture.Model.Vocabulary.Encode(fixture.Text)[Start + 39], StateBefore(Start + 39), logits);
        double sum = logits.Sum(Math.Exp);
        (int Index, double P)[] expected = [.. logits.Select((logit, index) => (index, Math.Exp(logit) / sum)).OrderByDescending(pair => pair.Item2).Take(5)];

        JsonArray shown = fixture.Json["candidates"]![40]!.AsArray();

        shown.Select(pair => pair![0]!.GetValue<int>()).Should().Equal(expected.Select(pair => pair.Index));
        shown.Select(pair => pair![1]!.GetValue<double>()).Should().Equal(expected.Select(pair => pair.P), Near);
    }

    [Fact]
    public void Activations_are_the_hidden_states_after_each_character()
    {
        JsonArray units = fixture.Json["units"]!.AsArray();
        units.Should().HaveCount(13);
        foreach (int i in new[] { 0, 1, 150, Length - 1 })
        {
            double[] state = StateBefore(Start + i + 1);
            for (int row = 0; row < units.Count; row++)
            {
                units[row]!["quantity"]!.GetValue<string>().Should().Be("h");
                fixture.Json["activations"]![row]![i]!.GetValue<double>().Should().BeApproximately(state[units[row]!["unit"]!.GetValue<int>()], Digits);
            }
        }
    }

    [Fact]
    public void Correlations_are_Pearsons_on_either_half_of_the_text_outside_the_passage()
    {
        JsonNode vowels = fixture.Json["properties"]!.AsArray().Single(unit => unit!["property"]!.GetValue<string>() == "vowel")!;
        int[] outside = [.. Enumerable.Range(0, fixture.Text.Length).Where(position => position is < Start or >= Start + Length)];
        int half = outside.Length / 2, unit = vowels["unit"]!.GetValue<int>();

        vowels["correlation"]!.GetValue<double>().Should().BeApproximately(Correlation(outside[..half]), Digits);
        vowels["unseenCorrelation"]!.GetValue<double>().Should().BeApproximately(Correlation(outside[half..]), Digits);

        double Correlation(int[] positions) => MathNet.Numerics.Statistics.Correlation.Pearson(
            positions.Select(position => StateBefore(position + 1)[unit]), positions.Select(position => "aeiouAEIOU".Contains(fixture.Text[position]) ? 1.0 : 0));
    }

    [Fact]
    public void Contributions_and_sensitivities_are_those_of_finite_differences()
    {
        const int Target = 120;
        const double H = 1e-5;
        int[] indexes = fixture.Model.Vocabulary.Encode(fixture.Text);
        double[] mean = MeanInput(indexes);
        foreach (int distance in new[] { 1, 2, 5 })
        {
            int position = Start + Target - distance;
            var gradient = new double[13];
            for (int i = 0; i < gradient.Length; i++)
            {
                gradient[i] = (LogProbability(position, i, H) - LogProbability(position, i, -H)) / (2 * H);
            }

            double[] read = [.. fixture.Model.Rnn.Parameters.InputWeights.Column(indexes[position])];
            double contribution = gradient.Select((value, i) => value * (read[i] - mean[i])).Sum();
            int row = Target - fixture.Json["firstTarget"]!.GetValue<int>();
            fixture.Json["contributions"]![row]![distance - 1]!.GetValue<double>().Should().BeApproximately(contribution, 1e-6);
            fixture.Json["sensitivities"]![row]![distance - 1]!.GetValue<double>().Should().BeApproximately(Math.Sqrt(gradient.Sum(value => value * value)), 1e-6);
        }

        // For one sum of one step: b is changed for that step and then restored.
        double LogProbability(int position, int unit, double step)
        {
            double[] state = StateBefore(position), logits = new double[fixture.Model.Vocabulary.Count];
            Rnn<double> rnn = fixture.Model.Rnn;
            rnn.Parameters.HiddenBias[unit] += step;
            rnn.Step(indexes[position], state, logits);
            rnn.Parameters.HiddenBias[unit] -= step;
            for (int next = position + 1; next < Start + Target; next++)
            {
                rnn.Step(indexes[next], state, logits);
            }

            return logits[indexes[Start + Target]] - Math.Log(logits.Sum(Math.Exp));
        }
    }

    [Fact]
    public void Memory_is_the_mean_loss_after_so_many_characters_from_the_zero_state()
    {
        JsonNode curve = fixture.Json["memory"]![0]!;
        int[] indexes = fixture.Model.Vocabulary.Encode(fixture.Text);
        int predictions = curve["predictions"]!.GetValue<int>();
        foreach (int context in new[] { 1, 2, 7, 100 })
        {
            double sum = 0;
            for (int target = Start; target < Start + predictions; target++)
            {
                double[] state = new double[13], logits = new double[fixture.Model.Vocabulary.Count];
                for (int position = target - context; position < target; position++)
                {
                    fixture.Model.Rnn.Step(indexes[position], state, logits);
                }

                sum += Math.Log(logits.Sum(Math.Exp)) - logits[indexes[target]];
            }

            curve["losses"]![context - 1]!.GetValue<double>().Should().BeApproximately(sum / predictions, Digits);
        }
    }

    [Fact]
    public void Neighbours_are_the_nearest_states_at_least_twenty_characters_away()
    {
        const int Place = 77;
        double[][] states = [.. Enumerable.Range(0, fixture.Text.Length).Select(position => StateBefore(position + 1))];
        int[] expected = [.. Enumerable.Range(0, states.Length).Where(other => Math.Abs(other - Start - Place) >= 20)
            .OrderBy(other => Distance(other)).Take(5)];

        JsonArray shown = fixture.Json["neighbours"]![Place]!.AsArray();

        shown.Select(pair => Distance(pair![0]!.GetValue<int>())).Should().Equal(expected.Select(Distance), (a, b) => Math.Abs(a - b) < 1e-3);
        shown.Select(pair => pair![1]!.GetValue<double>()).Should().BeInAscendingOrder();

        double Distance(int other) => MathNet.Numerics.Distance.Euclidean(states[other], states[Start + Place]);
    }

    private static bool Near(double a, double b) => Math.Abs(a - b) <= Digits * Math.Max(1, Math.Abs(b));

    private double[] MeanInput(int[] indexes)
        => [.. indexes.Select(index => fixture.Model.Rnn.Parameters.InputWeights.Column(index)).Aggregate((a, b) => a + b).Divide(indexes.Length)];

    private double[] StateBefore(int position) => [.. fixture.StatesBefore[position]];
}
