namespace CharRnn.Tests.Cli;

public sealed class CommandLineUsageTests
{
    [Theory]
    [InlineData("trian", "'trian' is not one of its commands: train, *. Did you mean train? See 'charrnn --help'.\n")]
    [InlineData("train --bogus", "'--bogus' is not an option of this command. See 'charrnn train --help'.\n")]
    [InlineData("train --hiden 3", "'--hiden' is not an option of this command. Did you mean --hidden?*train --help*")]
    [InlineData("train --lr 3", "'--lr' is not an option of this command. See*")]
    [InlineData("train --learning 3", "'--learning' is not an option of this command. Did you mean --learning-rate?*")]
    [InlineData("info m.safetensors --jsno", "'--jsno' is not an option of 'info', nor does 'info' expect another argument. Did you mean --json?*")]
    [InlineData("sample a b", "'b' is not an option of 'sample'*")]
    [InlineData("train --hidden", "--hidden needs a value: --hidden <n>. See 'charrnn train --help'.\n")]
    [InlineData("train --hidden 0", "--hidden must be a whole number from 1 to 2147483647, not '0'.*")]
    [InlineData("train --hidden 2.5", "--hidden must be a whole number*'2.5'*")]
    [InlineData("train --hidden 9999999999", "--hidden must be a whole number*")]
    [InlineData("train --hidden 8 --hidden 9", "--hidden is given 2 times; give it once. See 'charrnn train --help'.\n")]
    [InlineData("train --learning-rate 0,1", "--learning-rate must be a number greater than 0, not '0,1'.*")]
    [InlineData("train --learning-rate NaN", "--learning-rate must be a number*")]
    [InlineData("train --learning-rate 1e999", "--learning-rate must be a number*")]
    [InlineData("train --top-p 0", "--top-p must be a number greater than 0 and at most 1, not '0'.*")]
    [InlineData("train --precision half", "--precision must be float or double, not 'half'*")]
    [InlineData("train --epochs 0", "--epochs must be a whole number from 1*")]
    [InlineData("report", "--output is missing: charrnn report --output <folder>. See 'charrnn report --help'.\n")]
    [InlineData("sample", "MODEL is missing: charrnn sample MODEL. See 'charrnn sample --help'.\n")]
    [InlineData("sample m.safetensors --threads 1025", "--threads must be a whole number from 0 to 1024, not '1025'.*")]
    [InlineData("train --threads 2147483647", "--threads must be a whole number from 0 to 1024*")]
    [InlineData("sample m.safetensors --length -1", "--length must be a whole number from 0*")]
    [InlineData("sample m.safetensors --temperature -1", "--temperature must be a number of 0 or more*")]
    [InlineData("evaluate m.safetensors", "TEXT is missing: charrnn evaluate MODEL TEXT. See 'charrnn evaluate --help'.\n")]
    [InlineData("info --jsn", "'--jsn' is not an option*")]
    public void Run_wrong_command_line_is_one_line_and_exit_code_2(string arguments, string problem)
    {
        CommandRun run = CommandRun.Of(arguments.Split(' '));

        run.ExitCode.Should().Be(2);
        run.Output.Should().BeEmpty();
        run.Error.Should().Match("charrnn: " + problem);
        run.Error.TrimEnd().Split('\n').Should().ContainSingle();
    }

    [Fact]
    public void CreateRoot_for_the_name_of_a_command_makes_that_command_alone()
    {
        string[] names = Names(null);

        names.Should().HaveCount(9);
        names.SelectMany(Names).Should().Equal(names);
        Names("bogus").Should().Equal(names);

        static string[] Names(string? first) => [.. CharRnn.Cli.CommandLine.CreateRoot(TestConsole.Empty(), default, first).Subcommands.Select(command => command.Name)];
    }

    [Theory]
    [InlineData("", "train", "sample", "evaluate", "info")]
    [InlineData("--help", "train", "sample", "evaluate", "info")]
    [InlineData("train --help", "--hidden", "--sequence-length", "--learning-rate", "--init-scale", "--epochs", "--updates", "--batch", "--precision", "--seed", "--sample-every", "--sample-length", "--output", "--log", "--temperature", "--top-k", "--top-p", "--threads", "--clip", "--keep", "--show-text")]
    [InlineData("sample --help", "--length", "--prompt", "--temperature", "--top-k", "--top-p", "--seed", "--stop", "--threads")]
    [InlineData("evaluate --help", "--json", "MODEL", "TEXT")]
    [InlineData("info --help", "--json", "MODEL")]
    public void Help_names_everything(string arguments, params string[] names)
    {
        CommandRun run = CommandRun.Of(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        run.ExitCode.Should().Be(0);
        run.Error.Should().BeEmpty();
        run.Output.Should().ContainAll(names).And.Contain("charrnn");
    }

    [Fact]
    public void Version_starts_with_digits()
    {
        CommandRun run = CommandRun.Of("--version");

        run.ExitCode.Should().Be(0);
        run.Output.Should().MatchRegex(@"^\d+\.\d+\.\d+");
    }
}
