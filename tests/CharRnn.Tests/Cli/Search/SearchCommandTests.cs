using System.Globalization;
using System.Text.Json.Nodes;
using CharRnn.Persistence;
using CharRnn.Training.Search;

namespace CharRnn.Tests.Cli.Search;

public sealed class SearchCommandTests : SearchCommandRun
{
    [Fact]
    public void Search_writes_every_result_the_leaderboard_and_the_winner()
    {
        CommandRun run = Search(Small);

        run.ExitCode.Should().Be(0, run.Error);
        run.Error.Should().BeEmpty();
        (_, IReadOnlyList<TrialResult> results) = Trials();
        results.Select(result => result.Job.Rung).Should().BeEquivalentTo([0, 0, 0, 0, 0, 0, 1, 1]);
        TrialResult best = results.Where(result => result.Job.Rung == 1).MinBy(result => result.ValidationLoss)!;
        run.Output.Should().Contain("Rounds: 6 trials of 0.5 passes, then 2 trials of 1.5 passes").And.Contain("8 of 8: ")
            .And.Contain($"Winner: trial {best.Job.Trial}, {best.ValidationLoss.ToString("F4", CultureInfo.InvariantCulture)} nats/char");
        string[] board = run.Output[run.Output.LastIndexOf("nats/char  ", StringComparison.Ordinal)..].Split('\n')[1..7];
        board[0].Split(' ', StringSplitOptions.RemoveEmptyEntries)[..3].Should().Equal("1", $"{best.Job.Trial}", "1.5");
        ModelFile.Inspect(ModelPath).Settings.Should().Contain("optimizer", "adam").And.Contain("schedule", "cosine").And.Contain("trial", $"{best.Job.Trial}")
            .And.Contain("hidden", $"{best.Job.Settings.HiddenSize}").And.Contain("updates", $"{best.Updates}").And.Contain("text", "text.txt");
        CommandRun.Of("info", ModelPath).Output.Should().Contain("validation_loss");
        CommandRun.Of("sample", ModelPath, "--length", "20").ExitCode.Should().Be(0);
        CommandRun.Of("evaluate", ModelPath, TextPath).ExitCode.Should().Be(0);
    }

    [Fact]
    public void Search_over_cells_depth_dropout_and_decay_retrains_its_winner_on_the_whole_text()
    {
        CommandRun run = CommandRun.Of(
            "search", TextPath, "--output", ModelPath, "--trials", "4", "--rungs", "1", "--first-epochs", "1", "--hidden", "5", "--sequence-length", "10", "--batch", "2",
            "--cell", "tanh,gru,lstm", "--layers", "1,2", "--dropout", "0,0.3", "--weight-decay", "0,0.1", "--retrain");

        run.ExitCode.Should().Be(0, run.Error);
        (_, IReadOnlyList<TrialResult> results) = Trials();
        results.Should().OnlyContain(result => result.Job.Settings.Optimizer.WeightDecay == 0 || result.Job.Settings.Optimizer.WeightDecay == 0.1);
        run.Output.Should().Contain($"Saved {ModelPath}, trained on the whole text.");
        ModelFile.Inspect(ModelPath).Settings.Should().Contain("trained_on", "the whole text");
        string command = run.Output.Split('\n').Single(line => line.StartsWith("The same network again: charrnn ", StringComparison.Ordinal));
        CommandRun again = CommandRun.Of([.. command["The same network again: charrnn ".Length..].Split(' '), "--output", Folder["again.st"], "--no-curve"]);
        again.ExitCode.Should().Be(0, again.Error);
        Numbers.ShouldBeSame(RnnModel<float>.Load(Folder["again.st"]).Rnn.Parameters, RnnModel<float>.Load(ModelPath).Rnn.Parameters, "the retrained winner");
    }

