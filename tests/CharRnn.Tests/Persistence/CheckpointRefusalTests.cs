using System.Numerics;
using CharRnn.Optimization;
using CharRnn.Persistence;
using CharRnn.Persistence.Safetensors;
using CharRnn.Training;

namespace CharRnn.Tests.Persistence;

/// <summary>Runs that cannot be saved, and files from which no run can continue.</summary>
public abstract class CheckpointRefusalTests<T> : CheckpointRun<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [Fact]
    public void Resume_with_another_learning_course_is_refused()
    {
        Checkpoint.Save(Folder["c"], NewTrainer(new OptimizerOptions(), new TrainingOptions()), Text);

        Action act = () => Checkpoint.Resume<T>(Folder["c"], Text, options => options with { GradientLimit = 1 });

        act.Should().Throw<ArgumentException>().WithParameterName("adjust");
    }

    [Fact]
    public void Resume_with_a_function_that_returns_null_is_refused()
    {
        Checkpoint.Save(Folder["c"], NewTrainer(new OptimizerOptions(), new TrainingOptions()), Text);

        Action options = () => Checkpoint.Resume<T>(Folder["c"], Text, _ => null!);
        Action optimizer = () => Checkpoint.Resume<T>(Folder["c"], Text, adjustOptimizer: _ => null!);

        options.Should().Throw<ArgumentException>().WithParameterName("adjust").WithMessage("*returned null*");
        optimizer.Should().Throw<ArgumentException>().WithParameterName("adjustOptimizer").WithMessage("*returned null*");
    }

    [Theory]
    [InlineData("one less", "*another text*")]
    [InlineData("one other", "*another text of the same length*fingerprint*")]
    [InlineData("new character", "*this one has the character 'Z' (U+005A), the other has not*")]
    [InlineData("fewer characters", "*the run's has the character*")]
    public void Resume_on_another_text_is_refused_and_says_what_differs(string change, string message)
    {
        Checkpoint.Save(Folder["c"], NewTrainer(new OptimizerOptions(), new TrainingOptions()), Text);
        string other = change switch
        {
            "one less" => Novel[..^1],
            "one other" => 'u' + Novel[1..],
            "new character" => 'Z' + Novel[1..],
            _ => Novel.Replace('x', 'y'),
        };

        Action act = () => Checkpoint.Resume<T>(Folder["c"], EncodedText.FromText(other));

        act.Should().Throw<InvalidDataException>().WithMessage(message);
    }

    [Fact]
    public void Resume_of_a_model_is_refused()
    {
        NewTrainer(new OptimizerOptions(), new TrainingOptions()).Model.Save(Folder["m"]);

        Action act = () => Checkpoint.Resume<T>(Folder["m"], Text);

        act.Should().Throw<InvalidDataException>().WithMessage("*a model, not a checkpoint*");
    }

    [Fact]
    public void Resume_in_the_other_element_type_is_refused()
    {
        Checkpoint.Save(Folder["c"], NewTrainer(new OptimizerOptions(), new TrainingOptions()), Text);

        Action act = () => _ = typeof(T) == typeof(float) ? (object)Checkpoint.Resume<double>(Folder["c"], Text) : Checkpoint.Resume<float>(Folder["c"], Text);

        act.Should().Throw<InvalidDataException>().WithMessage("*would not be the same run*");
    }

    [Fact]
    public void Save_with_another_text_than_the_one_trained_on_throws()
    {
        Trainer<T> trainer = NewTrainer(new OptimizerOptions(), new TrainingOptions());
        Steps(trainer, 1);

        Action act = () => Checkpoint.Save(Folder["c"], trainer, EncodedText.FromText(Novel + "\n", EncodedText.FromText(Novel + "\n").Vocabulary));
        Action shorter = () => Checkpoint.Save(Folder["c"], trainer, EncodedText.FromText(Novel.AsSpan(0, Novel.Length - 1), Text.Vocabulary));

        act.Should().Throw<ArgumentException>().WithParameterName("text");
        shorter.Should().Throw<ArgumentException>().WithParameterName("text");
    }

    [Fact]
    public void Save_with_a_foreign_optimizer_throws()
    {
        var trainer = new Trainer<T>(NewModel(), new ForeignOptimizer());

        Action act = () => Checkpoint.Save(Folder["c"], trainer, Text);

        act.Should().Throw<NotSupportedException>().WithMessage("*ForeignOptimizer*");
    }

    [Theory]
    [InlineData("\"epoch\":0", "\"epoch\":-1", "*negative counter*")]
    [InlineData("\"window\":2", "\"window\":99999", "*window 99999*")]
    [InlineData("\"window\":2", "\"window\":-1", "*negative counter*")]
    [InlineData("\"update\":2", "\"update\":-2", "*-2 updates*")]
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
        Checkpoint.Save(Folder["c"], trainer, Text);
        // Inside a JSON string within JSON every quote is escaped.
        byte[] file = Replace(File.ReadAllBytes(Folder["c"]), Escape(from), Escape(to));
        if (message.Contains("Single", StringComparison.Ordinal) && typeof(T) == typeof(double))
        {
            return;
        }

        Action act = () =>
        {
            using var reader = new SafetensorsReader(new MemoryStream(file));
            Checkpoint.Read<T>(reader, Text, null);
        };

        act.Should().Throw<InvalidDataException>().WithMessage(message);
    }

    [Theory]
    [InlineData("\"dropout\":0,")]
    [InlineData(",\"rangeStart\":0,\"rangeEnd\":0,\"partCount\":0")]
    public void Resume_of_a_checkpoint_older_than_an_option_gives_it_its_default(string added)
    {
        Trainer<T> trainer = NewTrainer(new OptimizerOptions(), new TrainingOptions());
        Steps(trainer, 2);
        Checkpoint.Save(Folder["c"], trainer, Text);
        using var reader = new SafetensorsReader(new MemoryStream(Replace(File.ReadAllBytes(Folder["c"]), Escape(added), "")));

        Trainer<T> resumed = Checkpoint.Read<T>(reader, Text, null);

        resumed.Options.Should().Be(trainer.Options);
    }

    private static byte[] Replace(byte[] file, string from, string to)
    {
        string header = System.Text.Encoding.UTF8.GetString(file, 8, BitConverter.ToInt32(file));
        header.Should().Contain(from);
        return BrokenModelTests.Compose(header.Replace(from, to, StringComparison.Ordinal), file[(8 + BitConverter.ToInt32(file))..]);
    }

    private static string Escape(string json) => json.Replace("\"", "\\\"", StringComparison.Ordinal);

    private sealed class ForeignOptimizer : IOptimizer<T>
    {
        public void Apply(RnnParameters<T> parameters, RnnParameters<T> gradients)
        {
        }
    }
}

public sealed class CheckpointRefusalTestsDouble : CheckpointRefusalTests<double>;

public sealed class CheckpointRefusalTestsSingle : CheckpointRefusalTests<float>;
