using System.Numerics;
using CharRnn.Kernels;
using static CharRnn.Persistence.FileRule;

namespace CharRnn.Persistence;

/// <summary>The five parameter arrays as the six tensors of a PyTorch <c>nn.RNN</c> called rnn and an <c>nn.Linear</c> called linear.</summary>
internal static class ModelTensors
{
    private const string U = "rnn.weight_ih_l0";
    private const string W = "rnn.weight_hh_l0";
    private const string B = "rnn.bias_ih_l0";
    private const string SecondB = "rnn.bias_hh_l0";
    private const string V = "linear.weight";
    private const string C = "linear.bias";
    private static readonly string[] _all = [U, W, B, SecondB, V, C];

    /// <summary>The tensors of a network. <c>rnn.bias_hh_l0</c>, a second bias that PyTorch adds to the first, is all zeros.</summary>
    internal static IEnumerable<TensorToWrite> ToWrite<T>(RnnParameters<T> parameters)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int m = parameters.Architecture.HiddenSize;
        yield return BlockTensors.ToWrite(U, parameters.U);
        yield return BlockTensors.ToWrite(W, parameters.W);
        yield return BlockTensors.ToWrite(B, parameters.B);
        yield return TensorToWrite.Of<T>(SecondB, [m], m, 1, () => new T[m]);
        yield return BlockTensors.ToWrite(V, parameters.V);
        yield return BlockTensors.ToWrite(C, parameters.C);
    }

    /// <summary>Refuses to write what nobody could read again.</summary>
    /// <exception cref="InvalidOperationException">A parameter is NaN or infinite.</exception>
    internal static void RequireFinite<T>(RnnParameters<T> parameters)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        foreach (ParameterBlock<T> block in parameters.Blocks)
        {
            if (!KernelSet<T>.Best.AllFinite(block.Elements))
            {
                throw new InvalidOperationException($"Block {block.Name} has a NaN or an infinity; such a model is not written, so that it replaces no good one.");
            }
        }
    }

    /// <summary>The sizes that the six tensors agree on.</summary>
    /// <exception cref="InvalidDataException">A tensor is missing or has another type or shape, or there are tensors of a larger network.</exception>
    internal static RnnArchitecture FindArchitecture(SafetensorsReader reader)
    {
        foreach (string name in reader.Tensors.Keys)
        {
            if ((name.StartsWith("rnn.", StringComparison.Ordinal) || name.StartsWith("linear.", StringComparison.Ordinal)) && !_all.Contains(name))
            {
                throw Broken($"Tensor '{name}' belongs to another kind of network: more layers, both directions, or a projection.");
            }
        }

        SafetensorsTensor input = Find(reader, U);
        if (input.Shape is not [> 0 and <= int.MaxValue, > 0 and <= int.MaxValue])
        {
            throw Broken($"Tensor '{U}' has the shape {input.ShapeText}; hidden units × characters, each at least 1, are needed.");
        }

        long m = input.Shape[0], k = input.Shape[1];
        if (m > Array.MaxLength / Math.Max(m, k))
        {
            throw Broken($"Tensor '{U}' has the shape {input.ShapeText}: too large for an array.");
        }

        RequireShape(reader, W, m, m);
        RequireShape(reader, B, m);
        RequireShape(reader, SecondB, m);
        RequireShape(reader, V, k, m);
        RequireShape(reader, C, k);
        return new RnnArchitecture { VocabularySize = (int)k, HiddenSize = (int)m };
    }

    /// <summary>The type of the network's numbers; the other tensors may have the other one.</summary>
    internal static string DataType(SafetensorsReader reader) => Find(reader, U).DataType;

    /// <summary>Reads a network whose sizes <see cref="FindArchitecture"/> has checked.</summary>
    /// <exception cref="InvalidDataException">A number is NaN, infinite, or too large for <typeparamref name="T"/>.</exception>
    internal static RnnParameters<T> Read<T>(SafetensorsReader reader, RnnArchitecture architecture)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var parameters = new RnnParameters<T>(architecture);
        BlockTensors.Read(reader, U, parameters.U);
        BlockTensors.Read(reader, W, parameters.W);
        BlockTensors.Read(reader, B, parameters.B);
        BlockTensors.Read(reader, V, parameters.V);
        BlockTensors.Read(reader, C, parameters.C);
        AddSecondBias(reader, parameters.B);
        return parameters;
    }

    /// <summary>The tensor, F32 or F64.</summary>
    /// <exception cref="InvalidDataException">It is missing, or has another type.</exception>
    internal static SafetensorsTensor Find(SafetensorsReader reader, string name)
    {
        if (!reader.Tensors.TryGetValue(name, out SafetensorsTensor? tensor))
        {
            throw Broken($"There is no tensor '{name}'.");
        }

        return tensor.DataType is "F32" or "F64" ? tensor
            : throw Broken($"Tensor '{name}' is of type {tensor.DataType}; F32 or F64 is needed.");
    }

    internal static SafetensorsTensor RequireShape(SafetensorsReader reader, string name, params long[] shape)
    {
        SafetensorsTensor tensor = Find(reader, name);
        return tensor.Shape.SequenceEqual(shape) ? tensor
            : throw Broken($"Tensor '{name}' has the shape {tensor.ShapeText}; [{string.Join(", ", shape)}] is needed.");
    }

    private static void AddSecondBias<T>(SafetensorsReader reader, ParameterBlock<T> bias)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Span<T> values = bias.Values;
        var second = new T[values.Length];
        reader.Read<T>(Find(reader, SecondB), second.Length, 1, second);
        for (int i = 0; i < second.Length; i++)
        {
            // Adding 0 would turn −0 into +0; what was saved comes back bit for bit.
            if (second[i] != T.Zero)
            {
                values[i] += second[i];
            }

            if (!T.IsFinite(values[i]))
            {
                throw Broken($"The sum of '{B}' and '{SecondB}' overflows at row {i}.");
            }
        }
    }
}
