using CharRnn.Cli.Options;

namespace CharRnn.Cli.Settings;

/// <summary>The type of the network's numbers.</summary>
internal enum Precision
{
    /// <summary>32 bits: about twice as fast.</summary>
    Float,

    /// <summary>64 bits.</summary>
    Double,
}

/// <summary>The name of a precision in files and messages.</summary>
internal static class Precisions
{
    private const string DoubleData = "F64";

    /// <summary>The precision of a data type of the library's files and jobs; one that is not given is the usual one.</summary>
    internal static Precision Of(string dataType) => dataType == DoubleData ? Precision.Double : Precision.Float;

    /// <summary>The library's name of the data type.</summary>
    internal static string DataType(this Precision precision) => precision == Precision.Double ? DoubleData : "F32";

    /// <summary>As it is typed.</summary>
    internal static string Word(this Precision precision) => OptionFormats.Word(precision);
}
