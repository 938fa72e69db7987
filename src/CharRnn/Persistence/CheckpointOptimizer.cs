using System.Numerics;
using CharRnn.Optimization;

namespace CharRnn.Persistence;

/// <summary>Saves and restores the optimiser of a checkpoint.</summary>
internal static class CheckpointOptimizer
{
    /// <summary>The optimiser, if a checkpoint can hold its memory and, for one of the library's, its settings.</summary>
    /// <exception cref="NotSupportedException">It cannot.</exception>
    /// <exception cref="InvalidOperationException">A class from outside the library has a memory from which no run could be resumed.</exception>
    internal static IStatefulOptimizer<T> RequireWritable<T>(IOptimizer<T> optimizer, RnnArchitecture architecture)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (optimizer is not IStatefulOptimizer<T> stateful)
        {
            throw new NotSupportedException(
                $"A checkpoint holds the memory of an optimiser that implements IStatefulOptimizer; {NameOf(optimizer)} implements IOptimizer alone.");
        }

        if (stateful is Optimizer<T> known)
        {
            known.Schedule.RequireWritable("A checkpoint");
        }
        else
        {
            RequireReadable(stateful, architecture);
        }

        return stateful;
    }

    /// <summary>Refuses a file whose optimiser state differs from that of the optimiser created for it.</summary>
    /// <exception cref="ArgumentException">The arrays' names differ.</exception>
    internal static void RequireSameState<T>(IEnumerable<string> tensorNames, IStatefulOptimizer<T> optimizer, string parameterName)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        string[] kept = [.. tensorNames.Where(name => name.StartsWith(CheckpointTensors.OptimizerPrefix, StringComparison.Ordinal)).Select(name => name.Split('.')[1]).Distinct().Order(StringComparer.Ordinal)];
        string[] wanted = [.. optimizer.State.Select(state => state.Name).Order(StringComparer.Ordinal)];
        if (!kept.SequenceEqual(wanted))
        {
            throw new ArgumentException($"The checkpoint holds the state [{string.Join(", ", kept)}] of {NameOf(optimizer)}; the new one has [{string.Join(", ", wanted)}].", parameterName);
        }
    }

    private static void RequireReadable<T>(IStatefulOptimizer<T> optimizer, RnnArchitecture architecture)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var names = new HashSet<string>();
        foreach (OptimizerState<T> state in optimizer.State)
        {
            string problem = state.Name.Length == 0 || !state.Name.All(character => char.IsAsciiLetterLower(character) || character == '_') ? "is not made of lower-case letters and underscores"
                : !names.Add(state.Name) ? "occurs twice"
                : state.Values.Architecture != architecture ? "belongs to another architecture"
                : state.Values.Blocks.Any(block => block.AsMatrix().Exists(T.IsNaN)) ? "contains NaN"
                : "";
            if (problem.Length > 0)
            {
                throw new InvalidOperationException($"The state '{state.Name}' of the optimiser {NameOf(optimizer)} {problem}; no run could be resumed from it.");
            }
        }
    }

    /// <summary>The name by which a checkpoint knows a class from outside the library: that of the class, without its type arguments.</summary>
    internal static string NameOf(object optimizer) => optimizer.GetType().Name.Split('`')[0];

    /// <summary>The caller's optimiser for a run that needs one; null for a run with one of the library's.</summary>
    /// <exception cref="ArgumentException">A factory is missing, not wanted, or makes something else.</exception>
    internal static IStatefulOptimizer<T>? CreateCustom<T>(
        CheckpointRecord record,
        RnnArchitecture architecture,
        Func<OptimizerOptions, OptimizerOptions>? adjustOptimizer,
        Func<RnnArchitecture, IStatefulOptimizer<T>>? createOptimizer)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (record.CustomOptimizer is not { } name)
        {
            return createOptimizer is null ? null
                : throw new ArgumentException($"The run has the optimiser {record.Optimizer!.Kind} of the library, which the checkpoint can make itself; pass null.", nameof(createOptimizer));
        }

        if (createOptimizer is null)
        {
            throw new ArgumentException($"The run has the optimiser {name}, a class from outside the library; pass a function that creates it.", nameof(createOptimizer));
        }

        if (adjustOptimizer is not null)
        {
            throw new ArgumentException($"The settings of the optimiser {name} are not in the checkpoint; set them where {nameof(createOptimizer)} creates it.", nameof(adjustOptimizer));
        }

        IStatefulOptimizer<T> optimizer = createOptimizer(architecture) ?? throw new ArgumentException("It has returned null.", nameof(createOptimizer));
        return NameOf(optimizer) == name ? optimizer
            : throw new ArgumentException($"The run has the optimiser {name}; {NameOf(optimizer)} was made.", nameof(createOptimizer));
    }

    /// <summary>The kept settings with the caller's learning rates and schedule.</summary>
    /// <exception cref="ArgumentException">Another setting was changed.</exception>
    internal static OptimizerOptions Adjust(OptimizerOptions kept, Func<OptimizerOptions, OptimizerOptions> adjustOptimizer)
    {
        OptimizerOptions options = adjustOptimizer(kept) ?? throw new ArgumentException("It has returned null.", nameof(adjustOptimizer));
        return options == kept with { LearningRate = options.LearningRate, InputRateFactor = options.InputRateFactor, Schedule = options.Schedule } ? options
            : throw new ArgumentException($"Resuming with another rule would not be the same run. It has {kept}; the given options are {options}.", nameof(adjustOptimizer));
    }
}
