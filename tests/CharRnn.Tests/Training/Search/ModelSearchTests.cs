using CharRnn.Optimization;
using CharRnn.Training;
using CharRnn.Training.Search;

namespace CharRnn.Tests.Training.Search;

public sealed class ModelSearchTests
{
    private static readonly EncodedText _text = EncodedText.FromText(string.Concat(Enumerable.Repeat("the cat sat on the mat; a bat ate the rat. ", 30)));

    private static readonly SearchOptions _options = new()
    {
        Spaces = [new()
        {
            Base = new() { HiddenSize = 8, Training = new() { SequenceLength = 10 } },
            LearningRate = NumberChoice.Between(1e-3, 1),
            HiddenSizes = [4, 8],
        }],
        TrialCount = 9,
        FirstEpochs = 0.5,
    };

    [Fact]
    public void Run_gives_the_same_whatever_the_number_of_threads()
    {
        var search = new ModelSearch<float>(_options);
        SearchResult<float> one = search.Run(_text, threadCount: 1), many = search.Run(_text, threadCount: 4);
        Lines(many).Should().Equal(Lines(one));
        Numbers.ShouldBeSame(many.Model.Rnn.Parameters, one.Model.Rnn.Parameters, "the winner");
    }

    [Fact]
    public void A_search_has_its_options_and_the_number_of_its_trials()
    {
        var random = new ModelSearch<float>(_options);
        var grid = new ModelSearch<float>(_options with { Strategy = SearchStrategy.Grid });

        random.Options.Should().Be(_options);
        random.TrialCount.Should().Be(9);
        grid.TrialCount.Should().Be(4, "two rates and two sizes");
        (NumberChoice.Between(1e-3, 1).IsRange, NumberChoice.Of(1e-3, 1).IsRange).Should().Be((true, false));
    }

    [Fact]
    public void Run_of_trials_that_all_diverge_says_so()
    {
        SearchOptions hopeless = _options with
        {
            Spaces = [new() { Base = new() { HiddenSize = 4, Optimizer = new() { Kind = OptimizerKind.Sgd, LearningRate = 1e12 } } }],
            TrialCount = 2,
        };

        new ModelSearch<float>(hopeless).Invoking(search => search.Run(_text)).Should().Throw<InvalidOperationException>().WithMessage("Every trial diverged*");
    }

    [Fact]
    public void CreateModel_without_a_standard_deviation_scales_the_weights_by_their_inputs()
    {
        RnnModel<double> model = new TrialSettings { HiddenSize = 5, StandardDeviation = null, Seed = 3 }.CreateModel<double>(_text.Vocabulary);
        var expected = new RnnParameters<double>(model.Rnn.Parameters.Architecture);
        expected.RandomizeScaled(new Random(3));

        Numbers.ShouldBeSame(model.Rnn.Parameters, expected, "the network");
    }

    [Fact]
    public void Run_sends_the_better_third_to_the_next_rung()
    {
        List<TrialResult> all = [];
        SearchResult<float> result = new ModelSearch<float>(_options).Run(_text, progress: new ImmediateProgress<TrialResult>(all.Add));
        all.Select(one => one.Job.Rung).Should().Equal(0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 2);
        all.GroupBy(one => one.Job.Rung).Select(rung => rung.First().Job.Epochs).Should().Equal(0.5, 1.5, 4.5);
        Trials(1).Should().BeEquivalentTo(all.Where(one => one.Job.Rung == 0).OrderBy(one => one.ValidationLoss).Take(3).Select(one => one.Job.Trial));
        Trials(2).Should().BeEquivalentTo(all.Where(one => one.Job.Rung == 1).OrderBy(one => one.ValidationLoss).Take(1).Select(one => one.Job.Trial));
        result.Ranking.Should().HaveCount(9).And.OnlyHaveUniqueItems(one => one.Job.Trial);
        result.Best.Should().Be(all[^1]);
        result.Ranking.Select(one => one.Job.Rung).Should().BeInDescendingOrder();

        IEnumerable<int> Trials(int rung) => all.Where(one => one.Job.Rung == rung).Select(one => one.Job.Trial);
    }

