using System.Numerics;
using System.Runtime.InteropServices;
using CharRnn.Optimization;
using CharRnn.Persistence;
using CharRnn.Training;

namespace CharRnn.Tests.Persistence;

public abstract class CheckpointTests<T> : IDisposable
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly string _novel = string.Concat(
        Enumerable.Range(0, 40).Select(i => $"Line {i * i}: the quick brown fox, {(i % 3 == 0 ? "jumps" : "sleeps")} over the lazy dog.\u0003"));

    private readonly TemporaryFolder _folder = new();
    private readonly EncodedText _text = EncodedText.FromText(_novel);

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

    public void Dispose()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
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
    [InlineData("growing windows")]
    [InlineData("mean loss")]
    [InlineData("norm")]
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
            "growing windows" => options with { SequenceLengths = [3, 6, 9] },
            "mean loss" => options with { LossReduction = LossReduction.Mean, Smoothing = 0.9 },
            "norm" => options with { GradientNormLimit = 1, GradientLimit = double.PositiveInfinity },
            "no best" => options with { KeepBest = false },
            _ => options with { ThreadCount = 2 },
        };

        ResumeAndCompare(new OptimizerOptions { Kind = OptimizerKind.Adam, LearningRate = 0.01 }, options);
    }

    [Fact]
    public void Resume_before_the_first_update_is_the_whole_run()
    {
        Trainer<T> trainer = NewTrainer(new OptimizerOptions(), new TrainingOptions());
        Checkpoint.Save(_folder["c"], trainer, _text);
        Trainer<T> resumed = Checkpoint.Resume<T>(_folder["c"], _text);

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
            Checkpoint.Save(_folder["c"], saved, _text);
            Steps(untouched, 1);
        }

        ShouldBeSame(saved, untouched);
    }

    [Fact]
    public void Resume_continues_to_a_larger_limit()
    {
        Trainer<T> trainer = NewTrainer(new OptimizerOptions(), new TrainingOptions { MaxUpdates = 20 });
        trainer.Train(_text);
        Checkpoint.Save(_folder["c"], trainer, _text);

        Trainer<T> resumed = Checkpoint.Resume<T>(_folder["c"], _text, options => options with { MaxUpdates = 50 });
        resumed.Train(_text);

        Trainer<T> whole = NewTrainer(new OptimizerOptions(), new TrainingOptions { MaxUpdates = 50 });
        whole.Train(_text);
        ShouldBeSame(resumed, whole);
    }

    [Fact]
    public void Samples_of_a_resumed_run_are_those_of_the_run_that_went_on()
    {
        var options = new TrainingOptions { SampleEvery = 10, MaxUpdates = 40 };
        List<string> Samples(Trainer<T> trainer)
        {
            var samples = new List<string>();
            trainer.SampleDue += (_, sample) => samples.Add(sample.Generate(30, seed: 5));
            trainer.Train(_text);
            return samples;
        }

        Trainer<T> first = NewTrainer(new OptimizerOptions(), options with { MaxUpdates = 20 });
        List<string> interrupted = Samples(first);
        Checkpoint.Save(_folder["c"], first, _text);
        interrupted.AddRange(Samples(Checkpoint.Resume<T>(_folder["c"], _text, kept => kept with { MaxUpdates = 40 })));

        interrupted.Should().Equal(Samples(NewTrainer(new OptimizerOptions(), options))).And.HaveCount(5).And.OnlyHaveUniqueItems();
    }

    [Fact]
    public void Resume_with_another_learning_course_is_refused()
    {
        Checkpoint.Save(_folder["c"], NewTrainer(new OptimizerOptions(), new TrainingOptions()), _text);

        Action act = () => Checkpoint.Resume<T>(_folder["c"], _text, options => options with { GradientLimit = 1 });

        act.Should().Throw<ArgumentException>().WithParameterName("adjust");
    }

    [Theory]
    [InlineData("one less", "*another text*")]
    [InlineData("one other", "*another text of the same length*fingerprint*")]
    [InlineData("new character", "*this one has the character 'Z' (U+005A), the other has not*")]
    [InlineData("fewer characters", "*the run's has the character*")]
    public void Resume_on_another_text_is_refused_and_says_what_differs(string change, string message)
    {
        Checkpoint.Save(_folder["c"], NewTrainer(new OptimizerOptions(), new TrainingOptions()), _text);
        string other = change switch
        {
            "one less" => _novel[..^1],
            "one other" => 'u' + _novel[1..],
            "new character" => 'Z' + _novel[1..],
            _ => _novel.Replace('x', 'y'),
        };

        Action act = () => Checkpoint.Resume<T>(_folder["c"], EncodedText.FromText(other));

        act.Should().Throw<InvalidDataException>().WithMessage(message);
    }

    [Fact]
    public void Resume_of_a_model_is_refused()
    {
        NewTrainer(new OptimizerOptions(), new TrainingOptions()).Model.Save(_folder["m"]);

        Action act = () => Checkpoint.Resume<T>(_folder["m"], _text);

        act.Should().Throw<InvalidDataException>().WithMessage("*a model, not a checkpoint*");
    }

    [Fact]
    public void Resume_in_the_other_element_type_is_refused()
    {
        Checkpoint.Save(_folder["c"], NewTrainer(new OptimizerOptions(), new TrainingOptions()), _text);

        Action act = () => _ = typeof(T) == typeof(float) ? (object)Checkpoint.Resume<double>(_folder["c"], _text) : Checkpoint.Resume<float>(_folder["c"], _text);

        act.Should().Throw<InvalidDataException>().WithMessage("*would not be the same run*");
    }

    [Fact]
    public void Save_with_another_text_than_the_one_trained_on_throws()
    {
        Trainer<T> trainer = NewTrainer(new OptimizerOptions(), new TrainingOptions());
        Steps(trainer, 1);

        Action act = () => Checkpoint.Save(_folder["c"], trainer, EncodedText.FromText(_novel + "\n", EncodedText.FromText(_novel + "\n").Vocabulary));
        Action shorter = () => Checkpoint.Save(_folder["c"], trainer, EncodedText.FromText(_novel.AsSpan(0, _novel.Length - 1), _text.Vocabulary));

        act.Should().Throw<ArgumentException>().WithParameterName("text");
        shorter.Should().Throw<ArgumentException>().WithParameterName("text");
    }

    [Fact]
    public void Save_with_a_foreign_optimizer_throws()
    {
        var trainer = new Trainer<T>(NewModel(), new ForeignOptimizer());

        Action act = () => Checkpoint.Save(_folder["c"], trainer, _text);

        act.Should().Throw<NotSupportedException>().WithMessage("*ForeignOptimizer*");
    }

    [Fact]
    public void A_checkpoint_is_a_model_file_too_and_says_where_the_run_stands()
    {
        Trainer<T> trainer = NewTrainer(new OptimizerOptions { Kind = OptimizerKind.RmsProp }, new TrainingOptions { SequenceLength = 9 });
        Steps(trainer, 12);
        Checkpoint.Save(_folder["c"], trainer, _text, new Dictionary<string, string> { ["seed"] = "7" });

        RnnModel<T> model = RnnModel<T>.Load(_folder["c"]);
        ModelFileInfo info = ModelFile.Inspect(_folder["c"]);

        ModelFileTests<T>.ShouldBeSame(model.Rnn.Parameters, trainer.Model.Rnn.Parameters);
        info.IsCheckpoint.Should().BeTrue();
        info.Settings.Should().Equal(new Dictionary<string, string> { ["seed"] = "7" });
        info.Checkpoint!.Updates.Should().Be(12);
        info.Checkpoint.Options.SequenceLength.Should().Be(9);
        info.Checkpoint.Optimizer.Kind.Should().Be(OptimizerKind.RmsProp);
        info.Checkpoint.TextFingerprint.Should().Be(_text.Fingerprint);
        info.Checkpoint.SmoothLoss.Should().Be(trainer.SmoothLoss);
    }

    [Theory]
    [InlineData("\"epoch\":0", "\"epoch\":-1", "*negative counter*")]
    [InlineData("\"window\":2", "\"window\":99999", "*window 99999*")]
    [InlineData("\"update\":2", "\"update\":9223372036854775807", "*9223372036854775807 updates*")]
    [InlineData("\"update\":2", "\"update\":1e400", "*broken or from another version*")]
    [InlineData("\"batchSize\":1", "\"batchSize\":2", "*'training.hidden_state' has the shape*")]
    [InlineData("\"batchSize\":1", "\"batchSize\":2000000000", "*'training.hidden_state' has the shape*")]
    [InlineData("\"sequenceLength\":25", "\"sequenceLength\":2000000000", "*do not fit the text*")]
    [InlineData("\"sequenceLength\":25", "\"sequenceLength\":0", "*broken or from another version*")]
    [InlineData("\"sequenceLength\":25,", "", "*broken or from another version*sequenceLength*")]
    [InlineData("\"sequenceLength\":25", "\"sequenceLength\":25,\"sequenceLength\":25", "*broken or from another version*")]
    [InlineData("\"sequenceLength\":25", "\"sequenceLength\":25,\"other\":1", "*broken or from another version*other*")]
    [InlineData("\"kind\":\"AdaGrad\"", "\"kind\":\"Newton\"", "*broken or from another version*")]
    [InlineData("\"kind\":\"AdaGrad\"", "\"kind\":7", "*Must be one of AdaGrad, Sgd*")]
    [InlineData("\"kind\":\"AdaGrad\"", "\"kind\":\"Adam\"", "*no tensor 'optimizer.first_moment.U'*")]
    [InlineData("\"epsilon\":1E-08", "\"epsilon\":-1", "*broken or from another version*")]
    [InlineData("\"epsilon\":1E-08", "\"epsilon\":1E-320", "*Is 0 in Single*")]
    [InlineData("\"patience\":0", "\"patience\":1", "*Patience needs a validation loss*")]
    public void Resume_of_a_checkpoint_whose_record_was_changed_is_refused(string from, string to, string message)
    {
        Trainer<T> trainer = NewTrainer(new OptimizerOptions(), new TrainingOptions());
        Steps(trainer, 2);
        Checkpoint.Save(_folder["c"], trainer, _text);
        // Inside a JSON string within JSON every quote is escaped.
        byte[] file = Replace(File.ReadAllBytes(_folder["c"]), Escape(from), Escape(to));
        if (message.Contains("Single", StringComparison.Ordinal) && typeof(T) == typeof(double))
        {
            return;
        }

        Action act = () =>
        {
            using var reader = new SafetensorsReader(new MemoryStream(file));
            Checkpoint.Read<T>(reader, _text, null);
        };

        act.Should().Throw<InvalidDataException>().WithMessage(message);
    }

    internal static byte[] Replace(byte[] file, string from, string to)
    {
        string header = System.Text.Encoding.UTF8.GetString(file, 8, BitConverter.ToInt32(file));
        header.Should().Contain(from);
        return BrokenModelTests.Compose(header.Replace(from, to, StringComparison.Ordinal), file[(8 + BitConverter.ToInt32(file))..]);
    }

    private static string Escape(string json) => json.Replace("\"", "\\\"", StringComparison.Ordinal);

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
        Checkpoint.Save(_folder["c"], first, _text);
        Trainer<T> second = Checkpoint.Resume<T>(_folder["c"], _text);
        List<double> expected = Steps(whole, 2 * Half)[Half..];

        List<double> actual = Steps(second, Half);

        actual.Should().Equal(expected);
        ShouldBeSame(second, whole);
        Checkpoint.Save(_folder["second"], second, _text);
        Checkpoint.Save(_folder["whole"], whole, _text);
        if (options.ThreadCount == 0)
        {
            File.ReadAllBytes(_folder["second"]).AsSpan().SequenceEqual(File.ReadAllBytes(_folder["whole"])).Should().BeTrue("the files are the same");
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

    private List<double> Steps(Trainer<T> trainer, int count)
    {
        var losses = new List<double>();
        for (int i = 0; i < count; i++)
        {
            losses.Add(trainer.Step(_text).Loss);
        }

        return losses;
    }

    private RnnModel<T> NewModel()
    {
        var parameters = new RnnParameters<T>(new RnnArchitecture { VocabularySize = _text.Vocabulary.Count, HiddenSize = 11 });
        parameters.Randomize(new Random(1), 0.1);
        return new RnnModel<T>(_text.Vocabulary, parameters);
    }

    private Trainer<T> NewTrainer(OptimizerOptions optimizer, TrainingOptions options)
    {
        RnnModel<T> model = NewModel();
        return new Trainer<T>(model, Optimizer.Create<T>(model.Rnn.Parameters.Architecture, optimizer), options);
    }

    private sealed class ForeignOptimizer : IOptimizer<T>
    {
        public void Apply(RnnParameters<T> parameters, RnnParameters<T> gradients)
        {
        }
    }
}

public sealed class CheckpointTestsDouble : CheckpointTests<double>;

public sealed class CheckpointTestsSingle : CheckpointTests<float>;
