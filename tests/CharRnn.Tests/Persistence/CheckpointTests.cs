using System.Numerics;
using System.Runtime.InteropServices;
using CharRnn.Optimization;
using CharRnn.Persistence;
using CharRnn.Training;

namespace CharRnn.Tests.Persistence;

public abstract class CheckpointTests<T> : CheckpointRun<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static TheoryData<string, int> Runs
    {
        get
        {
            var runs = new TheoryData<string, int>();
            foreach (string name in (string[])["AdaGrad", "Sgd", "SgdMomentum", "RmsProp", "Adam", "AdamCosine"])
            {
                foreach (int batch in (int[])[1, 3])
                {
                    runs.Add(name, batch);
                }
            }

            return runs;
        }
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public void Resume_goes_on_with_the_same_bits_for_every_optimizer_and_batch(string optimizer, int batch)
        => ResumeAndCompare(Optimizers(optimizer), new TrainingOptions { SequenceLength = 7, BatchSize = batch, HistoryEvery = 3, SampleEvery = 10 });

    [Theory]
    [InlineData("validation")]
    [InlineData("shuffled")]
    [InlineData("random")]
    [InlineData("documents")]
    [InlineData("shuffled documents")]
    [InlineData("dropout")]
    [InlineData("growing windows")]
    [InlineData("mean loss")]
    [InlineData("norm")]
    [InlineData("random offset")]
    [InlineData("average")]
    [InlineData("test part")]
    [InlineData("no best")]
    [InlineData("threads")]
    public void Resume_goes_on_with_the_same_bits_for_every_way_to_train(string way)
    {
        var options = new TrainingOptions { SequenceLength = 6, BatchSize = 2, HistoryEvery = 5 };
        options = way switch
        {
            "validation" => options with { Validation = ValidationSplit.Tail(0.2) },
            "shuffled" => options with { ChunkOrder = ChunkOrder.Shuffled, ChunkLength = 20, ShuffleSeed = 5, Validation = ValidationSplit.EveryNth(4, 50) },
            "random" => options with { ChunkOrder = ChunkOrder.Random, ChunkLength = 30, ShuffleSeed = -5 },
            "documents" => options with { EndOfText = TextDocuments.EndOfText },
            "shuffled documents" => options with { EndOfText = TextDocuments.EndOfText, ChunkOrder = ChunkOrder.Shuffled, ShuffleSeed = 7, SequenceLength = 50, Validation = ValidationSplit.Spread(0.2) },
            "dropout" => options with { Dropout = 0.3, ShuffleSeed = 3, EndOfText = TextDocuments.EndOfText },
            "growing windows" => options with { SequenceLengths = [3, 6, 9] },
            "mean loss" => options with { LossReduction = LossReduction.Mean, Smoothing = 0.9 },
            "norm" => options with { GradientNormLimit = 1, GradientLimit = double.PositiveInfinity },
            "random offset" => options with { WindowOffset = WindowOffset.Random, ShuffleSeed = 11 },
            "average" => options with { AveragedShare = 0.3, Validation = ValidationSplit.Tail(0.2) },
            "test part" => options with { Test = ValidationSplit.Tail(0.1), Validation = ValidationSplit.Spread(0.1) },
            "no best" => options with { KeepBest = false },
            _ => options with { ThreadCount = 2 },
        };

        ResumeAndCompare(new OptimizerOptions { Kind = OptimizerKind.Adam, LearningRate = 0.01 }, options);
    }

    [Theory]
    [InlineData("spread")]
    [InlineData("tail")]
    [InlineData("every")]
    [InlineData("range")]
    [InlineData("parts")]
    public void Resume_goes_on_with_the_same_bits_for_every_split(string kind)
        => ResumeAndCompare(
            new OptimizerOptions { Kind = OptimizerKind.Adam },
            new TrainingOptions
            {
                SequenceLength = 6,
                BatchSize = 2,
                Validation = kind switch
                {
                    "spread" => ValidationSplit.Spread(0.2),
                    "tail" => ValidationSplit.Tail(0.2),
                    "every" => ValidationSplit.EveryNth(4, 50),
                    "range" => ValidationSplit.Range(0.4, 0.6),
                    _ => ValidationSplit.PerPart(4, 0.2),
                },
            });

    [Fact]
    public void Resume_to_a_later_end_with_the_schedule_of_that_end_learns_on_and_records_it()
    {
        var options = new OptimizerOptions { Kind = OptimizerKind.Adam, Schedule = LearningRateSchedule.Cosine(20) };
        Trainer<T> trainer = NewTrainer(options, new TrainingOptions { MaxUpdates = 20 });
        trainer.Train(Text);
        Checkpoint.Save(Folder["c"], trainer, Text);

        Trainer<T> resumed = Checkpoint.Resume<T>(Folder["c"], Text, kept => kept with { MaxUpdates = 40 });
        var optimizer = (Optimizer<T>)resumed.Optimizer;
        optimizer.NextLearningRate.Should().BeLessThan(1e-12, "the cosine is over");
        optimizer.Schedule = optimizer.Schedule.EndingAt(40);
        optimizer.NextLearningRate.Should().BeApproximately(0.0005, 1e-9, "half of a cosine over 40 updates from 0.001");
        resumed.Train(Text);
        Checkpoint.Save(Folder["c"], resumed, Text);

        resumed.Model.Rnn.Parameters.Blocks[0].Values.SequenceEqual(trainer.Model.Rnn.Parameters.Blocks[0].Values).Should().BeFalse();
        ModelFile.Inspect(Folder["c"]).Checkpoint!.Optimizer!.Schedule.Period.Should().Be(40);
    }

    [Fact]
    public void Resume_before_the_first_update_is_the_whole_run()
    {
        Trainer<T> trainer = NewTrainer(new OptimizerOptions(), new TrainingOptions());
        Checkpoint.Save(Folder["c"], trainer, Text);
        Trainer<T> resumed = Checkpoint.Resume<T>(Folder["c"], Text);

        Steps(trainer, 5);
        Steps(resumed, 5);

        ShouldBeSame(resumed, trainer);
    }

    [Fact]
    public void Save_does_not_disturb_the_run()
    {
        Trainer<T> saved = NewTrainer(new OptimizerOptions(), new TrainingOptions()), untouched = NewTrainer(new OptimizerOptions(), new TrainingOptions());
        for (int i = 0; i < 30; i++)
        {
            Steps(saved, 1);
            Checkpoint.Save(Folder["c"], saved, Text);
            Steps(untouched, 1);
        }

        ShouldBeSame(saved, untouched);
    }

    [Fact]
    public void Resume_continues_to_a_larger_limit()
    {
        Trainer<T> trainer = NewTrainer(new OptimizerOptions(), new TrainingOptions { MaxUpdates = 20 });
        trainer.Train(Text);
        Checkpoint.Save(Folder["c"], trainer, Text);

        Trainer<T> resumed = Checkpoint.Resume<T>(Folder["c"], Text, options => options with { MaxUpdates = 50 });
        resumed.Train(Text);

        Trainer<T> whole = NewTrainer(new OptimizerOptions(), new TrainingOptions { MaxUpdates = 50 });
        whole.Train(Text);
        ShouldBeSame(resumed, whole);
    }

    [Fact]
    public void Resume_with_another_schedule_goes_on_at_its_rate()
    {
        Trainer<T> trainer = NewTrainer(new OptimizerOptions { Schedule = LearningRateSchedule.Cosine(20) }, new TrainingOptions { MaxUpdates = 20 });
        trainer.Train(Text);
        Checkpoint.Save(Folder["c"], trainer, Text);
        LearningRateSchedule longer = LearningRateSchedule.Cosine(40);

        Trainer<T> planned = Checkpoint.Resume<T>(Folder["c"], Text, options => options with { MaxUpdates = 22 });
        Trainer<T> again = Checkpoint.Resume<T>(Folder["c"], Text, options => options with { MaxUpdates = 22 }, rule => rule with { LearningRate = 0.05, Schedule = longer });
        planned.Train(Text);
        again.Train(Text);

        // At the end of its cosine a run no longer changes; the longer run is only half finished.
        planned.Model.Rnn.Parameters.Blocks[0].Values.SequenceEqual(trainer.Model.Rnn.Parameters.Blocks[0].Values).Should().BeTrue();
        again.Model.Rnn.Parameters.Blocks[0].Values.SequenceEqual(trainer.Model.Rnn.Parameters.Blocks[0].Values).Should().BeFalse();
        Checkpoint.Save(Folder["d"], again, Text);
        ModelFile.Inspect(Folder["d"]).Checkpoint!.Optimizer.Should().Match<OptimizerOptions>(rule => rule.Schedule == longer && rule.LearningRate == 0.05);
    }

    [Fact]
    public void Resume_with_another_rule_is_refused()
    {
        Checkpoint.Save(Folder["c"], NewTrainer(new OptimizerOptions(), new TrainingOptions()), Text);

        Action act = () => Checkpoint.Resume<T>(Folder["c"], Text, adjustOptimizer: rule => rule with { Kind = OptimizerKind.Adam });

        act.Should().Throw<ArgumentException>().WithParameterName("adjustOptimizer").WithMessage("*another rule would not be the same run*");
    }

    [Fact]
    public void Samples_of_a_resumed_run_are_those_of_the_run_that_went_on()
    {
        var options = new TrainingOptions { SampleEvery = 10, MaxUpdates = 40 };
        List<string> Samples(Trainer<T> trainer)
        {
            var samples = new List<string>();
            trainer.SampleDue += (_, sample) => samples.Add(sample.Generate(30, seed: 5));
            trainer.Train(Text);
            return samples;
        }

        Trainer<T> first = NewTrainer(new OptimizerOptions(), options with { MaxUpdates = 20 });
        List<string> interrupted = Samples(first);
        Checkpoint.Save(Folder["c"], first, Text);
        interrupted.AddRange(Samples(Checkpoint.Resume<T>(Folder["c"], Text, kept => kept with { MaxUpdates = 40 })));

        interrupted.Should().Equal(Samples(NewTrainer(new OptimizerOptions(), options))).And.HaveCount(5).And.OnlyHaveUniqueItems();
    }

    [Fact]
    public void A_checkpoint_is_a_model_file_too_and_says_where_the_run_stands()
    {
        Trainer<T> trainer = NewTrainer(new OptimizerOptions { Kind = OptimizerKind.RmsProp }, new TrainingOptions { SequenceLength = 9 });
        Steps(trainer, 12);
        Checkpoint.Save(Folder["c"], trainer, Text, new Dictionary<string, string> { ["seed"] = "7" });

        RnnModel<T> model = RnnModel<T>.Load(Folder["c"]);
        ModelFileInfo info = ModelFile.Inspect(Folder["c"]);

        ModelFileTests<T>.ShouldBeSame(model.Rnn.Parameters, trainer.Model.Rnn.Parameters);
        info.IsCheckpoint.Should().BeTrue();
        info.Settings.Should().Equal(new Dictionary<string, string> { ["seed"] = "7" });
        info.Checkpoint!.Updates.Should().Be(12);
        info.Checkpoint.Options.SequenceLength.Should().Be(9);
        info.Checkpoint.Optimizer!.Kind.Should().Be(OptimizerKind.RmsProp);
        info.Checkpoint.TextFingerprint.Should().Be(Text.Fingerprint);
        info.Checkpoint.SmoothLoss.Should().Be(trainer.SmoothLoss);
        TrainingResult<T> result = trainer.Result();
        (info.Checkpoint.BestSmoothLoss, info.Checkpoint.BestUpdate).Should().Be((result.BestSmoothLoss, result.BestUpdate));
        (info.Checkpoint.Epochs, info.Checkpoint.TextLength).Should().Be((0, Text.Length));
    }

    private static OptimizerOptions Optimizers(string name) => name switch
    {
        "Sgd" => new() { Kind = OptimizerKind.Sgd },
        "SgdMomentum" => new() { Kind = OptimizerKind.Sgd, Momentum = 0.9, Schedule = LearningRateSchedule.Step(10, 0.7) },
        "RmsProp" => new() { Kind = OptimizerKind.RmsProp, EpsilonPlacement = EpsilonPlacement.OutsideRoot },
        "Adam" => new() { Kind = OptimizerKind.Adam, WeightDecay = 0.1 },
        "AdamCosine" => new() { Kind = OptimizerKind.Adam, Schedule = LearningRateSchedule.Cosine(100, 0.1) with { WarmUp = 40 } },
        _ => new() { Kind = OptimizerKind.AdaGrad, InitialAccumulator = 0.1 },
    };

    /// <summary>2N updates against N, a file, a new trainer from it, and N more; N is chosen so that epochs end before and after.</summary>
    private void ResumeAndCompare(OptimizerOptions optimizer, TrainingOptions options)
    {
        const int Half = 137;
        Trainer<T> whole = NewTrainer(optimizer, options), first = NewTrainer(optimizer, options);
        Steps(first, Half);
        Checkpoint.Save(Folder["c"], first, Text);
        Trainer<T> second = Checkpoint.Resume<T>(Folder["c"], Text);
        List<double> expected = Steps(whole, 2 * Half)[Half..];

        List<double> actual = Steps(second, Half);

        actual.Should().Equal(expected);
        ShouldBeSame(second, whole);
        Checkpoint.Save(Folder["second"], second, Text);
        Checkpoint.Save(Folder["whole"], whole, Text);
        if (options.ThreadCount == 0)
        {
            File.ReadAllBytes(Folder["second"]).AsSpan().SequenceEqual(File.ReadAllBytes(Folder["whole"])).Should().BeTrue("the files are the same");
        }
    }

    private static void ShouldBeSame(Trainer<T> actual, Trainer<T> expected)
    {
        (actual.Update, actual.Epoch, actual.Position).Should().Be((expected.Update, expected.Epoch, expected.Position));
        BitConverter.DoubleToInt64Bits(actual.SmoothLoss).Should().Be(BitConverter.DoubleToInt64Bits(expected.SmoothLoss));
        MemoryMarshal.AsBytes(actual.State).SequenceEqual(MemoryMarshal.AsBytes(expected.State)).Should().BeTrue();
        ModelFileTests<T>.ShouldBeSame(actual.Model.Rnn.Parameters, expected.Model.Rnn.Parameters);
        actual.LossHistory.Should().Equal(expected.LossHistory);
        actual.EpochHistory.Should().Equal(expected.EpochHistory);
        TrainingResult<T> result = actual.Result(), reference = expected.Result();
        (result.BestSmoothLoss, result.BestUpdate, result.BestEpoch).Should().Be((reference.BestSmoothLoss, reference.BestUpdate, reference.BestEpoch));
        ShouldBeSame(result.BestParameters, reference.BestParameters);
        ShouldBeSame(result.BestValidationParameters, reference.BestValidationParameters);
        string Sample(Trainer<T> trainer) => new TextGenerator<T>(trainer.Model, new Random(3)).Generate(50);
        Sample(actual).Should().Be(Sample(expected));
    }

    private static void ShouldBeSame(RnnParameters<T>? actual, RnnParameters<T>? expected)
    {
        (actual is null).Should().Be(expected is null);
        if (expected is not null)
        {
            ModelFileTests<T>.ShouldBeSame(actual!, expected);
        }
    }
}

public sealed class CheckpointTestsDouble : CheckpointTests<double>;

public sealed class CheckpointTestsSingle : CheckpointTests<float>;
