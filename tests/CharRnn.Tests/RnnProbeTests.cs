using CharRnn.Tests.Fixtures;

namespace CharRnn.Tests;

public class RnnProbeTests
{
    private const int Characters = 7;
    private const int Size = 9;

    public static TheoryData<RnnCell, int> CellsAndDepths => Networks.CellsAndDepths;

    [Fact]
    public void Step_gives_the_losses_and_states_of_the_independent_implementation()
    {
        foreach (CellCase known in FixtureFile.Read<CellCases>("cells.json").Cases)
        {
            var probe = new RnnProbe<double>(known.ToParameters());
            int stateSize = probe.Architecture.StateSize;
            double[] logits = new double[known.K];
            for (int stream = 0; stream < known.Batch; stream++)
            {
                double[] state = known.InitialState[(stream * stateSize)..((stream + 1) * stateSize)];
                for (int t = 0; t < known.Tau; t++)
                {
                    int place = (t * known.Batch) + stream;
                    probe.Step(known.Inputs[place], state, logits);
                    LogProbability(logits, known.Targets[place]).Should().BeApproximately(-known.CharacterLosses[place], 1e-12, known.Name);
                }

                double[] final = known.FinalState[(stream * stateSize)..((stream + 1) * stateSize)];
                state.Should().Equal(final, (actual, expected) => Math.Abs(actual - expected) < 1e-12, known.Name);
            }
        }
    }

    [Theory]
    [MemberData(nameof(CellsAndDepths))]
    public void Step_is_that_of_the_network(RnnCell cell, int layers)
    {
        RnnParameters<double> parameters = RandomParameters(cell, layers);
        var probe = new RnnProbe<double>(parameters);
        var rnn = new Rnn<double>(parameters);
        double[] state = new double[probe.StateSize], sameState = new double[rnn.StateSize], logits = new double[Characters], sameLogits = new double[Characters];
        foreach (int input in new[] { 1, 4, 0, 6, 6 })
        {
            probe.Step(input, state, logits);
            rnn.Step(input, sameState, sameLogits);

            state.Should().Equal(sameState);
            logits.Should().Equal(sameLogits);
        }
    }

    [Theory]
    [MemberData(nameof(CellsAndDepths))]
    public void Backward_agrees_with_finite_differences_of_every_earlier_state_and_character(RnnCell cell, int layers)
    {
        const int Steps = 6;
        const double H = 1e-5;
        RnnParameters<double> parameters = RandomParameters(cell, layers);
        var probe = new RnnProbe<double>(parameters);
        int stateSize = probe.Architecture.StateSize;

        // Every character once: then column x of U is what one step has read, and nothing else.
        int[] inputs = [3, 0, 5, 1, 6, 2];
        double[] start = RandomState(stateSize, seed: 3);
        double[][] states = StatesBefore(probe, inputs, start);
        double[] logits = new double[Characters], gradient = new double[stateSize], input = new double[probe.InputGradientSize];
        probe.Step(inputs[^1], [.. states[^1]], logits);
        probe.GetLogProbabilityGradient(logits, target: 4, gradient);
        for (int t = Steps - 1; t >= 0; t--)
        {
            probe.Step(inputs[t], [.. states[t]], logits);
            probe.Backward(gradient, input);

            for (int i = 0; i < stateSize; i++)
            {
                double quotient = (Result(t, state => state[i] += H) - Result(t, state => state[i] -= H)) / (2 * H);
                gradient[i].Should().BeApproximately(quotient, 1e-6 * Math.Max(1, Math.Abs(quotient)));
            }

            for (int i = 0; i < input.Length; i++)
            {
                double kept = parameters.InputWeights[i, inputs[t]];
                parameters.InputWeights[i, inputs[t]] = kept + H;
                double above = Result(t, _ => { });
                parameters.InputWeights[i, inputs[t]] = kept - H;
                double below = Result(t, _ => { });
                parameters.InputWeights[i, inputs[t]] = kept;
                input[i].Should().BeApproximately((above - below) / (2 * H), 1e-6);
            }
        }

        double Result(int from, Action<double[]> change)
        {
            double[] state = [.. states[from]], last = new double[Characters];
            change(state);
            foreach (int next in inputs[from..])
            {
                probe.Step(next, state, last);
            }

            return LogProbability(last, 4);
        }
    }

