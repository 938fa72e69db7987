namespace CharRnn.Browser;

/// <summary>Counts the checks and reports those that failed.</summary>
internal sealed class Checks
{
    internal int Passed { get; private set; }

    internal int Failed { get; private set; }

    internal void Fail(string problem)
    {
        Failed++;
        Console.WriteLine($"FAIL  {problem}");
    }

    internal void Require(bool holds, string problem)
    {
        if (holds)
        {
            Passed++;
        }
        else
        {
            Fail(problem);
        }
    }

    internal void Contains(string shown, string wanted, string where)
        => Require(shown.Contains(wanted, StringComparison.Ordinal), $"{where}: '{wanted}' is not in '{shown}'");

    /// <summary>Compares the first number of a text with the unrounded number.</summary>
    internal void Near(string shown, double wanted, double tolerance, string where)
    {
        string digits = new([.. shown.Replace('−', '-').SkipWhile(c => !char.IsAsciiDigit(c) && c != '-').TakeWhile(c => char.IsAsciiDigit(c) || c is '-' or '.' or 'e' or '+')]);
        Require(
            double.TryParse(digits, System.Globalization.CultureInfo.InvariantCulture, out double number) && Math.Abs(number - wanted) <= tolerance,
            $"{where}: {wanted} should be shown, and '{shown}' is");
    }
}
