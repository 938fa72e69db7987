using System.Numerics;
using CharRnn.Optimization;
using CharRnn.Persistence.Safetensors;
using CharRnn.Training;
using static CharRnn.Persistence.FileRule;

namespace CharRnn.Persistence;

/// <summary>The arrays of a checkpoint beside the model's: optimiser state, best parameters, hidden state, curves.</summary>
internal static class CheckpointTensors
{
    private const string Hidden = "training.hidden_state";
    private const string Losses = "training.loss_history";
    private const string Epochs = "training.epoch_history";
    private const string Best = "best";
    private const string BestValidation = "best_validation";
    private const string Average = "average";
    internal const string OptimizerPrefix = "optimizer.";
    private const int LossColumns = 3;
    private const int EpochColumns = 5;

    internal static IEnumerable<TensorToWrite> ToWrite<T>(Trainer<T> trainer, IStatefulOptimizer<T> optimizer)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        TrainingMemory<T> memory = trainer.Memory;
        int batch = trainer.Options.BatchSize;
        T[] hidden = memory.Windows.State;
        List<TensorToWrite> tensors = [Flat<T>(Hidden, [batch, hidden.Length / batch], hidden)];
        foreach (OptimizerState<T> remembered in optimizer.State)
        {
            AddBlocks(tensors, OptimizerPrefix + remembered.Name, remembered.Values);
        }

        AddBlocks(tensors, Average, AverageOf(trainer));
        AddBlocks(tensors, Best, memory.Best.Materialize());
        AddBlocks(tensors, BestValidation, memory.BestEpoch.Parameters);
        double[] losses = [.. memory.LossHistory.SelectMany(point => (double[])[point.Update, point.Loss, point.SmoothLoss])];
        tensors.Add(Flat<double>(Losses, [losses.Length / LossColumns, LossColumns], losses));
        double[] epochs = [.. memory.Epochs.Epochs.SelectMany(epoch => (double[])[epoch.Epoch, epoch.Update, epoch.SequenceLength, epoch.TrainingLoss, epoch.ValidationLoss])];
        tensors.Add(Flat<double>(Epochs, [epochs.Length / EpochColumns, EpochColumns], epochs));
        return tensors;
    }

    /// <summary>Refuses options that ask for more streams than the file has states for.</summary>
    internal static void RequireStreams(SafetensorsReader reader, int batchSize, int stateSize)
        => BlockTensors.RequireShape(reader, Hidden, batchSize, stateSize);

    /// <summary>Fills a trainer and its optimiser.</summary>
    internal static void Read<T>(SafetensorsReader reader, Trainer<T> trainer, IStatefulOptimizer<T> optimizer, CheckpointRecord record)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        TrainingMemory<T> memory = trainer.Memory;
        T[] hidden = memory.Windows.State;
        reader.Read<T>(BlockTensors.Find(reader, Hidden), 1, hidden.Length, hidden);
        optimizer.StepCount = record.OptimizerStepCount;
        foreach (OptimizerState<T> remembered in optimizer.State)
        {
            // A sum of squares may overflow; its parameter then no longer changes.
            ReadBlocks(reader, OptimizerPrefix + remembered.Name, remembered.Values, NumberRule.NotNaN);
        }

        ReadBlocks(reader, Average, AverageOf(trainer), NumberRule.Finite);
        ReadBlocks(reader, Best, memory.Best.Restore(record.BestSmoothLoss, record.BestUpdate), NumberRule.Finite);
        foreach (double[] row in ReadRows(reader, Losses, LossColumns))
        {
            memory.LossHistory.Add(new LossPoint(Whole(row[0], Losses), row[1], row[2]));
        }

        foreach (double[] row in ReadRows(reader, Epochs, EpochColumns))
        {
            Require(Whole(row[0], Epochs) == memory.Epochs.Epochs.Count + 1, $"Tensor '{Epochs}' has epoch {row[0]} after {Quantity.Of(memory.Epochs.Epochs.Count, "epoch")}.");
            var epoch = new EpochSummary((int)Whole(row[0], Epochs), Whole(row[1], Epochs), (int)Whole(row[2], Epochs), row[3], row[4]);
            memory.Epochs.Restore(epoch);
            memory.BestEpoch.Restore(epoch);
        }

        (memory.Epochs.LossSum, memory.Epochs.CharacterCount) = (record.EpochLossSum, record.EpochCharacterCount);
        ReadBlocks(reader, BestValidation, memory.BestEpoch.Parameters, NumberRule.Finite);
    }

    private static RnnParameters<T>? AverageOf<T>(Trainer<T> trainer)
        where T : unmanaged, IFloatingPointIeee754<T>
        => trainer.TrainedModel == trainer.Model ? null : trainer.TrainedModel.Rnn.Parameters;

    private static TensorToWrite Flat<T>(string name, IReadOnlyList<long> shape, T[] values)
        where T : unmanaged, IFloatingPointIeee754<T>
        => TensorToWrite.Of<T>(name, shape, 1, values.Length, () => values);

    private static void AddBlocks<T>(List<TensorToWrite> tensors, string prefix, RnnParameters<T>? values)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        foreach (ParameterBlock<T> block in values?.Blocks ?? [])
        {
            tensors.Add(BlockTensors.ToWrite($"{prefix}.{block.Name}", block));
        }
    }

    private static void ReadBlocks<T>(SafetensorsReader reader, string prefix, RnnParameters<T>? values, NumberRule rule)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        foreach (ParameterBlock<T> block in values?.Blocks ?? [])
        {
            BlockTensors.Read(reader, $"{prefix}.{block.Name}", block, rule);
        }
    }

    private static IEnumerable<double[]> ReadRows(SafetensorsReader reader, string name, int columnCount)
    {
        SafetensorsTensor tensor = BlockTensors.Find(reader, name);
        Require(
            tensor.DataType == "F64" && tensor.Shape.Count == 2 && tensor.Shape[1] == columnCount && tensor.ByteCount <= Array.MaxLength,
            $"Tensor '{name}' is of type {tensor.DataType} and shape {tensor.ShapeText}; F64 with {columnCount} columns is needed.");
        var values = new double[tensor.ByteCount / sizeof(double)];
        reader.Read<double>(tensor, 1, values.Length, values, NumberRule.Any);
        return values.Chunk(columnCount);
    }

    private static long Whole(double value, string name)
        => value is >= 0 and < int.MaxValue * 4096.0 && Math.Floor(value) == value ? (long)value
            : throw Broken($"Tensor '{name}' has {value} where a whole number is needed.");
}
