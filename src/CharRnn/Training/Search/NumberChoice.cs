using System.Globalization;

namespace CharRnn.Training.Search;

/// <summary>The values of a numeric setting in a search.</summary>
public sealed record NumberChoice
{
    private readonly FixedList<double> _values = new([]);

    /// <summary>The values; a grid takes each of them. Default: none.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is NaN, infinite or negative.</exception>
    public IReadOnlyList<double> Values
    {
        get => _values;
        init
        {
            Preconditions.RequireNotNull(value, nameof(Values));
            _values = new(value.Select(number => Preconditions.RequireNonNegative(number, nameof(Values))));
        }
    }

    /// <summary>
    /// Whether a random search draws from the whole range between the smallest and the largest value, evenly on a
    /// logarithmic scale and rounded to three significant digits, and not just from the values themselves. They must then
    /// be greater than 0. Default false.
    /// </summary>
    public bool IsRange { get; init; }

    /// <summary>A choice among given values.</summary>
    /// <param name="values">Each 0 or more.</param>
    /// <returns>The choice.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is NaN, infinite or negative.</exception>
    public static NumberChoice Of(params double[] values) => new() { Values = values };

    /// <summary>A choice between two numbers, evenly distributed on a logarithmic scale; a grid takes both ends.</summary>
    /// <param name="minimum">Greater than 0.</param>
    /// <param name="maximum">At least the minimum.</param>
    /// <returns>The choice.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public static NumberChoice Between(double minimum, double maximum)
    {
        Preconditions.RequirePositive(minimum);
        return maximum >= minimum ? new() { Values = [minimum, maximum], IsRange = true }
            : throw new ArgumentOutOfRangeException(nameof(maximum), maximum, "Must not be less than the minimum.");
    }

    internal double Draw(ref SplitMix64 random)
    {
        if (!IsRange)
        {
            return _values[(int)random.Below(_values.Count)];
        }

        double low = Math.Log(_values.Min()), high = Math.Log(_values.Max());
        double drawn = Math.Exp(low + ((high - low) * random.NextDouble()));
        return Math.Clamp(ToThreeDigits(drawn), _values.Min(), _values.Max());
    }

    /// <summary>More digits would tell nothing: no network is so sensitive, and people read and type these numbers.</summary>
    private static double ToThreeDigits(double value) => double.Parse(value.ToString("G3", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
