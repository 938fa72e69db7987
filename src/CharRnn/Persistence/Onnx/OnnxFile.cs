using System.Numerics;
using CharRnn.Persistence.PyTorch;

namespace CharRnn.Persistence.Onnx;

/// <summary>One step of a network as an ONNX graph; docs/interop.md describes it for its users.</summary>
/// <remarks>Field numbers: onnx.proto of ONNX 1.12 (IR version 8, operator set 17).</remarks>
internal static class OnnxFile
{
    internal const string Character = "character";
    internal const string State = "state";
    internal const string Logits = "logits";
    internal const string NextState = "next_state";
    private const int IrVersion = 8;
    private const int OperatorSet = 17;

    // ONNX files are read into one protobuf message, which is limited to 2 GB; a small part of it is needed for names.
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
        NetworkTensors.RequireFinite(model.Rnn.Parameters);
        long size = model.Rnn.Parameters.Architecture.ParameterCount * sizeof(T);
        if (size > Limit)
        {
            throw new InvalidOperationException(FormattableString.Invariant(
                $"The parameters take {Quantity.Of(size, "byte")}; an ONNX file holds at most {Limit}."));
        }

        return stream => Model(new ProtobufWriter(stream), model);
    }

    private static void Model<T>(ProtobufWriter writer, RnnModel<T> model)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        writer.Number(1, IrVersion);
        writer.Text(2, "CharRnn");
        writer.Text(3, typeof(OnnxFile).Assembly.GetName().Version!.ToString(3));
        writer.Message(7, graph => new OnnxStep<T>(new OnnxGraph(graph), model.Rnn.Parameters).Write());
        writer.Message(8, set =>
        {
            set.Text(1, "");
            set.Number(2, OperatorSet);
        });
        foreach ((string key, string value) in ModelMetadata.ToWrite(ModelMetadata.ModelKind, model.Vocabulary, model.Rnn.Parameters.Architecture.Cell, null))
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
}
