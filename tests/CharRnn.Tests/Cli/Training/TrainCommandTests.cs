using System.Globalization;
using System.Text;
using CharRnn.Persistence;
using CharRnn.Tests.Persistence;

namespace CharRnn.Tests.Cli.Training;

public sealed class TrainCommandTests : IDisposable
{
    private const string Text = "the cat sat on the mat and the dog sat on the log. ";
    private readonly TemporaryFolder _folder = new();

    private string TextPath
    {
        get
        {
            string path = _folder["text.txt"];
            File.WriteAllText(path, string.Concat(Enumerable.Repeat(Text, 20)));
            return path;
        }
    }

    private string ModelPath => _folder["model.safetensors"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("float", "F32")]
    [InlineData("double", "F64")]
    public void Train_writes_a_model_of_the_precision_and_size(string precision, string dataType)
    {
        CommandRun run = Train("--precision", precision, "--hidden", "13", "--updates", "30");

        run.ExitCode.Should().Be(0);
        run.Error.Should().BeEmpty();
        ModelFileInfo info = ModelFile.Inspect(ModelPath);
        info.DataType.Should().Be(dataType);
        info.Architecture.HiddenSize.Should().Be(13);
        info.Vocabulary.Should().Equal(Vocabulary.FromText(Text));
        info.Settings.Should().Contain("updates", "30").And.Contain("text", "text.txt").And.Contain("parameters", "final");
    }

