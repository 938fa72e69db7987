using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace CharRnn.Common;

/// <summary>Checks at the public boundary. Each names the argument, the value given and the value needed.</summary>
internal static class Preconditions
{
    /// <summary>Refuses every element type but <see cref="float"/> and <see cref="double"/>.</summary>
    internal static void RequireSupported<T>()
    {
        if (typeof(T) != typeof(float) && typeof(T) != typeof(double))
        {
            throw new NotSupportedException($"CharRnn computes in float or double, not in {typeof(T)}.");
        }
    }

    internal static int RequirePositive(int value, [CallerArgumentExpression(nameof(value))] string? name = null)
        => value > 0 ? value : throw new ArgumentOutOfRangeException(name, value, "Must be at least 1.");

    internal static int RequireNonNegative(int value, [CallerArgumentExpression(nameof(value))] string? name = null)
        => value >= 0 ? value : throw new ArgumentOutOfRangeException(name, value, "Must be 0 or more.");

    internal static long RequireNonNegative(long value, [CallerArgumentExpression(nameof(value))] string? name = null)
        => value >= 0 ? value : throw new ArgumentOutOfRangeException(name, value, "Must be 0 or more.");

    /// <summary>Refuses more threads than any machine can use: their bookkeeping alone would fill its memory.</summary>
    internal static int RequireThreadCount(int value, [CallerArgumentExpression(nameof(value))] string? name = null)
        => value is >= 0 and <= 1024 ? value : throw new ArgumentOutOfRangeException(name, value, "Must be from 1 to 1024, or 0 to choose.");

    /// <summary>Refuses NaN, infinity, zero and negative numbers.</summary>
    internal static double RequirePositive(double value, [CallerArgumentExpression(nameof(value))] string? name = null)
        => double.IsFinite(value) && value > 0 ? value
            : throw new ArgumentOutOfRangeException(name, value, "Must be a finite number greater than 0.");

    /// <summary>Refuses NaN, infinity and negative numbers.</summary>
    internal static double RequireNonNegative(double value, [CallerArgumentExpression(nameof(value))] string? name = null)
        => double.IsFinite(value) && value >= 0 ? value
            : throw new ArgumentOutOfRangeException(name, value, "Must be a finite number, 0 or more.");

    /// <summary>Refuses NaN and numbers outside <c>[0, 1)</c>.</summary>
    internal static double RequireFraction(double value, [CallerArgumentExpression(nameof(value))] string? name = null)
        => value is >= 0 and < 1 ? value
            : throw new ArgumentOutOfRangeException(name, value, "Must be at least 0 and less than 1.");

    /// <summary>Refuses numbers that an enumeration does not name.</summary>
    internal static TEnum RequireDefined<TEnum>(TEnum value, [CallerArgumentExpression(nameof(value))] string? name = null)
        where TEnum : struct, Enum
        => Enum.IsDefined(value) ? value
            : throw new ArgumentOutOfRangeException(name, value, $"Must be one of {string.Join(", ", Enum.GetNames<TEnum>())}.");

    internal static TValue RequireNotNull<TValue>([System.Diagnostics.CodeAnalysis.NotNull] TValue? value, [CallerArgumentExpression(nameof(value))] string? name = null)
        where TValue : class
        => value ?? throw new ArgumentNullException(name);

    internal static void RequireLength(int length, int needed, string what, string name)
    {
        if (length != needed)
        {
            throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture, $"{what} has {Quantity.Of(length, "element")}; {needed} are needed."), name);
        }
    }

    internal static void RequireSameArchitecture(RnnArchitecture given, RnnArchitecture needed, string name)
    {
        if (given != needed)
        {
            throw new ArgumentException($"The architecture is {given}; {needed} is needed.", name);
        }
    }

    internal static void RequireSameVocabulary(Vocabulary given, Vocabulary needed, string name)
    {
        if (!given.Equals(needed))
        {
            throw new ArgumentException("The text was encoded with another vocabulary than the model's.", name);
        }
    }

    /// <summary>Refuses what is not in a vocabulary, by its place in the text.</summary>
    internal static void RequireIndexes(ReadOnlySpan<int> indexes, int start, int vocabularySize, string name)
    {
        int place = indexes.IndexOfAnyExceptInRange(0, vocabularySize - 1);
        if (place >= 0)
        {
            throw new ArgumentOutOfRangeException(
                name,
                indexes[place],
                string.Create(CultureInfo.InvariantCulture, $"The index at position {start + place} is not in the vocabulary, which has the indexes 0 to {vocabularySize - 1}."));
        }
    }

    /// <summary>Converts an option given as <see cref="double"/> to the element type.</summary>
    internal static T To<T>(double value)
        where T : unmanaged, IFloatingPointIeee754<T> => T.CreateSaturating(value);
}