    [Fact]
    public void Run_goes_on_from_known_results_to_the_same_end()
    {
        var search = new ModelSearch<float>(_options);
        List<TrialResult> all = [];
        SearchResult<float> whole = search.Run(_text, progress: new ImmediateProgress<TrialResult>(all.Add), threadCount: 1);
        foreach (int count in (int[])[4, 10, 13])
        {
            // As read from a file, without the networks.
            TrialResult[] known = [.. all.Take(count).Select(result => SearchJson.ReadResult(SearchJson.Write(result)))];
            List<TrialResult> rest = [];
            SearchResult<float> resumed = search.Run(_text, known, new ImmediateProgress<TrialResult>(rest.Add), threadCount: 1);
            rest.Should().HaveCount(13 - count);
            Lines(resumed).Should().Equal(Lines(whole));
            Numbers.ShouldBeSame(resumed.Model.Rnn.Parameters, whole.Model.Rnn.Parameters, "the winner");
        }
    }

    [Fact]
    public void Jobs_run_elsewhere_make_the_same_search()
    {
        var search = new ModelSearch<float>(_options);
        List<TrialResult> known = [];
        for (IReadOnlyList<TrialJob> jobs; (jobs = search.PendingJobs(known)).Count > 0;)
        {
            // In any order.
            known.AddRange(jobs.Reverse().Select(job => ModelSearch<float>.RunJob(SearchJson.ReadJob(SearchJson.Write(job)), _text).Result));
        }

        Lines(search.Run(_text, known)).Should().Equal(Lines(search.Run(_text)));
        known.Should().HaveCount(search.JobCount);
    }

    [Fact]
    public void The_best_network_has_the_validation_loss_that_was_told()
    {
        SearchResult<double> result = new ModelSearch<double>(_options with { TrialCount = 3 }).Run(_text);
        int tail = (int)Math.Round(_text.Length * 0.1);
        var heldOut = new int[tail];
        _text.CopyTo(_text.Length - tail, heldOut);
        var workspace = new RnnWorkspace<double>(result.Model.Rnn.Parameters.Architecture, tail);
        double loss = result.Model.Rnn.Forward(heldOut.AsSpan(..^1), heldOut.AsSpan(1..), new double[result.Model.Rnn.StateSize], workspace);
        result.Best.ValidationLoss.Should().BeApproximately(loss / (tail - 1), 1e-12);
    }

    [Fact]
    public void A_schedule_that_spans_the_job_ends_with_it_on_every_rung()
    {
        SearchOptions options = _options with
        {
            TrialCount = 4,
            Spaces = [_options.Spaces[0] with
            {
                Base = _options.Spaces[0].Base with { ScheduleSpansJob = true, Optimizer = new() { Schedule = LearningRateSchedule.Cosine(7) } },
            }],
        };
        SearchResult<float> result = new ModelSearch<float>(options).Run(_text);

        // A run by hand: as many updates, the cosine as long as the run.
        TrialSettings settings = result.Best.Job.Settings;
        RnnModel<float> model = settings.CreateModel<float>(_text.Vocabulary);
        var optimizer = Optimizer.Create<float>(
            model.Rnn.Parameters.Architecture, settings.Optimizer with { Schedule = LearningRateSchedule.Cosine(result.Best.Updates) });
        var trainer = new Trainer<float>(model, optimizer, settings.Training with { Validation = options.Validation, MaxUpdates = result.Best.Updates });
        trainer.Train(_text);
        result.Best.Job.Rung.Should().Be(2);
        Numbers.ShouldBeSame(result.Model.Rnn.Parameters, model.Rnn.Parameters, "the winner");
        trainer.Validate(_text).Should().Be(result.Best.ValidationLoss);
    }

    [Fact]
    public void A_job_for_another_text_or_type_is_refused()
    {
        TrialJob job = new ModelSearch<float>(_options with { TextFingerprint = _text.Fingerprint, DataType = "F32" }).PendingJobs([])[0];
        ModelSearch<float>.RunJob(job with { Epochs = 0.1 }, _text).Result.Updates.Should().BePositive();
        FluentActions.Invoking(() => ModelSearch<float>.RunJob(job, EncodedText.FromText("some other text, which is long enough to be trained on")))
            .Should().Throw<ArgumentException>().WithParameterName("text").WithMessage("*another text*");
        FluentActions.Invoking(() => ModelSearch<double>.RunJob(job, _text)).Should().Throw<ArgumentException>().WithParameterName("job").WithMessage("*F32*F64*");
    }

