using CharRnn.Optimization;
using CharRnn.Training;
using CharRnn.Training.Search;

namespace CharRnn.Tests.Training.Search;

public sealed class TrialSettingsTests
{
    private static readonly EncodedText _text = EncodedText.FromText(string.Concat(Enumerable.Repeat("the cat sat on the mat; ", 60)));

    [Fact]
    public void New_settings_are_the_published_experiment()
    {
        var settings = new TrialSettings();
        settings.Should().BeEquivalentTo(new { HiddenSize = 100, Cell = RnnCell.Tanh, LayerCount = 1, StandardDeviation = 0.01, OrthogonalRecurrence = false, ScheduleSpansJob = false });
        (settings.Optimizer, settings.Training).Should().Be((new OptimizerOptions(), new TrainingOptions()));
    }

    [Fact]
    public void For_trains_a_network_to_its_end_in_one_call_more()
    {
        Trainer<float> trainer = TrialSettings.For(_text, hiddenSize: 20).CreateTrainer<float>(_text);

        TrainingResult<float> result = trainer.Train(_text);

        result.Epochs.Should().Be(trainer.Options.Epochs).And.BeGreaterThan(2);
        result.NatsPerCharacter.Should().BeLessThan(0.3, "the text repeats 24 characters");
        ((Optimizer<float>)trainer.Optimizer).NextLearningRate.Should().BeApproximately(0, 1e-9, "the cosine ends where the run ends");
    }

    [Fact]
    public void CreateTrainer_of_a_model_trains_that_one_further_whatever_the_settings_say_about_a_network()
    {
        RnnModel<float> model = Networks.RandomModel<float>(_text.Vocabulary.ToString(), m: 5, seed: 1, cell: RnnCell.Gru);
        TrialSettings settings = TrialSettings.For(_text, hiddenSize: 20, RnnCell.Lstm);

        Trainer<float> trainer = settings.CreateTrainer(_text, model);

        trainer.Model.Should().BeSameAs(model);
        trainer.Update.Should().Be(0);
        trainer.Options.Should().Be(settings.Training);
        ((Optimizer<float>)trainer.Optimizer).LearningRate.Should().Be(settings.Optimizer.LearningRate);
        trainer.Step(_text).Update.Should().Be(1);
    }

    [Theory]
    [InlineData(1_115_394, 16, 7)] // tinyshakespeare
    [InlineData(66_926, 8, 29)] // the built-in story
    [InlineData(1_000, 1, 234)]
    [InlineData(20_000_000, 16, 3)]
    public void For_chooses_streams_and_passes_by_the_length_of_the_text(int length, int streams, int epochs)
    {
        var vocabulary = Vocabulary.FromText("ab");
        TrainingOptions training = TrialSettings.For(EncodedText.FromIndexes(new int[length], vocabulary)).Training;
        (training.BatchSize, training.Epochs).Should().Be((streams, epochs));
    }

    [Fact]
    public void For_gives_larger_networks_smaller_updates_and_longer_texts_a_smaller_rate()
    {
        EncodedText million = EncodedText.FromIndexes(new int[1_100_000], Vocabulary.FromText("ab"));
        double Rate(int m, RnnCell cell = RnnCell.Tanh, int layers = 1, int? batch = null, EncodedText? text = null)
            => TrialSettings.For(text ?? million, m, cell, layers, sequenceLength: 50, batchSize: batch ?? 16).Optimizer.LearningRate!.Value;

        Rate(100).Should().BeApproximately(0.011, 1e-9);
        Rate(10).Should().Be(0.02, "no rate is larger");
        Rate(400, text: _text).Should().BeApproximately(Math.Sqrt(2) * Rate(400), 2e-4);
        Rate(400, RnnCell.Gru, text: _text).Should().BeApproximately(2 * Rate(400, RnnCell.Gru), 2e-4);
        foreach (RnnCell cell in Enum.GetValues<RnnCell>())
        {
            Rate(256, cell, text: Text(20_000_000)).Should().Be(Rate(256, cell), "no text gets a rate below that of a long one");
            Rate(512, cell).Should().BeLessThan(Rate(256, cell));
            Rate(256, cell, layers: 2).Should().BeLessThan(Rate(256, cell));
            Rate(256, cell, batch: 1).Should().BeApproximately(Rate(256, cell) / 4, Rate(256, cell) / 40, "rates have two digits");
        }
    }