    [Theory]
    [MemberData(nameof(CellsAndDepths))]
    public void Backward_takes_many_columns_and_treats_each_as_if_it_were_alone(RnnCell cell, int layers)
    {
        const int Columns = 70;
        var probe = new RnnProbe<double>(RandomParameters(cell, layers));
        int stateSize = probe.Architecture.StateSize, rows = probe.InputGradientSize;
        probe.Step(2, RandomState(stateSize, seed: 1), new double[Characters]);
        double[] gradients = RandomState(stateSize * Columns, seed: 2), given = [.. gradients], inputs = new double[rows * Columns];

        probe.Backward(gradients, inputs);

        for (int n = 0; n < Columns; n++)
        {
            double[] single = given[(n * stateSize)..((n + 1) * stateSize)], singleInput = new double[rows];
            probe.Backward(single, singleInput);
            gradients[(n * stateSize)..((n + 1) * stateSize)].Should().Equal(single, (a, b) => Math.Abs(a - b) < 1e-13);
            double[] statesOnly = given[(n * stateSize)..((n + 1) * stateSize)];
            probe.Backward(statesOnly);
            statesOnly.Should().Equal(single);
            inputs[(n * rows)..((n + 1) * rows)].Should().Equal(singleInput, (a, b) => Math.Abs(a - b) < 1e-13);
        }
    }

    [Theory]
    [MemberData(nameof(CellsAndDepths))]
    public void Gates_of_every_layer_rebuild_the_state(RnnCell cell, int layers)
    {
        var probe = new RnnProbe<double>(RandomParameters(cell, layers));
        int stateSize = probe.Architecture.StateSize, layerState = stateSize / layers;
        double[] before = RandomState(stateSize, seed: 8), after = [.. before];

        probe.Step(1, after, new double[Characters]);

        for (int layer = 0; layer < layers; layer++)
        {
            double[] old = before[(layer * layerState)..((layer + 1) * layerState)], now = after[(layer * layerState)..((layer + 1) * layerState)];
            for (int i = 0; i < Size; i++)
            {
                double rebuilt = cell switch
                {
                    RnnCell.Gru => ((1 - Gate(RnnGate.Update)) * Gate(RnnGate.Candidate)) + (Gate(RnnGate.Update) * old[i]),
                    RnnCell.Lstm => Gate(RnnGate.Output) * Math.Tanh(now[Size + i]),
                    _ => now[i],
                };
                now[i].Should().BeApproximately(rebuilt, 1e-14);
                if (cell == RnnCell.Lstm)
                {
                    now[Size + i].Should().BeApproximately((Gate(RnnGate.Forget) * old[Size + i]) + (Gate(RnnGate.Input) * Gate(RnnGate.Content)), 1e-14);
                }

                double Gate(RnnGate gate) => probe.GetGate(gate, layer)[i];
            }
        }
    }

    [Theory]
    [MemberData(nameof(CellsAndDepths))]
    public void Nothing_is_allocated_for_a_character(RnnCell cell, int layers)
    {
        var probe = new RnnProbe<double>(RandomParameters(cell, layers));
        double[] state = new double[probe.Architecture.StateSize], logits = new double[Characters];
        double[] gradients = new double[state.Length * 3], inputs = new double[probe.InputGradientSize * 3];

        Allocations.Of(() =>
        {
            probe.Step(3, state, logits);
            probe.GetLogProbabilityGradient(logits, 1, gradients.AsSpan(0, state.Length));
            probe.Backward(gradients, inputs);
            _ = probe.Gates.Count > 0 ? probe.GetGate(FirstGate(cell), layers - 1).Length : 0;
        }).Should().Be(0);
    }