    [Fact]
    public void Running_trials_tell_how_far_they_are()
    {
        var search = new ModelSearch<float>(_options with { TrialCount = 1, Rungs = 1, FirstEpochs = 3 });
        List<TrialProgressEventArgs> told = [];
        search.TrialProgressed += (_, progress) => told.Add(progress);
        TrialResult result = search.Run(_text, threadCount: 1).Best;

        told.Select(progress => progress.Updates).Should().Equal(Enumerable.Range(0, (int)((result.Updates + 63) / 64)).Select(i => i * 64L));
        told.Should().OnlyContain(progress => progress.PlannedUpdates == result.Updates && progress.Job == result.Job);
        told[0].SmoothLoss.Should().Be(double.NaN);
        told[^1].SmoothLoss.Should().BeInRange(0.1, 4);
    }

    [Fact]
    public void The_winner_is_right_when_a_result_of_a_lower_rung_has_been_lost()
    {
        var search = new ModelSearch<float>(_options);
        List<TrialResult> all = [];
        SearchResult<float> whole = search.Run(_text, progress: new ImmediateProgress<TrialResult>(all.Add), threadCount: 1);
        TrialResult[] known = [.. all.Where(one => one.Job.Rung != 1 || one.Job.Trial != whole.Best.Job.Trial)];
        known.Should().HaveCount(all.Count - 1);

        SearchResult<float> again = search.Run(_text, known);

        Numbers.ShouldBeSame(again.Model.Rnn.Parameters, whole.Model.Rnn.Parameters, "the winner");
    }

    [Fact]
    public void A_diverging_trial_comes_last_and_does_not_go_on()
    {
        SearchOptions options = _options with
        {
            Strategy = SearchStrategy.Grid,
            Rungs = 2,
            Reduction = 2,
            Spaces = [new()
            {
                Base = new()
                {
                    HiddenSize = 4,
                    Optimizer = new() { Kind = OptimizerKind.Sgd },
                    Training = new() { SequenceLength = 10, GradientLimit = double.PositiveInfinity },
                },
                LearningRate = NumberChoice.Of(1e38, 0.01, 3e38),
            }],
        };
        SearchResult<float> result = new ModelSearch<float>(options).Run(_text);
        result.Ranking.Select(one => one.Job.Trial).Should().Equal(1, 0, 2);
        result.Ranking.Select(one => one.Diverged).Should().Equal(false, true, true);
        result.Ranking.Select(one => one.Job.Rung).Should().Equal(1, 0, 0);
    }

    [Fact]
    public void Known_results_of_another_search_are_refused()
    {
        TrialJob job = new ModelSearch<float>(_options with { Seed = 1 }).PendingJobs([])[0];
        FluentActions.Invoking(() => new ModelSearch<float>(_options).PendingJobs([new() { Job = job }]))
            .Should().Throw<ArgumentException>().WithParameterName("known").WithMessage("*trial 0 on rung 0*");
    }

    [Fact]
    public void Run_stops_when_cancelled_and_tells_a_text_that_is_too_short()
    {
        using var source = new CancellationTokenSource();
        List<TrialResult> told = [];
        FluentActions.Invoking(() => new ModelSearch<float>(_options).Run(_text, progress: new ImmediateProgress<TrialResult>(Tell), threadCount: 1, cancellationToken: source.Token))
            .Should().Throw<OperationCanceledException>();
        told.Should().HaveCount(1);
        FluentActions.Invoking(() => new ModelSearch<float>(_options).Run(EncodedText.FromText("abc")))
            .Should().Throw<ArgumentException>().WithMessage("*characters*");
        FluentActions.Invoking(() => new ModelSearch<float>(_options with { Validation = ValidationSplit.None }))
            .Should().Throw<ArgumentException>().WithParameterName("options");

        void Tell(TrialResult result)
        {
            told.Add(result);
            source.Cancel();
        }
    }

    private static IEnumerable<string> Lines(SearchResult<float> result) => result.Ranking.Select(one => SearchJson.Write(one with { Seconds = 0 }));
}
