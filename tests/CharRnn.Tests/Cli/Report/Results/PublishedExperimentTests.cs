using CharRnn.Cli.Report.Page;
using CharRnn.Cli.Report.Pictures;
using CharRnn.Cli.Report.Results;

namespace CharRnn.Tests.Cli.Report.Results;

/// <summary>Published figures are compared with new ones on the same text only; for another text they are a reference.</summary>
public sealed class PublishedExperimentTests
{
    [Theory]
    [InlineData(PublishedExperiment.Characters, PublishedExperiment.VocabularySize, true)]
    [InlineData(PublishedExperiment.Characters, 83, false)]
    [InlineData(1_115_394, PublishedExperiment.VocabularySize, false)]
    public void Pictures_show_published_points_of_the_same_text_only(int characters, int vocabularySize, bool shown)
    {
        ReportResults results = Results(characters, vocabularySize);

        var pictures = ReportPictures.Draw(results);

        pictures.Longish!.Wide.Light.Contains("published", StringComparison.Ordinal).Should().Be(shown);
        pictures.Updates!.Wide.Light.Contains("published", StringComparison.Ordinal).Should().Be(shown);
    }

    [Theory]
    [InlineData(PublishedExperiment.Characters, PublishedExperiment.VocabularySize, "published")]
    [InlineData(66_926, 58, "reference")]
    public void Tables_of_the_page_say_of_which_text_the_published_figures_are(int characters, int vocabularySize, string heading)
    {
        ReportResults results = Results(characters, vocabularySize);

        ReportPage page = PageBuilder.Build(results, new ReportPictures());

        Table[] tables = [.. page.Sections.Where(section => section.Id is "longish" or "updates").Select(section => section.Blocks.OfType<Table>().First())];
        tables.Should().HaveCount(2).And.OnlyContain(table => table.Headings[5] == heading);
        page.Note.Should().Contain("DD2424").And.Contain(PublishedExperiment.Source);
        page.Note.Contains("another text", StringComparison.Ordinal).Should().Be(heading.StartsWith("reference", StringComparison.Ordinal));
    }

    private static ReportResults Results(int characters, int vocabularySize) => new()
    {
        Settings = ReportSettings.Defaults,
        Text = new TextStatistics
        {
            Name = "a text",
            Fingerprint = "",
            Characters = characters,
            VocabularySize = vocabularySize,
            Frequencies = [new CharacterCount("a", 'a', characters)],
            Unigram = 3,
            Bigram = 2.4,
            Trigram = 1.9,
        },
        Longish = Outcome(20),
        Updates = Outcome(25),
    };

    private static TrainingOutcome Outcome(int sequenceLength) => new()
    {
        IsComplete = true,
        SequenceLength = sequenceLength,
        LossCharacters = sequenceLength,
        ParameterCount = 1,
        PlannedUpdates = 100_000,
        Updates = 100_000,
        SmoothLoss = 50,
        Milestones = [new Milestone(1, 100, "a"), new Milestone(10_000, 50, "a")],
        Epochs = [],
        Curve = new CurveColumns { Update = [1, 50_000, 100_000], Loss = [4, 2, 2], SmoothLoss = [4, 2.2, 2] },
    };
}
