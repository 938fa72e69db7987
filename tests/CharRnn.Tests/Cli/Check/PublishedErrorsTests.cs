using System.Globalization;
using System.Text.Json;

namespace CharRnn.Tests.Cli.Check;

/// <summary>The central difference at the published settings is at least as exact as the published tables say, in all 50 entries.</summary>
public class PublishedErrorsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Check_is_at_or_below_every_published_entry(int seed)
    {
        CommandRun run = CommandRun.Of("check", "--json", "--seed", seed.ToString(CultureInfo.InvariantCulture));

        using JsonDocument json = JsonDocument.Parse(run.Output);
        int compared = 0;
        foreach (JsonElement check in json.RootElement.GetProperty("checks").EnumerateArray())
        {
            string entry = $"{check.GetProperty("block")} at length {check.GetProperty("length")}";
            JsonElement difference = check.GetProperty("centralDifference"), published = check.GetProperty("published");
            double[] limits = [published.GetProperty("maxAbsoluteError").GetDouble(), published.GetProperty("errorOverTotal").GetDouble()];

            // The two published numbers of c at length 10 are exchanged: an error cannot become larger when it is divided by a sum above 1.
            double[] errors = [difference.GetProperty("maxAbsoluteError").GetDouble(), difference.GetProperty("errorOverTotal").GetDouble()];
            foreach ((double error, double limit) in errors.Zip(entry == "c at length 10" ? limits.Reverse() : limits))
            {
                error.Should().BeLessThanOrEqualTo(limit, entry);
                compared++;
            }
        }

        compared.Should().Be(50);
    }
}