    [Fact]
    public void Train_first_loss_of_small_weights_is_the_uniform_guess()
    {
        string log = _folder["loss.csv"];
        Train("--updates", "250", "--init-scale", "1e-6", "--sequence-length", "10", "--batch", "1", "--loss", "sum", "--log", log).ExitCode.Should().Be(0);

        string[] lines = File.ReadAllLines(log);
        int k = Vocabulary.FromText(Text).Count;
        lines[0].Should().Be("update,epoch,loss,smooth_loss,nats_per_character");
        lines.Skip(1).Select(line => line.Split(',')[0]).Should().Equal("1", "100", "200", "250");
        double.Parse(lines[1].Split(',')[2], CultureInfo.InvariantCulture).Should().BeApproximately(10 * Math.Log(k), 1e-3);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Train_leaves_the_loss_curve_in_nats_per_character(bool isMean)
    {
        string[] mean = ["--loss", isMean ? "mean" : "sum"];
        CommandRun run = Train(["--updates", "300", "--hidden", "5", "--init-scale", "1e-6", "--sequence-length", "10", "--batch", "2", "--validation", "last:0.5", "--window-offset", "fixed", .. mean]);

        run.Output.Should().Contain($"Loss curve: {_folder["model.loss.png"]}, {_folder["model.loss.csv"]}\n");
        string[] lines = File.ReadAllLines(_folder["model.loss.csv"]);
        lines[0].Should().Be("update,nats_per_character,smooth_nats_per_character,validation_nats_per_character");
        double[] first = [.. lines[1].TrimEnd(',').Split(',').Select(number => double.Parse(number, CultureInfo.InvariantCulture))];
        first[0].Should().Be(1);
        first[1].Should().BeApproximately(Math.Log(Vocabulary.FromText(Text).Count), 1e-4);
        first[2].Should().Be(first[1]);

        // 510 of 1,020 characters in two streams: 25 windows of 10 an epoch, 12 epochs.
        lines.Count(line => line.Contains(",,,", StringComparison.Ordinal)).Should().Be(12);
        byte[] picture = File.ReadAllBytes(_folder["model.loss.png"]);
        picture.Take(8).Should().Equal(0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A);
        picture.Length.Should().BeGreaterThan(5000);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Train_on_a_screen_shows_the_validation_loss_of_every_epoch(bool isPlain)
    {
        CommandRun run = CommandRun.OnScreen(isPlain, "train", TextPath, "--hidden", "8", "--epochs", "2", "--validation", "0.2", "--output", ModelPath, "--no-curve");

        run.ExitCode.Should().Be(0, run.Error);
        run.Output.Should().MatchRegex("epoch 1: training [0-9.]+, validation [0-9.]+ nats/char, the best so far").And.Contain("epoch 2: training ");
    }

    [Fact]
    public void Train_no_curve_leaves_the_model_alone()
    {
        Train("--updates", "30", "--no-curve").ExitCode.Should().Be(0);

        _folder.Names.Should().Equal("model.safetensors", "text.txt");
    }

    [Fact]
    public void Train_curve_that_cannot_be_written_costs_a_line_and_not_the_model()
    {
        Directory.CreateDirectory(_folder["model.loss.csv"]);

        CommandRun run = Train("--updates", "30");

        run.ExitCode.Should().Be(1);
        run.Error.Should().StartWith("charrnn: the loss curve next to ").And.MatchRegex("^[^\n]*\n$");
        File.Exists(ModelPath).Should().BeTrue();
    }

    [Fact]
    public void Train_shows_samples_of_the_length_before_the_first_and_every_nth_update()
    {
        CommandRun run = Train("--updates", "30", "--sample-every", "10", "--sample-length", "7");

        run.Output.Should().Contain("--- before the first update\n").And.Contain("--- after update 9,").And.Contain("--- after update 19,").And.Contain("--- after update 29,");
        string sample = run.Output.Split("--- before the first update\n")[1].Split("\n---\n")[0];
        sample.EnumerateRunes().Should().HaveCount(7);
    }

    [Fact]
    public void Train_redirected_has_some_lines_of_progress_and_not_one_per_update()
    {
        CommandRun run = Train("--updates", "1000", "--sample-every", "0");

        int lines = run.Output.Split('\n').Count(line => line.StartsWith("update ", StringComparison.Ordinal));
        lines.Should().BeInRange(10, 30);
        run.Output.Should().NotContain("\u001b");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Train_on_a_screen_shows_a_bar_unless_it_should_be_plain(bool isPlain)
    {
        CommandRun run = CommandRun.OnScreen(isPlain, "train", TextPath, "--hidden", "8", "--updates", "30", "--output", ModelPath);

        run.ExitCode.Should().Be(0);
        run.Output.Contains("\u001b[", StringComparison.Ordinal).Should().Be(!isPlain);
        run.Output.Contains('━').Should().Be(!isPlain);
        run.Output.Should().Contain("before the first update").And.Contain("update 30").And.Contain("nats/char").And.Contain("left");
    }

    [Fact]
    public void Train_twice_with_a_seed_gives_the_same_file_and_samples()
    {
        string[] options = ["--updates", "60", "--hidden", "9", "--batch", "2", "--sample-every", "20"];
        string[] samples = Train([.. options, "--seed", "5"]).Samples;
        byte[] file = File.ReadAllBytes(ModelPath);

        Train([.. options, "--seed", "5"]).Samples.Should().Equal(samples);
        File.ReadAllBytes(ModelPath).Should().Equal(file);
        Train([.. options, "--seed", "6"]).Samples.Should().NotEqual(samples);
        File.ReadAllBytes(ModelPath).Should().NotEqual(file);
    }

    [Fact]
    public void Train_keep_best_saves_what_a_run_to_that_update_ends_with()
    {
        // A learning rate so large that the best network is certainly not the last one.
        string[] options = ["--hidden", "9", "--learning-rate", "5", "--warm-up", "0", "--sample-every", "0"];
        Train(["--updates", "40", "--keep", "best", .. options]).Output.Should().Contain("parameters: the best, at update 1)");
        RnnModel<float> best = RnnModel<float>.Load(ModelPath);
        ModelFile.Inspect(ModelPath).Settings.Should().Contain("parameters", "best").And.Contain("smallest_smooth_loss_update", "1");

        Train(["--updates", "40", .. options]).ExitCode.Should().Be(0);
        RnnModel<float> final = RnnModel<float>.Load(ModelPath);
        Train(["--updates", "1", .. options]).ExitCode.Should().Be(0);
        RnnModel<float> atUpdate1 = RnnModel<float>.Load(ModelPath);

        best.Rnn.Parameters.RecurrentWeights.Equals(atUpdate1.Rnn.Parameters.RecurrentWeights).Should().BeTrue();
        best.Rnn.Parameters.RecurrentWeights.Equals(final.Rnn.Parameters.RecurrentWeights).Should().BeFalse();
    }

    [Fact]
    public void Train_reads_standard_input_for_a_dash()
    {
        CommandRun run = CommandRun.WithInput("\uFEFFabcabcabcabcabc", "train", "-", "--sequence-length", "5", "--updates", "3", "--output", ModelPath);

        run.ExitCode.Should().Be(0);
        ModelFile.Inspect(ModelPath).Vocabulary!.ToString().Should().Be("abc");
    }

    [Fact]
    public void Train_show_text_writes_the_story_and_nothing_else()
    {
        CommandRun run = CommandRun.Of("train", "--show-text");

        run.ExitCode.Should().Be(0);
        run.Output.Should().Be(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "story.txt")));
        run.Output.Length.Should().BeGreaterThan(40_000);
    }

    [Fact]
    public void Train_interrupted_saves_and_says_where()
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        CommandRun run = CommandRun.Interrupted(
            ["train", TextPath, "--updates", "1000000000", "--sample-every", "0", "--output", ModelPath], stop.Token);

        run.ExitCode.Should().Be(130);
        run.Error.Should().Match($"charrnn: interrupted after update *; the model is saved in {ModelPath}.\n");
        RnnModel<float>.Load(ModelPath).Rnn.StateSize.Should().Be(32, "a tiny text gets a small network");
    }

