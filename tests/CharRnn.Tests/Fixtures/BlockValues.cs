using System.Numerics;

namespace CharRnn.Tests.Fixtures;

/// <summary>Five blocks of a fixture, flat and column-major as in the library.</summary>
internal sealed class BlockValues : Dictionary<string, double[]>
{
    internal RnnParameters<T> ToParameters<T>(RnnArchitecture architecture)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var parameters = new RnnParameters<T>(architecture);
        foreach (ParameterBlock<T> block in parameters.Blocks)
        {
            Numbers.To<T>(this[block.Name]).CopyTo(block.Values);
        }

        return parameters;
    }
}