    [Fact]
    public void Arguments_that_do_not_fit_are_named()
    {
        var probe = new RnnProbe<double>(RandomParameters(RnnCell.Gru, 2));
        double[] state = new double[2 * Size], logits = new double[Characters];

        ((Action)(() => probe.GetGate(RnnGate.Reset))).Should().Throw<InvalidOperationException>().WithMessage("*Step*");
        ((Action)(() => probe.Backward(state))).Should().Throw<InvalidOperationException>().WithMessage("*Step*");
        probe.Step(0, state, logits);
        ((Action)(() => probe.Step(Characters, state, logits))).Should().Throw<ArgumentOutOfRangeException>().WithParameterName("input").WithMessage("*0 to 6*");
        ((Action)(() => probe.Step(0, new double[Size], logits))).Should().Throw<ArgumentException>().WithParameterName("state");
        ((Action)(() => probe.Step(0, state, new double[1]))).Should().Throw<ArgumentException>().WithParameterName("logits");
        ((Action)(() => probe.GetGate(RnnGate.Forget))).Should().Throw<ArgumentException>().WithParameterName("gate").WithMessage("*Gru*Reset, Update, Candidate*");
        ((Action)(() => probe.GetGate(RnnGate.Reset, 2))).Should().Throw<ArgumentOutOfRangeException>().WithParameterName("layer").WithMessage("*0 to 1*");
        ((Action)(() => probe.GetLogProbabilityGradient(logits, -1, state))).Should().Throw<ArgumentOutOfRangeException>().WithParameterName("target");
        ((Action)(() => probe.GetLogProbabilityGradient(logits, 0, new double[3]))).Should().Throw<ArgumentException>().WithParameterName("stateGradient");
        ((Action)(() => probe.Backward(new double[Size]))).Should().Throw<ArgumentException>().WithParameterName("stateGradients");
        ((Action)(() => probe.Backward(state, new double[Size]))).Should().Throw<ArgumentException>().WithParameterName("inputGradients");
        ((Action)(() => _ = new RnnProbe<double>(null!))).Should().Throw<ArgumentNullException>().WithParameterName("parameters");
    }

    private static RnnGate FirstGate(RnnCell cell) => cell == RnnCell.Gru ? RnnGate.Reset : RnnGate.Input;

    private static RnnParameters<double> RandomParameters(RnnCell cell, int layers)
        => Networks.Uniform<double>(Networks.Architecture(Characters, Size, cell, layers), new Random(11), 0.8);

    private static double[] RandomState(int size, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, size).Select(_ => (random.NextDouble() * 1.6) - 0.8)];
    }

    private static double[][] StatesBefore(RnnProbe<double> probe, int[] inputs, double[] start)
    {
        double[] state = [.. start], logits = new double[Characters];
        var states = new List<double[]>();
        foreach (int input in inputs)
        {
            states.Add([.. state]);
            probe.Step(input, state, logits);
        }

        return [.. states];
    }

    private static double LogProbability(double[] logits, int target)
    {
        double most = logits.Max();
        return logits[target] - most - Math.Log(logits.Sum(logit => Math.Exp(logit - most)));
    }

    private sealed record CellCases(CellCase[] Cases);

    private sealed record CellCase(
        string Name, string Cell, int Layers, int M, int K, int Tau, int Batch, int[] Inputs, int[] Targets, double[] InitialState, BlockValues Parameters, double[] CharacterLosses, double[] FinalState)
    {
        internal RnnParameters<double> ToParameters()
            => Parameters.ToParameters<double>(Networks.Architecture(K, M, Enum.Parse<RnnCell>(Cell, ignoreCase: true), Layers));
    }
}
