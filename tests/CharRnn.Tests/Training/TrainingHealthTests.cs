using System.Numerics;
using CharRnn.Optimization;
using CharRnn.Persistence;
using CharRnn.Tests.Persistence;
using CharRnn.Training;

namespace CharRnn.Tests.Training;

/// <summary>Runs that cannot succeed stop with a message and do not overwrite a good checkpoint.</summary>
public abstract class TrainingHealthTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly EncodedText _text = EncodedText.FromText("the quick brown fox jumps over the lazy dog; the dog sleeps on and on and on.");

    [Theory]
    [InlineData(1e9)]
    [InlineData(1e30)]
    public void Step_with_an_absurd_learning_rate_stops_and_names_update_and_block(double learningRate)
    {
        Trainer<T> trainer = NewTrainer(learningRate, new TrainingOptions());

        Action act = () => Steps(trainer, 100);

        TrainingDivergedException failure = act.Should().Throw<TrainingDivergedException>().Which;
        failure.Update.Should().BeInRange(2, 10);
        "UWVbc".Should().Contain(failure.BlockName);
        failure.Message.Should().Contain($"At update {failure.Update} ").And.Contain($"block {failure.BlockName}").And.Contain("smaller learning rate");
    }

    [Fact]
    public void Step_with_a_damaged_parameter_stops_and_names_its_block()
    {
        Trainer<T> trainer = NewTrainer(0.1, new TrainingOptions());
        Steps(trainer, 3);
        trainer.Model.Rnn.Parameters.OutputWeights[1, 1] = T.NaN;

        Action act = () => Steps(trainer, 1);

        act.Should().Throw<TrainingDivergedException>().Where(failure => failure.Update == 4 && failure.BlockName == "V");
    }

    [Fact]
    public void A_run_that_diverges_keeps_its_last_good_checkpoint()
    {
        using var folder = new TemporaryFolder();
        Trainer<T> trainer = NewTrainer(0.1, new TrainingOptions());
        Steps(trainer, 5);
        Checkpoint.Save(folder["c"], trainer, _text);
        trainer.Model.Rnn.Parameters.HiddenBias[0] = T.PositiveInfinity;
        FluentActions.Invoking(() => Steps(trainer, 1)).Should().Throw<TrainingDivergedException>();

        Action save = () => Checkpoint.Save(folder["c"], trainer, _text);
        Action saveModel = () => trainer.Model.Save(folder["c"]);

        save.Should().Throw<InvalidOperationException>();
        saveModel.Should().Throw<InvalidOperationException>().WithMessage("*Block b*");
        Checkpoint.Resume<T>(folder["c"], _text).Update.Should().Be(5);
        folder.Names.Should().Equal("c");
    }

    [Fact]
    public void A_run_that_explodes_does_not_take_the_exploded_parameters_for_the_best()
    {
        Trainer<T> trainer = NewTrainer(1e9, new TrainingOptions());
        FluentActions.Invoking(() => Steps(trainer, 100)).Should().Throw<TrainingDivergedException>();

        TrainingResult<T> result = trainer.Result();

        result.BestUpdate.Should().Be(0);
        result.BestParameters.Should().BeNull();
    }

    [Theory]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("abababababababababababababababab")]
    public void Training_on_a_text_of_one_or_two_characters_is_healthy(string text)
    {
        EncodedText encoded = EncodedText.FromText(text);
        var parameters = new RnnParameters<T>(Networks.Architecture(encoded.Vocabulary.Count, 4));
        parameters.Randomize(new Random(1));
        var trainer = new Trainer<T>(new RnnModel<T>(encoded.Vocabulary, parameters), new AdaGrad<T>(parameters.Architecture), new TrainingOptions { MaxUpdates = 300 });

        double loss = trainer.Train(encoded).SmoothLoss;

        double.IsFinite(loss).Should().BeTrue();
        new TextGenerator<T>(trainer.Model, new Random(1)).Generate(4).Should().BeOneOf("aaaa", "abab", "baba");
    }

    [Fact]
    public void Training_on_a_text_that_is_too_short_says_how_many_characters_are_needed()
    {
        EncodedText text = EncodedText.FromText("a");
        var parameters = new RnnParameters<T>(Networks.Architecture(1, 4));
        var trainer = new Trainer<T>(new RnnModel<T>(text.Vocabulary, parameters), new AdaGrad<T>(parameters.Architecture));

        Action act = () => trainer.Step(text);

        act.Should().Throw<ArgumentException>().WithMessage("*1 character; 26 are needed*");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Training_on_an_encoded_text_and_on_its_indexes_gives_the_same_bits(int batch)
    {
        var options = new TrainingOptions { SequenceLength = 4, BatchSize = batch, Validation = ValidationSplit.Tail(0.2) };
        Trainer<T> encoded = NewTrainer(0.1, options), plain = NewTrainer(0.1, options);
        var indexes = new int[_text.Length];
        _text.CopyTo(0, indexes);
        for (int i = 0; i < 40; i++)
        {
            encoded.Step(_text).Should().Be(plain.Step(indexes));
        }

        ModelFileTests<T>.ShouldBeSame(encoded.Model.Rnn.Parameters, plain.Model.Rnn.Parameters);
        encoded.Validate(_text).Should().Be(plain.Validate(indexes));
    }

    [Fact]
    public void Training_on_a_text_with_another_vocabulary_throws()
    {
        Action act = () => NewTrainer(0.1, new TrainingOptions()).Step(EncodedText.FromText("the quick brown fox", Vocabulary.FromText("the quick brown fox!")));

        act.Should().Throw<ArgumentException>().WithParameterName("text");
    }

    private static void Steps(Trainer<T> trainer, int count)
    {
        for (int i = 0; i < count; i++)
        {
            trainer.Step(_text);
        }
    }

    private static Trainer<T> NewTrainer(double learningRate, TrainingOptions options)
    {
        var parameters = new RnnParameters<T>(Networks.Architecture(_text.Vocabulary.Count, 8));
        parameters.Randomize(new Random(1));
        return new Trainer<T>(new RnnModel<T>(_text.Vocabulary, parameters), new AdaGrad<T>(parameters.Architecture, learningRate), options);
    }
}

public sealed class TrainingHealthTestsDouble : TrainingHealthTests<double>;

public sealed class TrainingHealthTestsSingle : TrainingHealthTests<float>;
