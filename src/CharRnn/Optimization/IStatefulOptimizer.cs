using System.Numerics;

namespace CharRnn.Optimization;

/// <summary>An optimiser whose state can be saved and restored, so that the results of a resumed run are bit-identical to those of an uninterrupted one.</summary>
/// <remarks>
/// Everything that the next update depends on, besides the settings given at construction, is <see cref="StepCount"/>
/// and the numbers in <see cref="State"/>: copying both to another optimiser of the same settings makes the two
/// produce the same bits. A class that implements this interface can be written to a checkpoint;
/// <see cref="Persistence.Checkpoint.Resume{T}"/> then needs a function that makes it again with the same settings, which the file does not hold.
/// </remarks>
/// <example>
/// Gradient descent that divides each block's gradient by its length, with a momentum of 0.9: a custom rule, trained, written to a
/// checkpoint and resumed.
/// <code><![CDATA[
/// EncodedText text = TextFile.Read("novel.txt");
/// var architecture = new RnnArchitecture { VocabularySize = text.Vocabulary.Count, HiddenSize = 32 };
/// var parameters = new RnnParameters<float>(architecture);
/// parameters.Randomize(new Random(1), 0.1);
/// var model = new RnnModel<float>(text.Vocabulary, parameters);
/// var trainer = new Trainer<float>(model, new NormalizedMomentum(architecture, 0.01f), new TrainingOptions { MaxUpdates = 100 });
/// trainer.Train(text);
/// Checkpoint.Save("run.ckpt", trainer, text);
///
/// Trainer<float> resumed = Checkpoint.Resume<float>(
///     "run.ckpt", text, options => options with { MaxUpdates = 200 }, createOptimizer: shape => new NormalizedMomentum(shape, 0.01f));
/// resumed.Train(text);
/// Console.WriteLine($"update {resumed.Update}, smooth loss {resumed.SmoothLoss:F2}");
///
/// internal sealed class NormalizedMomentum(RnnArchitecture architecture, float learningRate) : IStatefulOptimizer<float>
/// {
///     private readonly RnnParameters<float> _velocity = new(architecture);
///
///     public long StepCount { get; set; }
///
///     public IReadOnlyList<OptimizerState<float>> State => [new OptimizerState<float>("velocity", _velocity)];
///
///     public void Apply(RnnParameters<float> parameters, RnnParameters<float> gradients)
///     {
///         StepCount++;
///         for (int block = 0; block < parameters.Blocks.Count; block++)
///         {
///             Span<float> theta = parameters.Blocks[block].Values, v = _velocity.Blocks[block].Values;
///             ReadOnlySpan<float> g = gradients.Blocks[block].Values;
///             float length = MathF.Sqrt(Dot(g, g)) + 1e-8f;
///             for (int i = 0; i < g.Length; i++)
///             {
///                 v[i] = (0.9f * v[i]) + (g[i] / length);
///                 theta[i] -= learningRate * v[i];
///             }
///         }
///     }
///
///     private static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
///     {
///         float sum = 0;
///         for (int i = 0; i < a.Length; i++)
///         {
///             sum += a[i] * b[i];
///         }
///
///         return sum;
///     }
/// }
/// ]]></code>
/// </example>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public interface IStatefulOptimizer<T> : IOptimizer<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>k: updates applied so far. Bias correction and the learning-rate schedule read it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    long StepCount { get; set; }

    /// <summary>The arrays that the optimiser remembers, live: always the same ones in the same order; none for plain gradient descent.</summary>
    IReadOnlyList<OptimizerState<T>> State { get; }
}

/// <summary>One array of an optimiser's state, with a number for each parameter, under the name that files use.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
/// <param name="Name">For example <c>accumulator</c>; lower case letters and underscores, unique within an optimiser.</param>
/// <param name="Values">The numbers, live: writing changes what the optimiser remembers.</param>
public sealed record OptimizerState<T>(string Name, RnnParameters<T> Values)
    where T : unmanaged, IFloatingPointIeee754<T>;