    [Fact]
    public void For_gives_the_weights_of_the_characters_the_same_rate_in_networks_of_every_size()
    {
        EncodedText million = EncodedText.FromIndexes(new int[1_100_000], Vocabulary.FromText("ab"));
        double InputRate(int m, RnnCell cell, int layers = 1, int batch = 16)
        {
            OptimizerOptions optimizer = TrialSettings.For(million, m, cell, layers, sequenceLength: 50, batchSize: batch).Optimizer;
            return optimizer.LearningRate!.Value * (optimizer.InputRateFactor ?? 1);
        }

        foreach ((RnnCell cell, double rate) in (ReadOnlySpan<(RnnCell, double)>)[(RnnCell.Tanh, 0.14), (RnnCell.Gru, 0.06), (RnnCell.Lstm, 0.065)])
        {
            foreach (int m in (ReadOnlySpan<int>)[32, 100, 512, 2000])
            {
                InputRate(m, cell).Should().BeApproximately(rate, 0.05 * rate, $"of {cell} with {m} units; factors have two digits");
                InputRate(m, cell, layers: 4).Should().BeApproximately(rate / (cell == RnnCell.Gru ? 4 : 2), 0.05 * rate);
                InputRate(m, cell, batch: 4).Should().BeApproximately(rate / 2, 0.05 * rate);
            }
        }
    }

    [Fact]
    public void For_gives_tanh_layers_dropout_by_passes_and_parameters()
    {
        EncodedText story = EncodedText.FromIndexes(new int[66_926], Vocabulary.FromText("ab"));
        double Dropout(int m, double passes) => TrialSettings.For(story, m, passes: passes).Training.Dropout;

        Dropout(512, 2).Should().Be(0);
        Dropout(512, 12).Should().Be(0.2);
        Dropout(512, 100).Should().Be(0.5, "no more is good for any network");
        int[] sizes = [50, 100, 200, 256, 400, 512];
        sizes.Select(m => Dropout(m, 29)).Should().Equal(0, 0.05, 0.2, 0.3, 0.45, 0.5);
    }

    [Theory]
    [InlineData(9_999, RnnCell.Gru, 50)]
    [InlineData(10_000, RnnCell.Gru, 64)]
    [InlineData(10_000, RnnCell.Lstm, 64)]
    [InlineData(10_000, RnnCell.Tanh, 50)]
    public void For_gives_gated_cells_longer_windows_unless_the_text_is_tiny(int length, RnnCell cell, int expected)
        => TrialSettings.For(Text(length), 20, cell).Training.SequenceLength.Should().Be(expected);

    [Theory]
    [InlineData(RnnCell.Tanh, 30_000, 16, 8)] // 234 updates in a pass; twice as many streams would leave 117
    [InlineData(RnnCell.Gru, 60_000, 16, 32)]
    [InlineData(RnnCell.Gru, 51_199, 16, 16)]
    [InlineData(RnnCell.Gru, 51_200, 16, 32)]
    [InlineData(RnnCell.Gru, 10, 16, 1)]
    [InlineData(RnnCell.Tanh, 1_000_000, 10, 16)]
    [InlineData(RnnCell.Lstm, 1_000_000, 10, 32)]
    public void For_chooses_a_power_of_two_streams_that_leaves_enough_updates(RnnCell cell, int length, int sequenceLength, int expected)
        => TrialSettings.For(Text(length), 20, cell, sequenceLength: sequenceLength).Training.BatchSize.Should().Be(expected);

    [Theory]
    [InlineData(RnnCell.Tanh, 60_000, 10, 0)]
    [InlineData(RnnCell.Gru, 60_000, 10, 0.02)]
    [InlineData(RnnCell.Lstm, 60_000, 30, 0.02)]
    [InlineData(RnnCell.Lstm, 1_000_000, 14, 0.02)]
    [InlineData(RnnCell.Gru, 1_000_000, 14.1, 0)]
    [InlineData(RnnCell.Tanh, 1_000_000, 3, 0)]
    public void For_decays_the_weights_of_gated_cells_but_for_very_many_passes_over_a_long_text(RnnCell cell, int length, double passes, double expected)
        => TrialSettings.For(Text(length), 20, cell, passes: passes).Optimizer.WeightDecay.Should().Be(expected);

    /// <summary>A network with as many parameters as the text has characters has the whole dropout of its passes, a smaller one less.</summary>
    [Theory]
    [InlineData(RnnCell.Gru, 100, 2, 0)]
    [InlineData(RnnCell.Gru, 100, 7, 0.2)]
    [InlineData(RnnCell.Lstm, 100, 7, 0.3)]
    [InlineData(RnnCell.Lstm, 8, 7, 0.1)]
    [InlineData(RnnCell.Lstm, 100, 30, 0.5)]
    [InlineData(RnnCell.Gru, 100, 0.5, 0)]
    public void For_gives_gated_cells_dropout_by_passes_and_parameters(RnnCell cell, int m, double passes, double expected)
        => TrialSettings.For(Text(5_000), m, cell, passes: passes).Training.Dropout.Should().Be(expected);

