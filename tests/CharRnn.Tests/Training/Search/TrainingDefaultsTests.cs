using System.Globalization;
using CharRnn.Optimization;
using CharRnn.Training.Search;

namespace CharRnn.Tests.Training.Search;

/// <summary>The settings of a run for which none are given, as an independent program computed them from the formulas and the measured constants (docs/decisions).</summary>
public sealed class TrainingDefaultsTests
{
    /// <summary>Text length, cell, hidden units, layers, passes; then streams × τ, learning rate, factor of the input weights, dropout, weight decay.</summary>
    [Theory]
    [InlineData(66_926, RnnCell.Tanh, 100, 1, 29, "8 × 50, η 0.011, 9, p 0.1, λ 0")]
    [InlineData(66_926, RnnCell.Tanh, 512, 1, 29, "8 × 50, η 0.0032, 31, p 0.5, λ 0")]
    [InlineData(66_926, RnnCell.Tanh, 100, 3, 29, "8 × 50, η 0.0064, 8.9, p 0.3, λ 0")]
    [InlineData(66_926, RnnCell.Gru, 192, 1, 29, "8 × 64, η 0.016, 3, p 0.5, λ 0.02")]
    [InlineData(66_926, RnnCell.Gru, 64, 2, 5, "8 × 64, η 0.02, 1.2, p 0.1, λ 0.02")]
    [InlineData(66_926, RnnCell.Lstm, 128, 1, 29, "8 × 64, η 0.03, 1.7, p 0.5, λ 0.02")]
    [InlineData(66_926, RnnCell.Lstm, 128, 3, 8, "8 × 64, η 0.022, 1.4, p 0.35, λ 0.02")]
    [InlineData(100_000, RnnCell.Tanh, 100, 1, 10, "8 × 50, η 0.01, 9.9, p 0, λ 0")]
    [InlineData(1_115_394, RnnCell.Gru, 16, 1, 14, "32 × 64, η 0.02, 4.8, p 0.05, λ 0.02")]
    [InlineData(1_115_394, RnnCell.Tanh, 512, 1, 3, "16 × 50, η 0.0032, 44, p 0, λ 0")]
    [InlineData(1_115_394, RnnCell.Tanh, 50, 1, 12, "16 × 50, η 0.018, 7.8, p 0, λ 0")]
    [InlineData(1_115_394, RnnCell.Gru, 128, 2, 4, "32 × 64, η 0.012, 4, p 0.05, λ 0.02")]
    [InlineData(1_115_394, RnnCell.Gru, 16, 1, 16, "32 × 64, η 0.02, 4.8, p 0.05, λ 0")]
    [InlineData(1_115_394, RnnCell.Lstm, 512, 1, 5.5, "32 × 64, η 0.0094, 11, p 0.2, λ 0.02")]
    [InlineData(1_115_394, RnnCell.Lstm, 128, 2, 10, "32 × 64, η 0.027, 2.7, p 0.25, λ 0.02")]
    [InlineData(299_999, RnnCell.Gru, 128, 1, 8, "32 × 64, η 0.02, 4.8, p 0.15, λ 0.02")]
    [InlineData(300_000, RnnCell.Gru, 128, 1, 8, "32 × 64, η 0.02, 4.8, p 0.15, λ 0.02")]
    [InlineData(900, RnnCell.Tanh, 20, 1, 60, "1 × 50, η 0.013, 2.7, p 0.5, λ 0")]
    [InlineData(900, RnnCell.Lstm, 20, 1, 60, "1 × 50, η 0.03, none, p 0.5, λ 0.02")]
    public void Settings_follow_the_text_and_the_network(int textLength, RnnCell cell, int hiddenSize, int layers, double passes, string expected)
    {
        RnnArchitecture architecture = Networks.Architecture(60, hiddenSize, cell, layers);
        int length = TrainingDefaults.SequenceLength(textLength, cell), streams = TrainingDefaults.BatchSize(textLength, length, cell);
        OptimizerOptions optimizer = TrainingDefaults.Optimizer(textLength, architecture, (double)length * streams, passes);

        optimizer.Kind.Should().Be(OptimizerKind.Adam);
        optimizer.Schedule.Should().Be(new LearningRateSchedule { Shape = LearningRateShape.Cosine, WarmUp = 100 });
        string actual = string.Create(
            CultureInfo.InvariantCulture,
            $"{streams} × {length}, η {optimizer.LearningRate}, {optimizer.InputRateFactor?.ToString(CultureInfo.InvariantCulture) ?? "none"}, p {TrainingDefaults.Dropout(textLength, architecture, passes)}, λ {optimizer.WeightDecay}");
        actual.Should().Be(expected);
    }

    [Theory]
    [InlineData(RnnCell.Tanh, 0.25, true)]
    [InlineData(RnnCell.Gru, 1, false)]
    [InlineData(RnnCell.Lstm, 1, true)]
    public void Gradient_norm_limit_and_orthogonal_recurrence_follow_the_cell(RnnCell cell, double limit, bool isOrthogonal)
    {
        TrainingDefaults.GradientNormLimit(cell).Should().Be(limit);
        TrainingDefaults.OrthogonalRecurrence(cell).Should().Be(isOrthogonal);
    }

    [Theory]
    [InlineData(9_999, 50, 74)]
    [InlineData(10_000, 64, 74)]
    [InlineData(66_926, 64, 29)]
    [InlineData(300_000, 64, 14)]
    [InlineData(1_115_394, 64, 7)]
    [InlineData(20_000_000, 64, 3)]
    public void Window_and_passes_follow_the_length_of_the_text(int textLength, int sequenceLength, int epochs)
    {
        TrainingDefaults.SequenceLength(textLength, RnnCell.Gru).Should().Be(sequenceLength);
        TrainingDefaults.SequenceLength(textLength, RnnCell.Tanh).Should().Be(50);
        TrainingDefaults.Epochs(textLength).Should().Be(epochs);
        TrainingDefaults.IsLong(textLength).Should().Be(textLength >= 300_000);
    }

    [Theory]
    [InlineData(25, 0.999)]
    [InlineData(800, 0.968491)]
    public void Smoothing_covers_as_many_characters_as_the_published_rule(double charactersPerUpdate, double expected)
        => TrainingDefaults.Smoothing(charactersPerUpdate).Should().Be(expected);
}
