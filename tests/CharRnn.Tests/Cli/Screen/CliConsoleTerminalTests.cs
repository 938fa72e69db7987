using System.Text.RegularExpressions;
using CharRnn.Cli;
using CharRnn.Cli.Screen;
using CharRnn.Tests.Persistence;

namespace CharRnn.Tests.Cli.Screen;

/// <summary>The contents of a terminal and its scroll-back while the last lines are redrawn and the size changes.</summary>
public sealed class CliConsoleTerminalTests : IDisposable
{
    private const int Height = 24;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Status_lines_are_drawn_again_in_the_same_place()
    {
        using var terminal = new VirtualTerminal(80, Height);
        CliConsole console = Console(terminal);
        console.Out.WriteLine("a heading");
        var status = new StatusLines(console);

        status.Draw([new StatusText("a long line of numbers")], [new StatusText("second")]);
        status.Draw([new StatusText("short")], [new StatusText("second"), new StatusText(" again", StatusStyle.Quiet)]);

        terminal.Rows.Should().Equal("a heading", "short", "second again");
    }

    [Fact]
    public void Status_lines_become_fewer_without_rests()
    {
        using var terminal = new VirtualTerminal(80, Height);
        var status = new StatusLines(Console(terminal));

        status.Draw([new StatusText("one")], [new StatusText("two")], [new StatusText("three")]);
        status.Draw([new StatusText("1")]);

        terminal.Rows.Should().Equal("1");
    }

    [Fact]
    public void Text_above_the_status_lines_stays()
    {
        using var terminal = new VirtualTerminal(20, 4);
        var status = new StatusLines(Console(terminal));

        for (int i = 1; i <= 10; i++)
        {
            status.Draw([new StatusText("━━━━")], [new StatusText($"update {i}")]);
            status.WriteAbove($"sample {i}, which is longer than the screen is wide");
        }

        status.Keep();

        terminal.Text.Should().Be(
            string.Concat(Enumerable.Range(1, 10).Select(i => $"sample {i}, which is longer than the screen is wide\n")) + "━━━━\nupdate 10");
    }

    [Theory]
    [InlineData(200, 60)]
    [InlineData(80, 20)]
    [InlineData(60, 200)]
    [InlineData(21, 7)]
    public void Status_lines_after_a_resize_erase_themselves_and_nothing_else(int before, int after)
    {
        string bar = new('━', 70), sample = new('x', 130);
        using var terminal = new VirtualTerminal(before, Height);
        var status = new StatusLines(Console(terminal));
        status.WriteAbove(sample);
        status.Draw([new StatusText(bar)], [new StatusText(bar)]);

        terminal.Resize(after, Height);
        status.Draw([new StatusText(bar)], [new StatusText("update 2")]);
        terminal.Resize(before, Height);
        status.Draw([new StatusText("end")]);
        status.WriteAbove("later");

        terminal.Text.Should().Be($"{sample}\nlater\nend");
    }

    [Fact]
    public void Status_lines_never_reach_the_next_row_nor_the_top_of_the_screen()
    {
        using var terminal = new VirtualTerminal(10, 3);
        var status = new StatusLines(Console(terminal));
        status.WriteAbove("above");

        status.Draw([new StatusText("0123456789abc")], [new StatusText("012"), new StatusText("3456789")], [new StatusText("third")]);
        status.Draw([new StatusText("x")]);

        terminal.Text.Should().Be("above\nx");
    }

    [Fact]
    public void Status_lines_longer_than_the_terminal_has_become_meanwhile_are_cut()
    {
        using var terminal = new VirtualTerminal(40, Height);
        var console = new CliConsole(new MemoryStream(), terminal, TextWriter.Null, isTerminal: true, isPlain: false, () => new ScreenSize(200, Height));
        var status = new StatusLines(console);
        status.WriteAbove("above");

        status.Draw([new StatusText(new string('━', 100))], [new StatusText(new string('x', 50))]);
        status.Draw([new StatusText("end")]);
        status.WriteAbove(new string('y', 50));

        terminal.Text.Should().Be($"above\n{new string('y', 50)}\nend");
    }

    [Fact]
    public void Status_lines_vanish_after_a_failure()
    {
        using var terminal = new VirtualTerminal(80, Height);
        var status = new StatusLines(Console(terminal));
        status.Draw([new StatusText("one")], [new StatusText("two")]);

        Action act = () => status.During<int>(() => throw new InvalidOperationException());

        act.Should().Throw<InvalidOperationException>();
        terminal.Text.Should().BeEmpty();
    }

