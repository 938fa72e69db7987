using System.Numerics;
using CharRnn.Network;
using CharRnn.Optimization;
using CharRnn.Training;

namespace CharRnn.Tests.Training;

/// <summary>Arguments that a trainer refuses, and its behaviour when numbers become NaN or infinite.</summary>
public abstract class TrainerFailureTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly TrainingOptions _options = new() { SequenceLength = 5, MaxUpdates = 50 };
    private static readonly int[] _text = Texts.Random(64, 5, seed: 2); // the last character of the vocabulary never occurs

    [Theory]
    [MemberData(nameof(Networks.BlocksOfEveryCell), MemberType = typeof(Networks))]
    public void A_parameter_that_becomes_NaN_or_infinite_stops_with_its_block_and_update(RnnCell cell, int layers, string block)
    {
        foreach (T damage in new[] { T.NaN, T.PositiveInfinity, T.NegativeInfinity })
        {
            Trainer<T> trainer = NewTrainer(_options, cell: cell, layers: layers);
            for (int i = 0; i < 7; i++)
            {
                trainer.Step(_text);
            }

            ParameterBlock<T> damaged = trainer.Model.Rnn.Parameters.Blocks.Single(candidate => candidate.Name == block);
            damaged.Values[damaged.Values.Length / 2] = damage;

            TrainingDivergedException exception = FluentActions.Invoking(() => trainer.Step(_text)).Should().Throw<TrainingDivergedException>().Which;
            exception.Update.Should().Be(8);
            exception.Message.Should().Contain("update 8").And.Contain("smaller learning rate");

            // An infinite bias of a unit does not give an infinite loss; another block may become damaged as a consequence.
            exception.BlockName.Should().NotBeNull();
            if (T.IsNaN(damage) && damaged.Entry.Role is not (ParameterRole.Bias or ParameterRole.RecurrentBias))
            {
                exception.BlockName.Should().Be(block);
                exception.Message.Should().Contain($"block {block}");
            }

            trainer.Update.Should().Be(7, "the update was not completed");
        }
    }

    [Fact]
    public void A_damaged_column_of_a_character_that_is_not_read_is_noticed_too()
    {
        Trainer<T> trainer = NewTrainer(_options);
        trainer.Model.Rnn.Parameters.InputWeights[3, 5] = T.NaN;

        FluentActions.Invoking(() => trainer.Step(_text)).Should().Throw<TrainingDivergedException>().Which.BlockName.Should().Be("U");
    }

    [Fact]
    public void A_loss_that_overflows_stops_although_every_parameter_is_finite()
    {
        // Two logits of ± the largest number are further apart than any number.
        Trainer<T> trainer = NewTrainer(_options);
        trainer.Model.Rnn.Parameters.OutputBias[_text[1]] = T.CreateChecked(Numbers.Choose<T>(-1.7e308, -3.4e38));
        trainer.Model.Rnn.Parameters.OutputBias[5] = T.CreateChecked(Numbers.Choose<T>(1.7e308, 3.4e38));

        TrainingDivergedException exception = FluentActions.Invoking(() => trainer.Step(_text)).Should().Throw<TrainingDivergedException>().Which;

        (exception.Update, exception.BlockName).Should().Be((1, null));
        exception.Message.Should().Contain("the loss");
    }

    [Fact]
    public void A_learning_rate_far_too_large_is_noticed_and_the_best_parameters_are_sound()
    {
        Trainer<T> trainer = NewTrainer(_options, Numbers.Choose<T>(1e308, 1e38));
        Action act = () => trainer.Train(_text);

        TrainingDivergedException exception = act.Should().Throw<TrainingDivergedException>().Which;

        exception.Update.Should().BeInRange(1, 10).And.Be(trainer.Update + 1);
        ShouldBeSound(trainer.Result());
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(5, true)]
    [InlineData(5, false)]
    [InlineData(8, true)]
    [InlineData(8, false)]
    public void After_a_divergence_the_best_parameters_are_those_of_a_healthy_update(int updates, bool resultInBetween)
    {
        Trainer<T> trainer = NewTrainer(_options);
        var snapshots = new Dictionary<long, RnnParameters<T>>();
        for (int i = 1; i <= updates; i++)
        {
            trainer.Step(_text);
            snapshots[i] = trainer.Model.Rnn.Parameters.Clone();
            _ = resultInBetween ? trainer.Result() : null;
        }

        trainer.Model.Rnn.Parameters.OutputBias[0] = T.NaN;
        FluentActions.Invoking(() => trainer.Step(_text)).Should().Throw<TrainingDivergedException>();

        TrainingResult<T> result = trainer.Result();
        ShouldBeSound(result);
        if (result.BestParameters is { } best)
        {
            Numbers.ShouldBeSame(best, snapshots[result.BestUpdate], "the best network");
        }
    }

    [Fact]
    public void A_divergence_costs_the_best_parameters_at_most_a_hundred_updates()
    {
        // The smooth loss falls from update to update, so every update is the best so far.
        Trainer<T> trainer = NewTrainer(_options);
        int[] text = Texts.Cyclic(500, 5);
        var snapshots = new Dictionary<long, RnnParameters<T>>();
        for (int i = 1; i <= 250; i++)
        {
            trainer.Step(text);
            snapshots[i] = trainer.Model.Rnn.Parameters.Clone();
        }

        trainer.Model.Rnn.Parameters.OutputBias[0] = T.NaN;
        FluentActions.Invoking(() => trainer.Step(text)).Should().Throw<TrainingDivergedException>();

        TrainingResult<T> result = trainer.Result();
        result.BestUpdate.Should().BeInRange(150, 250);
        Numbers.ShouldBeSame(result.BestParameters!, snapshots[result.BestUpdate], "the best network");
    }

    [Theory]
    [InlineData(0, 5, 1, "0 characters; 6 are needed")]
    [InlineData(5, 5, 1, "5 characters; 6 are needed")]
    [InlineData(17, 5, 3, "17 characters; 18 are needed")]
    [InlineData(100, 2_000_000, 1, "100 characters; 2000001 are needed")]
    public void A_text_too_short_for_one_window_is_refused_with_both_numbers(int length, int tau, int batch, string expected)
    {
        RnnModel<T> model = Networks.RandomModel<T>("ab", 1, seed: 1);
        var trainer = new Trainer<T>(model, new AdaGrad<T>(model.Rnn.Parameters.Architecture), new TrainingOptions { SequenceLength = tau, BatchSize = batch, MaxUpdates = 1 });

        FluentActions.Invoking(() => trainer.Step(new int[length])).Should().Throw<ArgumentException>().WithParameterName("text").WithMessage($"*{expected}*");
        FluentActions.Invoking(() => trainer.Train(new int[length])).Should().Throw<ArgumentException>().WithParameterName("text").WithMessage($"*{expected}*");
    }

    [Theory]
    [InlineData(0, -1)]
    [InlineData(3, 6)]
    [InlineData(5, 6)] // a target only
    [InlineData(33, 99)] // stream 1
    public void An_index_outside_the_vocabulary_is_refused_with_its_position_in_the_text(int position, int index)
    {
        Trainer<T> trainer = NewTrainer(_options with { BatchSize = 2 });
        int[] text = [.. _text];
        text[position] = index;
        RnnParameters<T> before = trainer.Model.Rnn.Parameters.Clone();

        FluentActions.Invoking(() => trainer.Step(text)).Should().Throw<ArgumentOutOfRangeException>()
            .WithParameterName("text").WithMessage($"*position {position} *0 to 5*").Which.ActualValue.Should().Be(index);

        Numbers.ShouldBeSame(trainer.Model.Rnn.Parameters, before, "the network");
        trainer.Update.Should().Be(0);
    }

    [Fact]
    public void Training_without_any_end_is_refused()
    {
        Trainer<T> trainer = NewTrainer(new TrainingOptions { SequenceLength = 5 });

        FluentActions.Invoking(() => trainer.Train(_text)).Should().Throw<ArgumentException>().WithMessage("*MaxUpdates*Epochs*");
    }

    [Fact]
    public void An_optimizer_for_another_architecture_is_refused()
    {
        RnnModel<T> model = Networks.RandomModel<T>("abcdef", 9, seed: 1);

        FluentActions.Invoking(() => new Trainer<T>(model, new AdaGrad<T>(Networks.Architecture(6, 8)), _options))
            .Should().Throw<ArgumentException>().WithParameterName("optimizer").WithMessage("*m = 8*m = 9*");
    }

    [Fact]
    public void Null_arguments_are_refused()
    {
        RnnModel<T> model = Networks.RandomModel<T>("abcdef", 9, seed: 1);

        FluentActions.Invoking(() => new Trainer<T>(null!, new AdaGrad<T>(model.Rnn.Parameters.Architecture))).Should().Throw<ArgumentNullException>().WithParameterName("model");
        FluentActions.Invoking(() => new Trainer<T>(model, null!)).Should().Throw<ArgumentNullException>().WithParameterName("optimizer");
    }

    private static void ShouldBeSound(TrainingResult<T> result)
    {
        if (result.BestUpdate == 0)
        {
            result.BestParameters.Should().BeNull();
            return;
        }

        foreach (ParameterBlock<T> block in result.BestParameters!.Blocks)
        {
            block.Values.ToArray().Count(T.IsFinite).Should().Be(block.Values.Length, "block {0} is sound", block.Name);
        }
    }

    private static Trainer<T> NewTrainer(TrainingOptions options, double learningRate = 0.1, RnnCell cell = RnnCell.Tanh, int layers = 1)
    {
        RnnModel<T> model = Networks.RandomModel<T>("abcdef", 9, seed: 1, cell: cell, layerCount: layers);
        return new Trainer<T>(model, new AdaGrad<T>(model.Rnn.Parameters.Architecture, learningRate), options);
    }
}

public sealed class TrainerFailureTestsDouble : TrainerFailureTests<double>;

public sealed class TrainerFailureTestsSingle : TrainerFailureTests<float>;
