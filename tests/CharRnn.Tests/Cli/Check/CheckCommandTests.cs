using System.Text.Json;
using CharRnn.Cli.Check;

namespace CharRnn.Tests.Cli.Check;

public class CheckCommandTests
{
    private const string Text = "she sells sea shells by the sea shore";

    private static readonly string[] _small = ["check", "--hidden", "9", "--lengths", "3,6"];

    [Fact]
    public void Check_small_network_has_five_tables_and_exit_code_0()
    {
        CommandRun run = CommandRun.Of(_small);

        run.ExitCode.Should().Be(0);
        run.Error.Should().BeEmpty();
        foreach (string title in new[] { "\nU, 9 × 80:", "\nW, 9 × 9:", "\nV, 80 × 9:", "\nb, 9:", "\nc, 80:" })
        {
            run.Output.Should().Contain(title);
        }

        run.Output.ReplaceLineEndings(" ").Should().Contain("B = 1, double, seed 1").And.NotContain("published");
    }

    [Fact]
    public void Check_published_settings_show_the_published_numbers()
    {
        CommandRun run = CommandRun.Of("check", "--lengths", "5");

        run.ExitCode.Should().Be(0);
        run.Output.Should().MatchRegex(@"\n +5 +\d\.\d\de-09 +4\.30e-09 +\d\.\d\de-11 +3\.98e-11 ").And.Contain("K = 80, m = 100, σ = 0.1");
    }

    [Fact]
    public void Check_markdown_is_five_tables_of_as_many_columns_everywhere()
    {
        string output = CommandRun.Of([.. _small, "--markdown"]).Output;

        string[] rows = [.. output.Split('\n').Where(line => line.StartsWith('|'))];
        rows.Should().HaveCount(5 * 4);
        rows.Select(row => row.Count(character => character == '|')).Distinct().Should().ContainSingle();
        output.Split('\n').Count(line => line.StartsWith("### ", StringComparison.Ordinal)).Should().Be(5);
    }

    [Fact]
    public void Check_json_has_every_length_and_block()
    {
        using JsonDocument json = JsonDocument.Parse(CommandRun.WithInput(Text, [.. _small, "-", "--json", "--batch", "2"]).Output);

        json.RootElement.GetProperty("text").GetString().Should().Be("standard input");
        json.RootElement.GetProperty("vocabularySize").GetInt32().Should().Be(Text.Distinct().Count());
        json.RootElement.GetProperty("passed").GetBoolean().Should().BeTrue();
        JsonElement[] checks = [.. json.RootElement.GetProperty("checks").EnumerateArray()];
        checks.Select(check => (check.GetProperty("length").GetInt32(), check.GetProperty("block").GetString())).Should().Equal(
            (3, "U"), (3, "W"), (3, "V"), (3, "b"), (3, "c"), (6, "U"), (6, "W"), (6, "V"), (6, "b"), (6, "c"));
        foreach (JsonElement check in checks)
        {
            JsonElement complex = check.GetProperty("complexStep"), difference = check.GetProperty("centralDifference");
            complex.GetProperty("maxAbsoluteError").GetDouble().Should().BeLessThan(complex.GetProperty("bound").GetDouble());
            (complex.GetProperty("maxAbsoluteError").GetDouble() * 1e4).Should().BeLessThan(difference.GetProperty("maxAbsoluteError").GetDouble());
        }
    }

    /// <summary>Every block of every layer, with its shape and role; published numbers are shown only for the published network.</summary>
    [Theory]
    [InlineData("gru", "2", "U, 27 × 80: from character to gates|U2, 27 × 9: from the layer below to gates, layer 2|W2, 27 × 9: from hidden state to gates, layer 2|d, 9: bias inside the reset gate|d2, 9: |b2, 27: |V, 80 × 9: |c, 80: ")]
    [InlineData("lstm", "3", "U, 36 × 80: |W3, 36 × 9: |b3, 36: bias of the gates, layer 3")]
    [InlineData("tanh", "2", "U2, 9 × 9: from the layer below to hidden state, layer 2|W2, 9 × 9: from hidden state to hidden state, layer 2")]
    public void Check_of_a_cell_and_depth_has_a_table_for_every_block(string cell, string layers, string titles)
    {
        CommandRun run = CommandRun.Of([.. _small, "--cell", cell, "--layers", layers]);

        run.ExitCode.Should().Be(0);
        foreach (string title in titles.Split('|'))
        {
            run.Output.Should().Contain("\n" + title);
        }

        run.Output.Should().NotContain("published");
    }

    [Fact]
    public void Check_json_names_cell_and_layers()
    {
        using JsonDocument json = JsonDocument.Parse(CommandRun.Of([.. _small, "--json", "--cell", "lstm", "--layers", "2"]).Output);

        json.RootElement.GetProperty("cell").GetString().Should().Be("lstm");
        json.RootElement.GetProperty("layerCount").GetInt32().Should().Be(2);
        json.RootElement.GetProperty("passed").GetBoolean().Should().BeTrue();
        json.RootElement.GetProperty("checks").GetArrayLength().Should().Be(2 * 8);
    }

    [Fact]
    public void Check_float_is_checked_against_double()
    {
        using JsonDocument json = JsonDocument.Parse(CommandRun.Of([.. _small, "--json", "--precision", "float"]).Output);

        json.RootElement.GetProperty("passed").GetBoolean().Should().BeTrue();
        json.RootElement.GetProperty("checks")[0].GetProperty("complexStep").GetProperty("maxAbsoluteError").GetDouble().Should().BeInRange(1e-10, 1e-5);
    }

    [Fact]
    public void Check_error_above_the_bound_is_exit_code_1_and_named()
    {
        CommandRun run = CommandRun.Of([.. _small, "--bound", "1e-30"]);

        run.ExitCode.Should().Be(1);
        run.Output.Should().Contain("\nU, 9 × 80:");
        run.Error.Should().MatchRegex("^charrnn: 10 of the errors exceed their bounds, the first in U at length 3, row [0-9]+, column [0-9]+: backpropagation gives .*\n$");
    }

    [Theory]
    [InlineData("0")]
    [InlineData("5,,6")]
    [InlineData("five")]
    [InlineData("5;6")]
    public void Check_lengths_that_are_none_are_exit_code_2(string lengths)
    {
        CommandRun run = CommandRun.Of("check", "--lengths", lengths);

        run.ExitCode.Should().Be(2);
        run.Error.Should().Contain($"not '{lengths}'");
    }

    [Fact]
    public void Check_text_that_is_too_short_is_exit_code_1()
    {
        CommandRun run = CommandRun.WithInput("abc", "check", "-", "--hidden", "2", "--lengths", "3");

        run.ExitCode.Should().Be(1);
        run.Error.Should().Contain("standard input has 3 characters; 4 are needed");
    }

    [Fact]
    public void Check_interrupted_is_exit_code_130()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        CommandRun.Interrupted(_small, stop.Token).ExitCode.Should().Be(130);
    }

    [Fact]
    public void Check_on_a_screen_shows_a_bar_and_the_tables()
        => CommandRun.OnScreen(isPlain: false, _small).Should().Match<CommandRun>(run => run.ExitCode == 0 && run.Output.Contains("U, 9 × 80:"));

    [Fact]
    public void Find_published_numbers_of_other_lengths_do_not_exist()
    {
        PublishedErrors.Find("W", 20).Should().Be((3.36e-08, 1.09e-11));
        PublishedErrors.Find("W", 21).Should().BeNull();
        PublishedErrors.Find("X", 20).Should().BeNull();
    }
}
