using System.Numerics;

namespace CharRnn.Optimization.Derivatives;

/// <summary>The loss as a function of one parameter at a time.</summary>
internal abstract class PerturbedLoss
{
    /// <summary>Chooses the element; <see cref="Release"/> must follow.</summary>
    /// <returns>Its value.</returns>
    internal abstract double Select(int block, int index);

    /// <summary>Whether the loss is known not to depend on the chosen element.</summary>
    internal virtual bool IsConstant => false;

    /// <summary>The nearest number that the element can be set to.</summary>
    internal virtual double Round(double value) => value;

    /// <summary>How many terms the loss is a sum of: one for each position of a window.</summary>
    internal abstract int TermCount { get; }

    /// <summary>The loss with the chosen element set to a value, term by term.</summary>
    /// <param name="value">The element's value.</param>
    /// <param name="terms"><see cref="TermCount"/> numbers, overwritten.</param>
    internal abstract void At(double value, Span<double> terms);

    /// <summary>Puts the chosen element back, bit for bit.</summary>
    internal abstract void Release();
}

/// <summary>The plain way: the whole window is computed anew for every value. Works on its own copy of the parameters.</summary>
internal sealed class WholeWindowLoss(GradientWindow window) : PerturbedLoss
{
    private readonly RnnParameters<double> _parameters = window.Parameters.Clone();
    private readonly RnnWorkspace<double> _workspace = window.CreateWorkspace();
    private readonly double[] _state = new double[window.State.Length];
    private int _block;
    private int _index;
    private double _original;

    internal override double Select(int block, int index)
    {
        (_block, _index) = (block, index);
        return _original = _parameters.Blocks[block].Elements[index];
    }

    internal override int TermCount => window.Inputs.Length;

    internal override void At(double value, Span<double> terms)
    {
        _parameters.Blocks[_block].Elements[_index] = value;
        window.Losses(_parameters, _workspace, _state).CopyTo(terms);
    }

    internal override void Release() => _parameters.Blocks[_block].Elements[_index] = _original;
}

/// <summary>A caller's own loss, of which nothing is known.</summary>
internal sealed class CallersLoss<T>(RnnParameters<T> parameters, Func<double> loss) : PerturbedLoss
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private int _block;
    private int _index;
    private T _original;

    internal override double Select(int block, int index)
    {
        (_block, _index) = (block, index);
        _original = parameters.Blocks[block].Values[index];
        return double.CreateTruncating(_original);
    }

    internal override double Round(double value) => double.CreateTruncating(T.CreateTruncating(value));

    internal override int TermCount => 1;

    internal override void At(double value, Span<double> terms)
    {
        parameters.Blocks[_block].Values[_index] = T.CreateTruncating(value);
        terms[0] = loss();
    }

    internal override void Release() => parameters.Blocks[_block].Values[_index] = _original;
}