    [Theory]
    [InlineData]
    [InlineData("--optimizer", "adagrad", "--accumulator", "0,10", "--init-scale", "0.01..0.1", "--batch", "1,2", "--schedule", "constant")]
    [InlineData("--optimizer", "rmsprop,sgd", "--learning-rate", "0.002", "--decay", "0.9", "--momentum", "0.3", "--schedule", "step", "--step-every", "40", "--validation", "every:3:200")]
    [InlineData("--optimizer", "adam", "--chunk-order", "shuffled", "--chunk-length", "100", "--loss", "mean", "--clip", "0", "--clip-norm", "1", "--warm-up", "7", "--seeds", "3,4", "--final-rate", "0.1", "--precision", "double")]
    public void Search_says_the_command_that_trains_the_same_network(params string[] options)
    {
        string[] base4 = ["--trials", "4", "--hidden", "5", "--sequence-length", "5", "--first-epochs", "0.6", "--rungs", "2"];
        CommandRun run = Search([.. base4, .. options]);
        run.ExitCode.Should().Be(0, run.Error);
        string command = run.Output.Split("The same network again: charrnn ")[1].TrimEnd();

        CommandRun again = CommandRun.Of([.. command.Split(' '), "--output", Folder["again.safetensors"], "--no-curve"]);

        again.ExitCode.Should().Be(0, again.Error);
        Tensors(Folder["again.safetensors"]).Should().Equal(Tensors(ModelPath));
    }

    [Fact]
    public void Search_gives_the_same_whatever_the_number_of_threads()
    {
        CommandRun one = Search([.. Small, "--threads", "1"]);
        byte[] model = File.ReadAllBytes(ModelPath);
        string[] results = Results();
        File.Delete(TrialsPath);

        CommandRun many = Search([.. Small, "--threads", "5"]);

        File.ReadAllBytes(ModelPath).Should().Equal(model);
        Results().Should().BeEquivalentTo(results);
        Board(many).Should().Equal(Board(one));
    }

    [Theory]
    [InlineData("--learning-rate 0.1..", "--learning-rate must be numbers greater than 0 with commas*two numbers greater than 0, the smaller first*not '0.1..'.*")]
    [InlineData("--learning-rate 0.1..0.01", "--learning-rate must be *two numbers*")]
    [InlineData("--learning-rate 0..0.1", "--learning-rate must be *two numbers greater than 0*")]
    [InlineData("--learning-rate 0.1..0.2..0.3", "--learning-rate must be *two numbers*")]
    [InlineData("--learning-rate 0.1,,0.2", "--learning-rate must be numbers greater than 0 with commas*not '0.1,,0.2'.*")]
    [InlineData("--learning-rate 0", "--learning-rate must be numbers greater than 0*")]
    [InlineData("--accumulator 1,x --optimizer adagrad", "--accumulator must be numbers of 0 or more*")]
    [InlineData("--accumulator 1", "--accumulator is an option of --optimizer adagrad or rmsprop.*")]
    [InlineData("--optimizer adam,sdg", "--optimizer must be adagrad or sgd or rmsprop or adam*not 'adam,sdg'.*")]
    [InlineData("--hidden 10,0", "--hidden must be whole numbers of 1 or more*")]
    [InlineData("--strategy grid --trials 3", "--trials is an option of --strategy random.*")]
    [InlineData("--reduction 1", "--reduction must be a whole number from 2*")]
    [InlineData("--validation every:1", "--validation must be *not 'every:1'.*")]
    [InlineData("--validation 0", "--validation must be *")]
    [InlineData("--momentum 0.9", "--momentum is an option of --optimizer sgd.*")]
    [InlineData("--resume a --collect b", "--resume and --collect cannot be combined*")]
    [InlineData("--resume a --trials-file b", "--trials-file cannot be combined with --resume*")]
    [InlineData("--schedule step", "--schedule step needs --step-every.*")]
    public void Search_wrong_command_line_is_one_line_and_exit_code_2(string options, string problem)
    {
        CommandRun run = CommandRun.Of(["search", Folder["none.txt"], .. options.Split(' ')]);

        run.ExitCode.Should().Be(2);
        run.Output.Should().BeEmpty();
        run.Error.Should().Match("charrnn: " + problem);
        run.Error.TrimEnd().Split('\n').Should().ContainSingle();
    }

