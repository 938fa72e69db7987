using System.Numerics;
using CharRnn.Optimization;
using CharRnn.Training;

namespace CharRnn.Tests.Training;

/// <summary>The best parameters so far, compared with a copy made naively after every update that improves.</summary>
public abstract class BestParametersTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [Theory]
    [InlineData(0)] // the loss itself, which jumps up and down
    [InlineData(0.7)]
    [InlineData(0.999)] // falls all the time at first
    public void Best_parameters_are_those_of_the_smallest_smooth_loss(double smoothing)
    {
        foreach (int askEvery in new[] { 1, 2, 7, 1000 })
        {
            Trainer<T> trainer = NewTrainer(new TrainingOptions { SequenceLength = 5, Smoothing = smoothing });

            // Easy pages, then hard ones: the best is not the last.
            int[] text = [.. Texts.Cyclic(150, 6), .. Texts.Random(150, 6, seed: 3)];
            var naive = new Naive();
            for (int update = 1; update <= 130; update++)
            {
                naive.See(trainer.Step(text), trainer.Model.Rnn.Parameters);
                if (update % askEvery == 0)
                {
                    naive.ShouldAgreeWith(trainer.Result());
                }
            }

            naive.ShouldAgreeWith(trainer.Result());
            naive.ShouldAgreeWith(trainer.Result());
        }
    }

    [Fact]
    public void Best_parameters_are_a_deep_copy()
    {
        Trainer<T> trainer = NewTrainer(new TrainingOptions { SequenceLength = 5, MaxUpdates = 20 });
        TrainingResult<T> result = trainer.Train(Texts.Cyclic(100, 6));
        RnnParameters<T> model = trainer.Model.Rnn.Parameters, before = model.Clone();

        foreach (ParameterBlock<T> block in result.BestParameters!.Blocks)
        {
            block.Values.Fill(T.CreateChecked(7));
        }

        Numbers.ShouldBeSame(model, before, "the model");
        Numbers.ShouldBeSame(trainer.Result().BestParameters!, before, "the best network, which the model still is");
    }

    [Fact]
    public void Without_KeepBest_only_the_place_is_known()
    {
        Trainer<T> kept = NewTrainer(new TrainingOptions { SequenceLength = 5, MaxUpdates = 50, Smoothing = 0.5 });
        Trainer<T> trainer = NewTrainer(kept.Options with { KeepBest = false });
        int[] text = Texts.Random(100, 6, seed: 1);

        TrainingResult<T> expected = kept.Train(text), result = trainer.Train(text);

        result.BestParameters.Should().BeNull();
        expected.BestParameters.Should().NotBeNull();
        (result.BestUpdate, result.BestSmoothLoss).Should().Be((expected.BestUpdate, expected.BestSmoothLoss));
    }

    [Fact]
    public void Before_the_first_update_there_is_none()
    {
        TrainingResult<T> result = NewTrainer(new TrainingOptions()).Result();

        result.BestParameters.Should().BeNull();
        (result.BestUpdate, result.BestSmoothLoss).Should().Be((0, double.PositiveInfinity));
    }

    private static Trainer<T> NewTrainer(TrainingOptions options)
    {
        RnnModel<T> model = Networks.RandomModel<T>("abcdef", 9, seed: 1);
        return new Trainer<T>(model, new AdaGrad<T>(model.Rnn.Parameters.Architecture), options);
    }

    private sealed class Naive
    {
        private double _loss = double.PositiveInfinity;
        private long _update;
        private RnnParameters<T>? _copy;

        public void See(TrainingProgress progress, RnnParameters<T> parameters)
        {
            if (progress.SmoothLoss < _loss)
            {
                (_loss, _update, _copy) = (progress.SmoothLoss, progress.Update, parameters.Clone());
            }
        }

        public void ShouldAgreeWith(TrainingResult<T> result)
        {
            (result.BestUpdate, result.BestSmoothLoss).Should().Be((_update, _loss));
            Numbers.ShouldBeSame(result.BestParameters!, _copy!, "the best network");
        }
    }
}

public sealed class BestParametersTestsDouble : BestParametersTests<double>;

public sealed class BestParametersTestsSingle : BestParametersTests<float>;