    [Theory]
    [InlineData(60)]
    [InlineData(80)]
    [InlineData(200)]
    public void Train_keeps_every_sample_and_one_bar_however_often_the_terminal_changes(int width)
    {
        int[] widths = [width - 30, width + 11, width / 2, width];
        int resized = 0;
        using var terminal = new VirtualTerminal(width, Height);
        terminal.Written = text =>
        {
            if (text.Contains("smooth loss", StringComparison.Ordinal))
            {
                terminal.Resize(widths[resized++ % widths.Length], Height);
            }
        };

        int code = CommandLine.Run(
            ["train", "--hidden", "8", "--updates", "100", "--sample-every", "10", "--sample-length", "150", "--final-length", "0", "--no-curve", "--output", _folder["m.safetensors"]],
            Console(terminal), CancellationToken.None);

        code.Should().Be(0);
        resized.Should().BeGreaterThan(10);
        string text = terminal.Text;
        Regex.Count(text, "^after update \\d+, smooth loss", RegexOptions.Multiline).Should().Be(10);
        Regex.Count(text, "^before the first update$", RegexOptions.Multiline).Should().Be(1);
        Regex.Count(text, "━").Should().BeLessThanOrEqualTo(40);
        text.Should().MatchRegex("━  100 %.*\nupdate 100, ").And.Contain("\nWrite more with: charrnn sample ");
    }

    [Theory]
    [InlineData(60, "search", "--hidden", "5", "--trials", "3", "--rungs", "1", "--first-epochs", "0.02", "--output", "{0}")]
    [InlineData(80, "search", "--hidden", "5", "--trials", "3", "--rungs", "1", "--first-epochs", "0.02", "--output", "{0}")]
    [InlineData(80, "check", "--hidden", "8", "--lengths", "5,25")]
    [InlineData(60, "check", "--hidden", "8", "--lengths", "5")]
    [InlineData(80, "report", "--hidden", "8", "--epochs", "1", "--updates", "100", "--sample-every", "50", "--trials", "2", "--trial-epochs", "0.02", "--rungs", "1", "--check-lengths", "5", "--output", "{0}")]
    [InlineData(80, "train", "--hidden", "8", "--updates", "20", "--sample-length", "1", "--final-length", "0", "--output", "{0}")]
    public void Command_leaves_no_bar_and_breaks_no_line_inside_a_word(int width, params string[] arguments)
    {
        using var terminal = new VirtualTerminal(width, Height);

        int code = CommandLine.Run(
            [.. arguments.Select(argument => string.Format(System.Globalization.CultureInfo.InvariantCulture, argument, _folder["m.safetensors"]))],
            Console(terminal), CancellationToken.None);

        code.Should().Be(0);
        string[] lines = terminal.Text.Split('\n');

        // A command to copy and the path of a file are the only lines that may be longer than the screen.
        lines.Where(line => line.Length > width && !line.Contains("charrnn ", StringComparison.Ordinal) && !line.Contains(_folder.Path, StringComparison.Ordinal))
            .Should().BeEmpty();
        lines.Count(line => line.StartsWith('━')).Should().Be(arguments[0] == "train" ? 1 : 0);
    }

    [Fact]
    public void Plain_lines_on_a_terminal_fit_and_have_no_control_sequences()
    {
        const int Width = 60;
        using var terminal = new VirtualTerminal(Width, Height);
        var written = new List<string>();
        terminal.Written = written.Add;

        CommandLine.Run(
            ["train", "--hidden", "8", "--updates", "3000", "--sample-length", "1", "--final-length", "0", "--no-curve", "--output", _folder["m.safetensors"]],
            Console(terminal, isPlain: true), CancellationToken.None);

        string.Concat(written).Should().NotContain("\u001b").And.NotContain("━");
        string[] steps = [.. terminal.Text.Split('\n').Where(line => line.StartsWith("update ", StringComparison.Ordinal))];
        steps.Should().HaveCountGreaterThan(15).And.OnlyContain(line => line.Length < Width);
        steps[^1].Should().StartWith("update 3,000, ").And.Contain(" nats/char");
    }

    [Theory]
    [InlineData("a few words", 80, "a few words")]
    [InlineData("a few words", 8, "a few\n  words")]
    [InlineData("one\ntwo three", 6, "one\ntwo\n  three")]
    [InlineData("/a/very/long/path is kept", 10, "/a/very/long/path\n  is kept")]
    [InlineData("", 5, "")]
    public void Fold_breaks_between_words(string text, int width, string expected)
        => LineFolding.Fold(text, width).Should().Be(expected);

    [Theory]
    [InlineData(80, "update 1, epoch 2, loss 3")]
    [InlineData(25, "update 1, loss 3")]
    [InlineData(5, "update 1")]
    public void Fit_leaves_out_what_has_the_highest_rank(int width, string expected)
        => LineFolding.Fit(width, ("update 1", 0), ("epoch 2", 2), ("", 3), ("loss 3", 1)).Should().Be(expected);

    [Theory]
    [InlineData(80, "n  first  second  third\n1     aa      bb     cc\n")]
    [InlineData(18, "n  first  second\n1     aa      bb\n\nn  third\n1     cc\n")]
    [InlineData(3, "n  first\n1     aa\n\nn  second\n1      bb\n\nn  third\n1     cc\n")]
    public void TextTable_that_is_too_wide_becomes_several_with_their_key(int width, string expected)
    {
        var table = new TextTable(["n", "first", "second", "third"]);
        table.Add(["1", "aa", "bb", "cc"]);

        table.ToText(width, keyColumns: 1).Should().Be(expected);
    }

    private static CliConsole Console(VirtualTerminal terminal, bool isPlain = false)
        => new(new MemoryStream(), terminal, TextWriter.Null, isTerminal: true, isPlain, () => terminal.Size);
}