    [Fact]
    public void Search_that_cannot_succeed_fails_before_the_work_and_leaves_nothing()
    {
        File.WriteAllText(Folder["short.txt"], "ab");

        Failure(Folder["none.txt"]).Should().Match("*none.txt does not exist*");
        Failure(Folder["short.txt"]).Should().Match("*short.txt: *characters*");
        Failure(TextPath, "--sequence-length", "5,100000", "--validation", "last:0.1").Should().Match("*text.txt: The text has * characters; *--sequence-length*");
        Failure(TextPath, "--output", Folder["no/best.safetensors"]).Should().Match("*folder *no of the model file does not exist*");
        Folder.Names.Should().Equal("short.txt", "text.txt");

        static string Failure(params string[] arguments)
        {
            CommandRun run = CommandRun.Of(["search", .. arguments]);
            run.ExitCode.Should().Be(1);
            run.Error.TrimEnd().Split('\n').Should().ContainSingle();
            return run.Error;
        }
    }

    [Fact]
    public void Search_in_which_every_trial_diverges_says_so()
    {
        CommandRun run = Search("--optimizer", "sgd", "--learning-rate", "1e30", "--clip", "0", "--trials", "2", "--rungs", "1", "--hidden", "4", "--schedule", "constant");

        run.ExitCode.Should().Be(1);
        run.Output.Should().Contain("diverged after update");
        run.Error.Should().Be("charrnn: Every trial diverged: try smaller learning rates.\n");
    }

    [Fact]
    public void Search_grid_tries_every_combination()
    {
        CommandRun run = Search("--strategy", "grid", "--hidden", "4,5", "--learning-rate", "0.01,0.03", "--seeds", "1,2", "--rungs", "1", "--first-epochs", "0.3");

        run.ExitCode.Should().Be(0, run.Error);
        Trials().Results.Select(result => (result.Job.Settings.HiddenSize, result.Job.Settings.Optimizer.LearningRate, result.Job.Settings.Seed)).Should().HaveCount(8).And.OnlyHaveUniqueItems();
    }

    [Fact]
    public void Search_json_is_one_object_with_the_leaderboard()
    {
        CommandRun run = Search([.. Small, "--json"]);

        run.ExitCode.Should().Be(0, run.Error);
        JsonNode json = JsonNode.Parse(run.Output)!;
        json["leaderboard"]!.AsArray().Should().HaveCount(6);
        ((double)json["validationNatsPerCharacter"]!).Should().Be((double)json["leaderboard"]![0]!["validationLoss"]!);
        ((string)json["train"]!).Should().StartWith($"charrnn train {TextPath} --hidden ");
        ((string)json["trialsFile"]!).Should().Be(TrialsPath);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Search_on_a_screen_shows_a_moving_leaderboard_unless_it_should_be_plain(bool isPlain)
    {
        CommandRun run = CommandRun.OnScreen(isPlain, ["search", TextPath, "--output", ModelPath, .. Small]);

        run.ExitCode.Should().Be(0, run.Error);
        run.Output.Contains("\u001b[", StringComparison.Ordinal).Should().Be(!isPlain);
        run.Output.Contains('━').Should().Be(!isPlain);
        run.Output.Contains("8 of 8: trial", StringComparison.Ordinal).Should().Be(isPlain);
        run.Output.Should().Contain("Winner: trial");
    }

    [Theory]
    [InlineData("de-DE")]
    [InlineData("ar-SA")]
    public void Search_in_any_culture_reads_and_writes_the_same(string culture)
    {
        Search([.. Small, "--json"]);
        byte[] model = File.ReadAllBytes(ModelPath);
        string[] results = Results();
        File.Delete(TrialsPath);

        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(culture);
        try
        {
            Search(Small).ExitCode.Should().Be(0);
        }
        finally
        {
            CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = before;
        }

        File.ReadAllBytes(ModelPath).Should().Equal(model);
        Results().Should().BeEquivalentTo(results);
    }

    private static byte[] Tensors(string path)
    {
        byte[] file = File.ReadAllBytes(path);
        return file[(8 + (int)BitConverter.ToInt64(file, 0))..];
    }
}
