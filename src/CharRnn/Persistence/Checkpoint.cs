using System.Numerics;
using CharRnn.Optimization;
using CharRnn.Persistence.PyTorch;
using CharRnn.Persistence.Safetensors;
using CharRnn.Training;
using static CharRnn.Persistence.FileRule;

namespace CharRnn.Persistence;

/// <summary>Saves and resumes training runs. The results of a resumed run are bit-identical to those of an uninterrupted run.</summary>
/// <remarks>
/// A checkpoint is a model file with additional content: <see cref="RnnModel{T}.Load(string)"/> reads its network, and
/// <see cref="ModelFile.Inspect"/> describes its training run. It contains the parameters, the best parameters so far, the optimiser's state, the
/// hidden state, all counters, the loss curve, the options, and a fingerprint of the text, but not the text itself.
/// </remarks>
/// <example>
/// Stops a run after 50 updates and continues it from the file:
/// <code><![CDATA[
/// EncodedText text = TextFile.Read("novel.txt");
/// TrialSettings settings = TrialSettings.For(text, hiddenSize: 32);
/// Trainer<float> trainer = settings.CreateTrainer<float>(text);
/// while (trainer.Update < 50)
/// {
///     trainer.Step(text);
/// }
///
/// Checkpoint.Save("run.ckpt", trainer, text);
/// Trainer<float> resumed = Checkpoint.Resume<float>("run.ckpt", text);
/// resumed.Train(text);
/// Console.WriteLine($"{resumed.Update} updates, smooth loss {resumed.SmoothLoss:F2}");
/// ]]></code>
/// </example>
public static class Checkpoint
{
    /// <summary>Writes a training run to a file between two updates. The file is replaced in one piece.</summary>
    /// <param name="path">The file; replaced if it exists. After a failure the old file and the trainer are unchanged.</param>
    /// <param name="trainer">The run.</param>
    /// <param name="text">The text that it is trained on.</param>
    /// <param name="settings">
    /// Strings to store in the file, as for <see cref="RnnModel{T}.Save(string, IReadOnlyDictionary{string, string})"/>; may be null.
    /// </param>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <exception cref="ArgumentNullException"><paramref name="trainer"/> or <paramref name="text"/> is null.</exception>
    /// <exception cref="ArgumentException">
    /// <paramref name="path"/> is null or empty, the text is not the one trained on, or a setting is null or has a reserved name.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// The run has diverged, a parameter is NaN or infinite, or the state of an optimiser from outside the library contains NaN or has an
    /// invalid name: the last good checkpoint is kept.
    /// </exception>
    /// <exception cref="NotSupportedException">
    /// The optimiser is not an <see cref="IStatefulOptimizer{T}"/>, so its memory cannot be read, or the learning-rate schedule comes from a function.
    /// </exception>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="UnauthorizedAccessException">The path is a folder, or the file or folder may not be written.</exception>
    /// <exception cref="IOException">The disk is full, or another failure of the disk.</exception>
    public static void Save<T>(string path, Trainer<T> trainer, EncodedText text, IReadOnlyDictionary<string, string>? settings = null)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Action<Stream> write = Prepare(trainer, text, settings);
        AtomicFile.Write(path, write);
    }

    /// <summary>Resumes the training run in a checkpoint.</summary>
    /// <param name="path">The checkpoint.</param>
    /// <param name="text">The same text as before.</param>
    /// <param name="adjust">
    /// Changes options that do not affect the course of training: <see cref="TrainingOptions.MaxUpdates"/>, <see cref="TrainingOptions.Epochs"/>,
    /// <see cref="TrainingOptions.Patience"/>, <see cref="TrainingOptions.HistoryEvery"/>, <see cref="TrainingOptions.ReportEvery"/>,
    /// <see cref="TrainingOptions.SampleEvery"/> and <see cref="TrainingOptions.ThreadCount"/> (which is not in the checkpoint). Null changes none.
    /// </param>
    /// <param name="adjustOptimizer">
    /// Changes <see cref="OptimizerOptions.LearningRate"/>, <see cref="OptimizerOptions.InputRateFactor"/> and <see cref="OptimizerOptions.Schedule"/>
    /// for the rest of the run, for example to move its end or to use another learning rate than planned. Null changes nothing, so the run continues
    /// as if it had never been stopped. Must be null for an optimiser from outside the library, whose settings the file does not hold.
    /// </param>
    /// <param name="createOptimizer">
    /// Creates the optimiser for a run whose optimiser is a class from outside the library. It must have the same class and the same settings as
    /// before; its state and its number of updates are then read from the file. Default null, for a run with one of the library's optimisers.
    /// </param>
    /// <typeparam name="T">The element type of the run, see <see cref="ModelFileInfo.DataType"/>.</typeparam>
    /// <returns>A trainer with a new model and a new optimiser.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    /// <exception cref="ArgumentException">
    /// <paramref name="path"/> is null or empty, <paramref name="adjust"/> or <paramref name="adjustOptimizer"/> changes another option, or
    /// <paramref name="createOptimizer"/> is missing although it is needed, is given although it is not needed, or returns null or an optimiser of another class.
    /// </exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read, or is a folder.</exception>
    /// <exception cref="InvalidDataException">
    /// The file is broken, is not a checkpoint, is of another version or element type, or belongs to another text: the
    /// message says what differs.
    /// </exception>
    public static Trainer<T> Resume<T>(
        string path,
        EncodedText text,
        Func<TrainingOptions, TrainingOptions>? adjust = null,
        Func<OptimizerOptions, OptimizerOptions>? adjustOptimizer = null,
        Func<RnnArchitecture, IStatefulOptimizer<T>>? createOptimizer = null)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(text);
        return ModelFile.Open(path, reader => Read(reader, text, adjust, adjustOptimizer, createOptimizer));
    }

    internal static Action<Stream> Prepare<T>(Trainer<T> trainer, EncodedText text, IReadOnlyDictionary<string, string>? settings)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(trainer);
        ArgumentNullException.ThrowIfNull(text);
        trainer.Memory.Windows.RequireSameText(text);
        trainer.Guard.RequireWholeUpdates();
        if (trainer.Guard.HasDiverged)
        {
            throw new InvalidOperationException("The run has diverged; a checkpoint of it would replace an earlier one from which it can be resumed.");
        }

        NetworkTensors.RequireFinite(trainer.Model.Rnn.Parameters);
        IStatefulOptimizer<T> optimizer = CheckpointOptimizer.RequireWritable(trainer.Optimizer, trainer.Model.Rnn.Parameters.Architecture);
        List<KeyValuePair<string, string>> metadata = ModelMetadata.ToWrite(
            ModelMetadata.CheckpointKind, trainer.Model.Vocabulary, trainer.Model.Rnn.Parameters.Architecture.Cell, settings);
        TensorToWrite[] tensors = [.. NetworkTensors.ToWrite(trainer.Model.Rnn.Parameters), .. CheckpointTensors.ToWrite(trainer, optimizer)];
        metadata.Add(Describe(trainer, optimizer, text).ToMetadata());
        return stream => SafetensorsWriter.Write(stream, metadata, tensors);
    }

    internal static Trainer<T> Read<T>(
        SafetensorsReader reader,
        EncodedText text,
        Func<TrainingOptions, TrainingOptions>? adjust,
        Func<OptimizerOptions, OptimizerOptions>? adjustOptimizer = null,
        Func<RnnArchitecture, IStatefulOptimizer<T>>? createOptimizer = null)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        CheckpointRecord record = ReadRecord(reader);
        (_, RnnArchitecture architecture, string dataType) = NetworkSearch.Find(reader);
        RequireSameText(reader, architecture, record, text);
        Require(dataType == LittleEndian.DataType<T>(), $"It is a run in {dataType}; resuming it in {LittleEndian.DataType<T>()} would not be the same run.");
        CheckpointTensors.RequireStreams(reader, record.Options.BatchSize, architecture.StateSize);
        Require(
            (record.Options.LongestSequence + 1L) * record.Options.BatchSize <= text.Length,
            $"Its windows of {Quantity.Of(record.Options.LongestSequence, "step")} in {Quantity.Of(record.Options.BatchSize, "stream")} do not fit the text.");

        TrainingOptions kept = record.Options with { ThreadCount = 0 };
        TrainingOptions options = adjust is null ? kept : Adjust(kept, adjust);
        IStatefulOptimizer<T>? custom = CheckpointOptimizer.CreateCustom(record, architecture, adjustOptimizer, createOptimizer);
        if (custom is not null)
        {
            CheckpointOptimizer.RequireSameState(reader.Tensors.Keys, custom, nameof(createOptimizer));
        }

        OptimizerOptions? rule = custom is not null || adjustOptimizer is null ? record.Optimizer : CheckpointOptimizer.Adjust(record.Optimizer!, adjustOptimizer);
        try
        {
            RnnModel<T> model = ModelFile.Read<T>(reader, null);
            IStatefulOptimizer<T> optimizer = custom ?? Optimizer.Create<T>(architecture, rule);
            var trainer = new Trainer<T>(model, optimizer, options);
            Fill(trainer, optimizer, reader, record, text);
            return trainer;
        }
        catch (ArgumentException failure)
        {
            throw Broken($"Its options contradict each other. {failure.Message}", failure);
        }
    }

    internal static CheckpointRecord ReadRecord(SafetensorsReader reader)
    {
        ModelMetadata.RequireVersion(reader.Metadata);
        return CheckpointRecord.Read(reader.Metadata);
    }

    private static void Fill<T>(Trainer<T> trainer, IStatefulOptimizer<T> optimizer, SafetensorsReader reader, CheckpointRecord record, EncodedText text)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        CheckpointTensors.Read(reader, trainer, optimizer, record);
        trainer.Update = record.Update;
        trainer.Memory.SmoothLoss.Restore(record.SmoothLoss, record.SmoothLength);
        trainer.Memory.Windows.Restore(record.Epoch, record.Window);
        Require(trainer.Memory.Windows.IsAtWindowOf(text.Indexes), $"Its position is window {record.Window}, which an epoch of the text does not have.");
    }

    private static CheckpointRecord Describe<T>(Trainer<T> trainer, IStatefulOptimizer<T> optimizer, EncodedText text)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        TrainingMemory<T> memory = trainer.Memory;
        return new CheckpointRecord
        {
            Update = trainer.Update,
            Epoch = memory.Windows.Epoch,
            Window = memory.Windows.Window,
            SmoothLoss = memory.SmoothLoss.Value,
            SmoothLength = memory.SmoothLoss.SequenceLength,
            BestSmoothLoss = memory.Best.SmoothLoss,
            BestUpdate = memory.Best.Update,
            EpochLossSum = memory.Epochs.LossSum,
            EpochCharacterCount = memory.Epochs.CharacterCount,
            Options = trainer.Options,
            Optimizer = (optimizer as Optimizer<T>)?.Options,
            CustomOptimizer = optimizer is Optimizer<T> ? null : CheckpointOptimizer.NameOf(optimizer),
            OptimizerStepCount = optimizer.StepCount,
            TextLength = text.Length,
            TextFingerprint = text.Fingerprint,
        };
    }

    private static void RequireSameText(SafetensorsReader reader, RnnArchitecture architecture, CheckpointRecord record, EncodedText text)
    {
        var characters = ModelMetadata.Characters(reader.Metadata, architecture) ?? throw Broken($"It has no vocabulary.");
        var vocabulary = Vocabulary.FromCharacters(characters);
        if (!vocabulary.Equals(text.Vocabulary))
        {
            throw Broken($"It belongs to another text: {Difference(vocabulary, text.Vocabulary)}.");
        }

        Require(
            record.TextLength == text.Length,
            $"It belongs to another text: the run's has {Quantity.Of(record.TextLength, "character")}, this one has {text.Length}.");
        Require(
            record.TextFingerprint == text.Fingerprint,
            $"It belongs to another text of the same length: the run's has the fingerprint {Short(record.TextFingerprint)}, this one has {text.Fingerprint}.");
    }

    private static string Difference(Vocabulary run, Vocabulary given)
    {
        foreach ((Vocabulary has, Vocabulary lacks, string what) in ((Vocabulary, Vocabulary, string)[])[(run, given, "the run's"), (given, run, "this one")])
        {
            foreach (System.Text.Rune character in has)
            {
                if (!lacks.TryGetIndex(character, out _))
                {
                    return $"{what} has the character {Vocabulary.Describe(character)}, the other has not";
                }
            }
        }

        return "the vocabularies differ";
    }

    private static TrainingOptions Adjust(TrainingOptions kept, Func<TrainingOptions, TrainingOptions> adjust)
    {
        TrainingOptions options = adjust(kept) ?? throw new ArgumentException("It has returned null.", nameof(adjust));
        TrainingOptions expected = kept with
        {
            MaxUpdates = options.MaxUpdates,
            Epochs = options.Epochs,
            Patience = options.Patience,
            HistoryEvery = options.HistoryEvery,
            ReportEvery = options.ReportEvery,
            SampleEvery = options.SampleEvery,
            ThreadCount = options.ThreadCount,
        };
        return options == expected ? options
            : throw new ArgumentException($"Resuming with other options would not be the same run. It has {expected}; the given options are {options}.", nameof(adjust));
    }
}
