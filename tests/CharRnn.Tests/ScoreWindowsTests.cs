namespace CharRnn.Tests;

/// <summary>A text read in windows, each from the zero state.</summary>
public sealed class ScoreWindowsTests
{
    private const string Novel = "the cat sat on the mat; a bat ate the rat. the dog sat on the log and the cat ran.";
    private readonly RnnModel<double> _model = Networks.RandomModel<double>(Novel, 8, seed: 2, standardDeviation: 0.4);

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(81)]
    [InlineData(1000)]
    public void Loss_is_that_of_the_windows_scored_one_by_one(int length)
    {
        EncodedText text = EncodedText.FromText(Novel);
        double expected = 0;
        List<double> each = [];
        for (int start = 0; start < Novel.Length - 1; start += length)
        {
            var losses = new double[Math.Min(length, Novel.Length - 1 - start)];
            expected += _model.Score(_model.Vocabulary.Encode(Novel.AsSpan(start, losses.Length + 1)), losses).TotalLoss;
            each.AddRange(losses);
        }

        double[] told = new double[Novel.Length];
        TextScore score = _model.ScoreWindows(text, length, (position, losses) => losses.CopyTo(told.AsSpan(position)));

        score.PredictionCount.Should().Be(Novel.Length - 1);
        score.TotalLoss.Should().BeApproximately(expected, 1e-10);
        told.Skip(1).Zip(each, (one, other) => Math.Abs(one - other)).Max().Should().BeLessThan(1e-12);
    }

    [Fact]
    public void One_window_longer_than_the_text_is_the_whole_text()
        => _model.ScoreWindows(EncodedText.FromText(Novel), int.MaxValue).TotalLoss.Should().BeApproximately(_model.Score(Novel).TotalLoss, 1e-10);

    [Fact]
    public void Wrong_arguments_are_refused()
    {
        FluentActions.Invoking(() => _model.ScoreWindows(null!, 5)).Should().Throw<ArgumentNullException>().WithParameterName("text");
        FluentActions.Invoking(() => _model.ScoreWindows(EncodedText.FromText(Novel), 0)).Should().Throw<ArgumentOutOfRangeException>().WithParameterName("windowLength");
        FluentActions.Invoking(() => _model.ScoreWindows(EncodedText.FromText("xyz"), 5)).Should().Throw<ArgumentException>().WithParameterName("text");
    }
}
