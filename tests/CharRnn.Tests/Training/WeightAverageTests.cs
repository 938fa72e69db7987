using System.Numerics;
using CharRnn.Optimization;
using CharRnn.Training;

namespace CharRnn.Tests.Training;

public abstract class WeightAverageTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const string Characters = "abcde";

    /// <summary>Three of the five characters at a time: the average includes those that the window does not have.</summary>
    private readonly int[] _text = [.. Enumerable.Range(0, 203).Select(i => ((i / 10) + (i * i)) % Characters.Length)];

    [Fact]
    public void Average_moves_by_one_over_f_k_of_the_way_to_the_parameters()
    {
        Trainer<T> trainer = NewTrainer(0.25);
        double[] expected = Elements(trainer.Model);
        for (int k = 1; k <= 30; k++)
        {
            trainer.Step(_text);
            double[] now = Elements(trainer.Model);
            double share = Math.Min(1, 1 / (0.25 * k));
            for (int i = 0; i < expected.Length; i++)
            {
                expected[i] += share * (now[i] - expected[i]);
            }

            Elements(trainer.TrainedModel).Zip(expected, (one, other) => Math.Abs(one - other)).Max().Should().BeLessThan(Numbers.Choose<T>(1e-14, 1e-6));
        }
    }

    [Fact]
    public void Average_changes_nothing_in_the_training_and_is_what_is_validated_and_kept()
    {
        Trainer<T> plain = NewTrainer(0), averaged = NewTrainer(0.5);
        plain.TrainedModel.Should().BeSameAs(plain.Model);
        plain.Train(_text);
        TrainingResult<T> result = averaged.Train(_text);
        Numbers.ShouldBeSame(plain.Model.Rnn.Parameters, averaged.Model.Rnn.Parameters, "the trained parameters");
        Elements(averaged.TrainedModel).Should().NotEqual(Elements(averaged.Model));
        double measured = new Trainer<T>(averaged.TrainedModel, new Sgd<T>(averaged.Model.Rnn.Parameters.Architecture), averaged.Options with { AveragedShare = 0 }).Validate(_text);
        result.EpochHistory[^1].ValidationLoss.Should().Be(measured);
        if (result.BestEpoch!.Epoch == averaged.Epoch)
        {
            Numbers.ShouldBeSame(result.BestValidationParameters!, averaged.TrainedModel.Rnn.Parameters, "the best");
        }
    }

    private static Trainer<T> NewTrainer(double share)
    {
        RnnModel<T> model = Networks.RandomModel<T>(Characters, 6, seed: 1);
        return new Trainer<T>(
            model, new Adam<T>(model.Rnn.Parameters.Architecture, 0.01),
            new TrainingOptions { SequenceLength = 5, Epochs = 3, AveragedShare = share, Validation = ValidationSplit.Tail(0.2) });
    }

    private static double[] Elements(RnnModel<T> model) => [.. model.Rnn.Parameters.Blocks.SelectMany(block => block.Elements.ToArray()).Select(Numbers.ToDouble)];
}

public sealed class WeightAverageTestsDouble : WeightAverageTests<double>;

public sealed class WeightAverageTestsSingle : WeightAverageTests<float>;
