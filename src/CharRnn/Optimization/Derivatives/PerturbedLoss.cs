using System.Numerics;

namespace CharRnn.Optimization.Derivatives;

/// <summary>The loss as a function of one parameter at a time.</summary>
internal abstract class PerturbedLoss
{
    /// <summary>Selects the element to change; call <see cref="Release"/> afterwards.</summary>
    /// <returns>Its value.</returns>
    internal abstract double Select(int block, int index);

    /// <summary>Whether it is known that the loss does not depend on the selected element.</summary>
    internal virtual bool IsConstant => false;

    /// <summary>The nearest value that the element can have.</summary>
    internal virtual double Round(double value) => value;

    /// <summary>The number of terms of the loss: one for each position of a window.</summary>
    internal abstract int TermCount { get; }

    /// <summary>Computes the terms of the loss with the selected element set to a value.</summary>
    /// <param name="value">The element's value.</param>
    /// <param name="terms"><see cref="TermCount"/> numbers, overwritten.</param>
    internal abstract void At(double value, Span<double> terms);

    /// <summary>Restores the selected element, bit for bit.</summary>
    internal abstract void Release();
}

/// <summary>The basic form: computes the whole window again for every value. Works on its own copy of the parameters.</summary>
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

/// <summary>A loss defined by the caller, about which nothing is known.</summary>
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
