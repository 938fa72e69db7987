using System.Globalization;
using System.Numerics;
using CharRnn.Persistence.Safetensors;

namespace CharRnn.Persistence.Onnx;

/// <summary>The parts of an ONNX graph: nodes, initial values, inputs and outputs.</summary>
/// <remarks>Field numbers and type codes: onnx.proto of ONNX 1.12 (IR version 8, operator set 17).</remarks>
internal sealed class OnnxGraph(ProtobufWriter graph)
{
    private const int FloatType = 1;
    private const int Int64Type = 7;
    private const int DoubleType = 11;
    private const int IntAttribute = 2;
    private int _sizeLists;

    /// <summary>Adds a node with one output, which bears the output's name.</summary>
    /// <returns>The output.</returns>
    internal string Node(string operation, string output, params ReadOnlySpan<string> inputs)
    {
        Node(operation, [output], [.. inputs], axis: null);
        return output;
    }

    /// <summary>Cuts the columns of an input into parts.</summary>
    /// <returns>The parts.</returns>
    internal string[] Split(string input, IReadOnlyList<string> outputs, int width)
    {
        string sizes = string.Create(CultureInfo.InvariantCulture, $"split_{++_sizeLists}");
        graph.Message(5, tensor =>
        {
            tensor.Number(1, outputs.Count);
            tensor.Number(2, Int64Type);
            for (int i = 0; i < outputs.Count; i++)
            {
                tensor.Number(7, width);
            }

            tensor.Text(8, sizes);
        });
        Node("Split", outputs, [input, sizes], axis: 1);
        return [.. outputs];
    }

    /// <summary>Puts inputs side by side.</summary>
    internal void Concatenate(string output, IReadOnlyList<string> inputs) => Node("Concat", [output], inputs, axis: 1);

    internal void Name(string name) => graph.Text(2, name);

    /// <summary>Adds a block as it is in memory. A column-major array read row by row is its transpose.</summary>
    internal string Initializer<T>(string name, ParameterBlock<T> block)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        graph.Message(5, tensor =>
        {
            if (!block.Entry.IsVector)
            {
                tensor.Number(1, block.ColumnCount);
            }

            tensor.Number(1, block.RowCount);
            tensor.Number(2, TypeCode<T>());
            tensor.Text(8, name);

            // One column of all elements: written in the order in which they are in memory.
            TensorToWrite values = TensorToWrite.Of<T>(name, [], block.Elements.Length, 1, () => block.Elements);
            tensor.Bytes(9, values.ByteCount, values.Write);
        });
        return name;
    }

    /// <summary>An input of one index for each stream.</summary>
    internal void IndexInput(string name, string description) => Value(11, name, Int64Type, null, description);

    /// <summary>An input of streams × size.</summary>
    internal void Input<T>(string name, int size, string description) => Value(11, name, TypeCode<T>(), size, description);

    /// <summary>An output of streams × size.</summary>
    internal void Output<T>(string name, int size, string description) => Value(12, name, TypeCode<T>(), size, description);

    private static int TypeCode<T>() => typeof(T) == typeof(float) ? FloatType : DoubleType;

    private void Node(string operation, IReadOnlyList<string> outputs, IReadOnlyList<string> inputs, int? axis)
        => graph.Message(1, node =>
        {
            foreach (string input in inputs)
            {
                node.Text(1, input);
            }

            foreach (string output in outputs)
            {
                node.Text(2, output);
            }

            node.Text(3, outputs[0]);
            node.Text(4, operation);
            if (axis is { } number)
            {
                node.Message(5, attribute =>
                {
                    attribute.Text(1, "axis");
                    attribute.Number(3, number);
                    attribute.Number(20, IntAttribute);
                });
            }
        });

    private void Value(int field, string name, int type, int? size, string description)
        => graph.Message(field, value =>
        {
            value.Text(1, name);
            value.Message(2, kind => kind.Message(1, tensor =>
            {
                tensor.Number(1, type);
                tensor.Message(2, shape =>
                {
                    shape.Message(1, dimension => dimension.Text(2, "streams"));
                    if (size is { } length)
                    {
                        shape.Message(1, dimension => dimension.Number(1, length));
                    }
                });
            }));
            value.Text(3, description);
        });
}