    [Theory]
    [InlineData(RnnCell.Tanh, 0.25, true)]
    [InlineData(RnnCell.Gru, 1, false)]
    [InlineData(RnnCell.Lstm, 1, true)]
    public void For_shortens_the_gradient_and_makes_W_orthogonal_by_the_cell(RnnCell cell, double norm, bool isOrthogonal)
    {
        TrialSettings settings = TrialSettings.For(_text, 20, cell);
        (settings.Training.GradientNormLimit, settings.OrthogonalRecurrence).Should().Be((norm, isOrthogonal));
    }

    [Fact]
    public void For_names_a_factor_for_the_weights_of_the_characters_only_if_it_is_above_1()
    {
        OptimizerOptions Options(int m) => TrialSettings.For(Text(1_100_000), m, RnnCell.Gru, sequenceLength: 50, batchSize: 16).Optimizer;

        Options(32).Should().Match<OptimizerOptions>(options => options.LearningRate == 0.02 && options.InputRateFactor == 3);
        TrialSettings.For(Text(1_100_000), 1000, RnnCell.Gru).Optimizer.InputRateFactor.Should().BeGreaterThan(10);
    }

    [Theory]
    [InlineData(25, 1, 0.999)] // the published rule
    [InlineData(50, 16, 0.96849)]
    [InlineData(1, 1, 0.99996)]
    [InlineData(5000, 64, 3e-6)]
    public void For_smooths_the_loss_over_as_many_characters_whatever_an_update_reads(int tau, int streams, double expected)
        => TrialSettings.For(_text, sequenceLength: tau, batchSize: streams).Training.Smoothing.Should().BeApproximately(expected, 1e-5);

    [Fact]
    public void The_shown_loss_of_many_streams_stays_near_that_of_the_last_windows()
    {
        EncodedText text = EncodedText.FromText(string.Concat(Enumerable.Repeat("the cat sat on the mat; ", 4000)));
        TrialSettings settings = TrialSettings.For(text, hiddenSize: 20, sequenceLength: 50, batchSize: 16);
        TrainingResult<float> result = (settings with { Training = settings.Training with { Epochs = 3, HistoryEvery = 1 } }).CreateTrainer<float>(text).Train(text);

        double windows = result.LossHistory.TakeLast(30).Average(point => point.Loss);
        result.NatsPerCharacter.Should().BeInRange(windows, windows + 0.05);
    }

    [Fact]
    public void For_has_one_seed_for_everything_random_and_WithSeed_changes_all_of_it()
    {
        TrialSettings settings = TrialSettings.For(_text), other = settings.WithSeed(7);
        (settings.Seed, settings.Training.ShuffleSeed).Should().Be((1, 1L));
        (other.Seed, other.Training.ShuffleSeed).Should().Be((7, 7L));
        other.WithSeed(1).Should().Be(settings, "nothing else changes");
    }

    [Fact]
    public void Settings_for_a_text_are_the_same_after_a_line_of_JSON()
    {
        TrialSettings settings = TrialSettings.For(_text, 33, RnnCell.Gru, 2);
        SearchJson.ReadSettings(SearchJson.Write(settings)).Should().Be(settings);
    }

    [Fact]
    public void CreateTrainer_refuses_a_schedule_that_spans_a_run_without_an_end()
    {
        TrialSettings settings = TrialSettings.For(_text) with { Training = new TrainingOptions() };
        FluentActions.Invoking(() => settings.CreateTrainer<float>(_text)).Should().Throw<InvalidOperationException>().WithMessage("*nothing ends the run*");
    }

    [Fact]
    public void CreateModel_makes_W_orthogonal_only_where_asked_to_and_draws_the_same_numbers()
    {
        TrialSettings settings = new() { HiddenSize = 6, StandardDeviation = null, Seed = 4 };
        RnnParameters<double> plain = settings.CreateModel<double>(_text.Vocabulary).Rnn.Parameters;
        RnnParameters<double> orthogonal = (settings with { OrthogonalRecurrence = true }).CreateModel<double>(_text.Vocabulary).Rnn.Parameters;

        orthogonal.RecurrentWeights.Determinant().Should().Match(d => Math.Abs(Math.Abs(d) - 1) < 1e-12);
        orthogonal.InputWeights.Equals(plain.InputWeights).Should().BeTrue();
        plain.RecurrentWeights.Equals(orthogonal.RecurrentWeights).Should().BeFalse();
    }

    private static EncodedText Text(int length) => EncodedText.FromIndexes(new int[length], Vocabulary.FromText("ab"));

    [Theory]
    [InlineData(0)]
    [InlineData(101)]
    public void LayerCount_out_of_range_is_refused_by_name(int layers)
        => FluentActions.Invoking(() => new TrialSettings { LayerCount = layers }).Should().Throw<ArgumentOutOfRangeException>().WithParameterName("LayerCount");
}
