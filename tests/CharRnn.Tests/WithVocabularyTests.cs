using System.Numerics;
using System.Text;
using CharRnn.Network;
using CharRnn.Optimization.Derivatives;
using CharRnn.Training;
using CharRnn.Training.Search;

namespace CharRnn.Tests;

public abstract class WithVocabularyTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly Vocabulary _known = Vocabulary.FromText("bdfh");
    private static readonly Vocabulary _more = Vocabulary.FromText("abcdefgh🌱");

    public static TheoryData<RnnCell, int> CellsAndDepths => Networks.CellsAndDepths;

    /// <summary>Weights of a trained network's size: logits far apart, so that a new character could easily be noticed.</summary>
    [Theory]
    [MemberData(nameof(CellsAndDepths))]
    public void Extend_keeps_the_loss_of_every_cell_and_depth_and_makes_new_characters_improbable(RnnCell cell, int layerCount)
    {
        RnnParameters<T> parameters = Parameters(cell, layerCount);

        RnnParameters<T> extended = ExtendedVocabulary.Extend(parameters, _known, _more);

        ComplexForwardPass before = Run(parameters, _known, "bdhfbbhdf", out double lossBefore), after = Run(extended, _more, "bdhfbbhdf", out double lossAfter);
        lossAfter.Should().BeApproximately(lossBefore, 8 * Epsilon * lossBefore);
        int k = _more.Count;
        for (int n = 0; n < 8; n++)
        {
            double[] logits = [.. after.Logits.AsSpan(n * k, k).ToArray().Select(logit => logit.Real)];
            double sum = logits.Sum(logit => Math.Exp(logit - logits.Max())), added = 0;
            for (int i = 0; i < k; i++)
            {
                if (_known.TryGetIndex(_more[i], out int index))
                {
                    logits[i].Should().Be(before.Logits[(n * _known.Count) + index].Real);
                }
                else
                {
                    added += Math.Exp(logits[i] - logits.Max()) / sum;
                }
            }

            added.Should().BeLessThanOrEqualTo(Epsilon).And.BePositive("a character that cannot occur cannot be learnt");
        }
    }

    [Theory]
    [MemberData(nameof(CellsAndDepths))]
    public void WithVocabulary_of_a_trained_network_leaves_the_loss_of_its_text(RnnCell cell, int layerCount)
    {
        EncodedText text = EncodedText.FromText(string.Concat(Enumerable.Repeat("the cat sat on the mat; ", 20)));
        TrialSettings settings = TrialSettings.For(text, hiddenSize: 12, cell, layerCount, sequenceLength: 10, batchSize: 2);
        Trainer<T> trainer = (settings with { Training = settings.Training with { Epochs = 6 } }).CreateTrainer<T>(text);
        trainer.Train(text);

        RnnModel<T> grown = trainer.Model.WithVocabulary(trainer.Model.Vocabulary.Union(Vocabulary.FromText("ABCDEFGHIJ🌱")));

        double before = trainer.Model.Score(text).NatsPerCharacter, after = grown.Score(text.WithVocabulary(grown.Vocabulary)).NatsPerCharacter;
        before.Should().BeLessThan(2, "the network has learnt something");
        after.Should().BeApproximately(before, 1e-6);
    }

    [Fact]
    public void WithVocabulary_is_a_copy_with_the_mean_column_for_new_characters()
    {
        var model = new RnnModel<T>(_known, Parameters(RnnCell.Tanh, 1));

        RnnModel<T> extended = model.WithVocabulary(_more);

        extended.Vocabulary.Equals(_more).Should().BeTrue();
        _more.TryGetIndex(new Rune('c'), out int added).Should().BeTrue();
        for (int row = 0; row < 5; row++)
        {
            double mean = Enumerable.Range(0, 4).Average(column => double.CreateTruncating(model.Rnn.Parameters.InputWeights[row, column]));
            double.CreateTruncating(extended.Rnn.Parameters.InputWeights[row, added]).Should().BeApproximately(mean, 1e-7);
            extended.Rnn.Parameters.OutputWeights[added, row].Should().Be(T.Zero);
        }

        extended.Rnn.Parameters.RecurrentWeights.Clear();
        model.Rnn.Parameters.RecurrentWeights[0, 0].Should().NotBe(T.Zero);
    }

    [Fact]
    public void WithVocabulary_of_the_same_characters_has_the_same_parameters()
    {
        var model = new RnnModel<T>(_known, Parameters(RnnCell.Tanh, 1));

        Numbers.ShouldBeSame(model.WithVocabulary(Vocabulary.FromText("hfdb")).Rnn.Parameters, model.Rnn.Parameters, "parameters");
    }

    [Fact]
    public void WithVocabulary_that_lacks_a_character_is_refused_by_its_name()
    {
        var model = new RnnModel<T>(_known, Parameters(RnnCell.Tanh, 1));

        FluentActions.Invoking(() => model.WithVocabulary(Vocabulary.FromText("abcdefg")))
            .Should().Throw<ArgumentException>().WithParameterName("vocabulary").WithMessage("*'h' (U+0068)*");
        FluentActions.Invoking(() => model.WithVocabulary(null!)).Should().Throw<ArgumentNullException>().WithParameterName("vocabulary");
    }

    private static double Epsilon => Numbers.Choose<T>(Math.Pow(2, -52), Math.Pow(2, -23));

    private static RnnParameters<T> Parameters(RnnCell cell, int layerCount)
        => Networks.Uniform<T>(Networks.Architecture(4, 5, cell, layerCount), new Random(3), 2);

    private static ComplexForwardPass Run(RnnParameters<T> parameters, Vocabulary vocabulary, string text, out double loss)
    {
        var wide = new RnnParameters<double>(parameters.Architecture);
        foreach ((ParameterBlock<double> target, ParameterBlock<T> source) in wide.Blocks.Zip(parameters.Blocks))
        {
            source.Values.ToArray().Select(double.CreateTruncating).ToArray().CopyTo(target.Values);
        }

        int[] indexes = vocabulary.Encode(text);
        var pass = new ComplexForwardPass(new GradientWindow(wide, indexes[..^1], indexes[1..], new double[parameters.Architecture.StateSize]));
        loss = pass.Loss().Real;
        return pass;
    }
}

public sealed class WithVocabularyTestsDouble : WithVocabularyTests<double>;

public sealed class WithVocabularyTestsSingle : WithVocabularyTests<float>;
