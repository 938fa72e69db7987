using System.Numerics;
using CharRnn.Optimization;
using CharRnn.Training;

namespace CharRnn.Tests.Training;

/// <summary>
/// The library's optimisers scale, clip, update and check in one pass. For an optimiser from outside the library these are separate passes. Both give the
/// same bits, and the same failure.
/// </summary>
public abstract class OnePassUpdateTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly int[] _text = Texts.Random(200, 16, seed: 2);

    public static TheoryData<OptimizerKind, LossReduction, double, double> Cases
    {
        get
        {
            var cases = new TheoryData<OptimizerKind, LossReduction, double, double>();
            foreach (OptimizerKind kind in Enum.GetValues<OptimizerKind>())
            {
                foreach (LossReduction reduction in Enum.GetValues<LossReduction>())
                {
                    cases.Add(kind, reduction, 0.01, double.PositiveInfinity);
                    cases.Add(kind, reduction, double.PositiveInfinity, 0.25);
                    cases.Add(kind, reduction, 0.01, 0.25);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void One_pass_gives_the_bits_of_separate_passes(OptimizerKind kind, LossReduction reduction, double limit, double normLimit)
    {
        foreach (RnnCell cell in Enum.GetValues<RnnCell>())
        {
            foreach (int threads in (ReadOnlySpan<int>)[1, 2])
            {
                T[] one = Train(cell, kind, optimizer => optimizer), apart = Train(cell, kind, optimizer => new Foreign(optimizer));
                one.Should().Equal(apart, $"of {cell} with {threads} threads");

                T[] Train(RnnCell cell, OptimizerKind kind, Func<Optimizer<T>, IOptimizer<T>> wrap)
                {
                    RnnModel<T> model = NewModel(cell);
                    Optimizer<T> optimizer = Optimizer.Create<T>(model.Rnn.Parameters.Architecture, new OptimizerOptions { Kind = kind, LearningRate = 0.05, Momentum = kind == OptimizerKind.Sgd ? 0.5 : 0 });
                    new Trainer<T>(model, wrap(optimizer), new TrainingOptions
                    {
                        MaxUpdates = 20,
                        SequenceLength = 6,
                        BatchSize = 3,
                        LossReduction = reduction,
                        GradientLimit = limit,
                        GradientNormLimit = normLimit,
                        ThreadCount = threads,
                    }).Train(_text);
                    return [.. model.Rnn.Parameters.Blocks.Concat(optimizer.State.SelectMany(state => state.Values.Blocks)).SelectMany(block => block.Values.ToArray())];
                }
            }
        }
    }

    [Theory]
    [InlineData(OptimizerKind.AdaGrad)]
    [InlineData(OptimizerKind.Adam)]
    [InlineData(OptimizerKind.RmsProp)]
    public void A_block_that_an_update_has_damaged_is_named(OptimizerKind kind)
    {
        RnnParameters<T> parameters = NewModel(RnnCell.Gru).Rnn.Parameters;
        foreach (string name in parameters.Blocks.Select(block => block.Name))
        {
            RnnModel<T> model = NewModel(RnnCell.Gru);
            Optimizer<T> optimizer = Optimizer.Create<T>(parameters.Architecture, new OptimizerOptions { Kind = kind });
            var trainer = new Trainer<T>(model, optimizer, new TrainingOptions { SequenceLength = 6 });
            trainer.Step(_text);
            trainer.Step(_text);

            // The column of a character of the next window: in the others AdaGrad moves nothing.
            ParameterBlock<T> memory = optimizer.State[^1].Values.Blocks.Single(block => block.Name == name);
            memory.Values[name == "U" ? _text[trainer.Position] * memory.RowCount : 0] = T.NaN;
            Action step = () => trainer.Step(_text);

            step.Should().Throw<TrainingDivergedException>().Which.Message.Should().Contain($" {name} ", $"block {name} is damaged");
        }
    }

    private static RnnModel<T> NewModel(RnnCell cell)
    {
        Vocabulary vocabulary = Vocabulary.FromText("abcdefghijklmnop");
        var parameters = new RnnParameters<T>(new RnnArchitecture { VocabularySize = vocabulary.Count, HiddenSize = 19, Cell = cell });
        parameters.Randomize(new Random(4), 0.3);
        return new RnnModel<T>(vocabulary, parameters);
    }

    private sealed class Foreign(Optimizer<T> inner) : IOptimizer<T>
    {
        public void Apply(RnnParameters<T> parameters, RnnParameters<T> gradients) => inner.Apply(parameters, gradients);
    }
}

public sealed class OnePassUpdateTestsDouble : OnePassUpdateTests<double>;

public sealed class OnePassUpdateTestsSingle : OnePassUpdateTests<float>;
