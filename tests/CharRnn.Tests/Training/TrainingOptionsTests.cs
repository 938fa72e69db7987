using CharRnn.Training;

namespace CharRnn.Tests.Training;

public class TrainingOptionsTests
{
    public static TheoryData<string, Action> Refused => new()
    {
        { "SequenceLength", () => _ = new TrainingOptions { SequenceLength = 0 } },
        { "SequenceLength", () => _ = new TrainingOptions { SequenceLength = -1 } },
        { "BatchSize", () => _ = new TrainingOptions { BatchSize = 0 } },
        { "GradientLimit", () => _ = new TrainingOptions { GradientLimit = 0 } },
        { "GradientLimit", () => _ = new TrainingOptions { GradientLimit = -5 } },
        { "GradientLimit", () => _ = new TrainingOptions { GradientLimit = double.NaN } },
        { "GradientNormLimit", () => _ = new TrainingOptions { GradientNormLimit = 0 } },
        { "GradientNormLimit", () => _ = new TrainingOptions { GradientNormLimit = double.NaN } },
        { "MaxUpdates", () => _ = new TrainingOptions { MaxUpdates = -1 } },
        { "Epochs", () => _ = new TrainingOptions { Epochs = -1 } },
        { "Dropout", () => _ = new TrainingOptions { Dropout = -0.1 } },
        { "Dropout", () => _ = new TrainingOptions { Dropout = 1 } },
        { "Dropout", () => _ = new TrainingOptions { Dropout = double.NaN } },
        { "Smoothing", () => _ = new TrainingOptions { Smoothing = -0.1 } },
        { "Smoothing", () => _ = new TrainingOptions { Smoothing = 1 } },
        { "Smoothing", () => _ = new TrainingOptions { Smoothing = double.NaN } },
        { "HistoryEvery", () => _ = new TrainingOptions { HistoryEvery = -1 } },
        { "ReportEvery", () => _ = new TrainingOptions { ReportEvery = 0 } },
        { "SampleEvery", () => _ = new TrainingOptions { SampleEvery = -1 } },
        { "ThreadCount", () => _ = new TrainingOptions { ThreadCount = -1 } },
        { "ThreadCount", () => _ = new TrainingOptions { ThreadCount = 1025 } },
    };

    [Fact]
    public void Defaults_are_those_of_the_published_experiment()
        => new TrainingOptions().Should().BeEquivalentTo(new
        {
            SequenceLength = 25,
            BatchSize = 1,
            GradientLimit = 5.0,
            GradientNormLimit = double.PositiveInfinity,
            Dropout = 0.0,
            MaxUpdates = 0L,
            Epochs = 0,
            Smoothing = 0.999,
            SampleEvery = 0,
            KeepBest = true,
        });

    [Theory]
    [MemberData(nameof(Refused))]
    public void A_value_out_of_range_is_refused_by_the_name_of_the_option(string name, Action act)
        => act.Should().Throw<ArgumentOutOfRangeException>().WithParameterName(name);

    [Fact]
    public void Infinity_means_no_limit()
    {
        var options = new TrainingOptions { GradientLimit = double.PositiveInfinity, GradientNormLimit = double.PositiveInfinity };

        options.GradientLimit.Should().Be(double.PositiveInfinity);
        options.GradientNormLimit.Should().Be(double.PositiveInfinity);
    }
}
