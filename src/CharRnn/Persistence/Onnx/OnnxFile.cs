using System.Numerics;

namespace CharRnn.Persistence.Onnx;

/// <summary>One step of a network as an ONNX graph; docs/interop.md describes it for its users.</summary>
/// <remarks>
/// <para>Rows are streams: o = h Vᵀ + c with h = tanh(Uᵀ[x] + h₋ Wᵀ + b). A column-major array read row by row is its
/// transpose, so the blocks go into the file as they are in memory.</para>
/// <para>Field numbers and type codes: onnx.proto of ONNX 1.12 (IR version 8, operator set 17).</para>
/// </remarks>
internal static class OnnxFile
{
    internal const string Character = "character";
    internal const string State = "state";
    internal const string Logits = "logits";
    internal const string NextState = "next_state";
    private const int IrVersion = 8;
    private const int OperatorSet = 17;
    private const int FloatType = 1;
    private const int Int64Type = 7;
    private const int DoubleType = 11;

    // ONNX files are read into one protobuf message, which ends at 2 GB; a little of it is for names.
    private const long Limit = int.MaxValue - (1 << 20);

    internal static void Write<T>(string path, RnnModel<T> model)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        AtomicFile.Write(path, Prepare(model));
    }

    /// <summary>Checks a model before anything is written.</summary>
    internal static unsafe Action<Stream> Prepare<T>(RnnModel<T> model)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ModelTensors.RequireFinite(model.Rnn.Parameters);
        long size = model.Rnn.Parameters.Architecture.ParameterCount * sizeof(T);
        if (size > Limit)
        {
            throw new InvalidOperationException(FormattableString.Invariant(
                $"The parameters take {size} bytes; an ONNX file holds at most {Limit}."));
        }

        return stream => Model(new ProtobufWriter(stream), model);
    }

    private static void Model<T>(ProtobufWriter writer, RnnModel<T> model)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        writer.Number(1, IrVersion);
        writer.Text(2, "CharRnn");
        writer.Text(3, typeof(OnnxFile).Assembly.GetName().Version!.ToString(3));
        writer.Message(7, graph => Graph(graph, model.Rnn.Parameters));
        writer.Message(8, set =>
        {
            set.Text(1, "");
            set.Number(2, OperatorSet);
        });
        foreach ((string key, string value) in ModelMetadata.ToWrite(ModelMetadata.ModelKind, model.Vocabulary, null))
        {
            if (key.StartsWith(ModelMetadata.Prefix, StringComparison.Ordinal))
            {
                writer.Message(14, entry =>
                {
                    entry.Text(1, key);
                    entry.Text(2, value);
                });
            }
        }
    }

    private static void Graph<T>(ProtobufWriter graph, RnnParameters<T> parameters)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int m = parameters.Architecture.HiddenSize, k = parameters.Architecture.VocabularySize;
        Node(graph, "Gather", "input_column", "U_transposed", Character);
        Node(graph, "MatMul", "recurrent", State, "W_transposed");
        Node(graph, "Add", "without_bias", "input_column", "recurrent");
        Node(graph, "Add", "activation", "without_bias", "b");
        Node(graph, "Tanh", NextState, "activation");
        Node(graph, "MatMul", "logits_without_bias", NextState, "V_transposed");
        Node(graph, "Add", Logits, "logits_without_bias", "c");
        graph.Text(2, "character_rnn_step");
        Initializer(graph, "U_transposed", parameters.U, k, m);
        Initializer(graph, "W_transposed", parameters.W, m, m);
        Initializer(graph, "V_transposed", parameters.V, m, k);
        Initializer(graph, "b", parameters.B, m);
        Initializer(graph, "c", parameters.C, k);
        Value(graph, 11, Character, Int64Type, null, "Index of the character that each stream reads.");
        Value(graph, 11, State, TypeCode<T>(), m, "Hidden state before the step; zeros at the start of a text.");
        Value(graph, 12, Logits, TypeCode<T>(), k, "Scores of the next character; softmax makes them probabilities.");
        Value(graph, 12, NextState, TypeCode<T>(), m, "Hidden state after the step: the state of the next one.");
    }

    private static int TypeCode<T>() => typeof(T) == typeof(float) ? FloatType : DoubleType;

    private static void Node(ProtobufWriter graph, string operation, string output, params ReadOnlySpan<string> inputs)
    {
        string[] names = [.. inputs];
        graph.Message(1, node =>
        {
            foreach (string input in names)
            {
                node.Text(1, input);
            }

            node.Text(2, output);
            node.Text(3, output);
            node.Text(4, operation);
        });
    }

    private static void Initializer<T>(ProtobufWriter graph, string name, ParameterBlock<T> block, params int[] shape)
        where T : unmanaged, IFloatingPointIeee754<T>
        => graph.Message(5, tensor =>
        {
            foreach (int size in shape)
            {
                tensor.Number(1, size);
            }

            tensor.Number(2, TypeCode<T>());
            tensor.Text(8, name);

            // One column of all elements: written in the order in which they are in memory.
            TensorToWrite values = TensorToWrite.Of<T>(name, [], block.Elements.Length, 1, () => block.Elements);
            tensor.Bytes(9, values.ByteCount, values.Write);
        });

    /// <summary>An input or output: streams × size, or streams alone.</summary>
    private static void Value(ProtobufWriter graph, int field, string name, int type, int? size, string description)
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
