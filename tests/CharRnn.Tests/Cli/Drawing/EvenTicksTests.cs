using System.Xml.Linq;
using CharRnn.Cli.Drawing;
using ScottPlot;

namespace CharRnn.Tests.Cli.Drawing;

public sealed class EvenTicksTests
{
    [Theory]
    [InlineData(1.0, 3.2)]
    [InlineData(1.61, 1.84)]
    [InlineData(-1, 1)]
    [InlineData(0, 0.0007)]
    public void Numbers_on_an_axis_have_one_number_of_digits(double bottom, double top)
    {
        Picture picture = PictureStyle.Create((plot, theme, size) =>
        {
            PictureStyle.AddLine(plot, [0, 1], [bottom, top], theme.Blue, 2);
            PictureStyle.SetLimits(plot, theme, size, new AxisLimits(0, 1, bottom, top), []);
            PictureStyle.Title(plot, size, "title", "x", "y");
            plot.Axes.Bottom.TickGenerator = new ScottPlot.TickGenerators.EmptyTickGenerator();
        });

        foreach (PictureSvg drawing in (PictureSvg[])[picture.Wide, picture.Narrow])
        {
            string[] numbers = [.. XDocument.Parse(drawing.Light).Descendants().Where(element => element.Name.LocalName == "text").Select(text => text.Value.Trim()).Where(text => text.Any(char.IsAsciiDigit))];
            numbers.Should().HaveCountGreaterThan(2).And.NotContain("-0");
            numbers.Select(number => number.Split('.').ElementAtOrDefault(1)?.Length ?? 0).Distinct().Should().ContainSingle(string.Join(' ', numbers));
        }
    }
}