    [Theory]
    [InlineData("missing.txt", "*missing.txt does not exist.*")]
    [InlineData(".", "*is a folder*")]
    public void Train_text_that_cannot_be_read_is_exit_code_1(string name, string problem)
    {
        CommandRun run = CommandRun.Of("train", _folder[name]);

        run.ExitCode.Should().Be(1);
        run.Error.Should().Match("charrnn: " + problem);
    }

    [Theory]
    [InlineData(new byte[] { }, "*It is empty.*")]
    [InlineData(new byte[] { 0x61, 0x62, 0xFF, 0x63 }, "*Byte 2 (0xFF) is not valid UTF-8.*")]
    [InlineData(new byte[] { 0x61, 0xC3 }, "*Byte 1 (0xC3) is not valid UTF-8.*")]
    [InlineData(new byte[] { 0xFF, 0xFE, 0x61 }, "*UTF-16*")]
    [InlineData(new byte[] { 0x61, 0x62, 0x63 }, "*3 characters; 51 are needed*")]
    [InlineData(new byte[] { 0xEF, 0xBB, 0xBF }, "*is empty*")]
    public void Train_text_that_is_no_good_is_exit_code_1_and_names_the_file(byte[] content, string problem)
    {
        File.WriteAllBytes(_folder["bad.txt"], content);

        CommandRun run = CommandRun.Of("train", _folder["bad.txt"], "--output", ModelPath);

        run.ExitCode.Should().Be(1);
        run.Error.Should().Match("charrnn: " + _folder["bad.txt"] + problem).And.NotContain("Parameter");
        run.Error.TrimEnd().Split('\n').Should().ContainSingle();
        File.Exists(ModelPath).Should().BeFalse();
    }

    [Fact]
    public void Train_utf16_with_a_mark_is_read()
    {
        File.WriteAllText(_folder["utf16.txt"], "naïve 🙂 naïve 🙂 ", Encoding.Unicode);

        CommandRun.Of("train", _folder["utf16.txt"], "--sequence-length", "3", "--updates", "2", "--output", ModelPath).ExitCode.Should().Be(0);

        ModelFile.Inspect(ModelPath).Vocabulary!.ToString().Should().Be(" aenvï🙂");
    }

    [Fact]
    public void Train_output_in_a_missing_folder_is_refused_before_the_work()
    {
        CommandRun run = CommandRun.Of("train", "--updates", "1000000000", "--output", _folder["no/model.safetensors"]);

        run.ExitCode.Should().Be(1);
        run.Error.Should().Match("charrnn: The folder *no of the model file does not exist.*");
        _folder.Names.Should().BeEmpty();
    }

    [Fact]
    public void Train_too_large_a_network_is_one_line()
    {
        CommandRun run = Train("--hidden", "2147483647");

        run.ExitCode.Should().Be(1);
        run.Error.Should().StartWith("charrnn: ").And.NotContain("Parameter '");
        run.Error.TrimEnd().Split('\n').Should().ContainSingle();
    }

    [Fact]
    public void Train_writes_its_samples_at_temperature_0_6()
    {
        string[] options = ["--hidden", "8", "--updates", "60", "--sample-every", "20"];
        CommandRun usual = Train(options);

        usual.Samples.Should().HaveCountGreaterThan(2);
        usual.Samples.Should().Equal(Train([.. options, "--temperature", "0.6"]).Samples).And.NotEqual(Train([.. options, "--temperature", "0.8"]).Samples);
        FinalSample(usual).Should().Be(FinalSample(Train([.. options, "--temperature", "0.6"])))
            .And.NotBe(FinalSample(Train([.. options, "--temperature", "0.8"])));

        static string FinalSample(CommandRun run) => run.Output.Split("Write more with")[1].Split('\n', 2)[1];
    }

    [Theory]
    [InlineData("train", "0.6")]
    [InlineData("sample", "0.8")]
    public void Help_names_the_default_temperature(string command, string temperature)
        => CommandRun.Of(command, "--help").Output.ReplaceLineEndings(" ").Should().MatchRegex($@"--temperature <x>[^\[]*\[default: {temperature}\]");

    private CommandRun Train(params string[] options) => CommandRun.Of(["train", TextPath, "--output", ModelPath, .. options]);
}
