namespace CharRnn.Optimization.Derivatives;

/// <summary>The complex step in its basic form: one complex pass over the whole window for every element.</summary>
internal sealed class ComplexStep(GradientWindow window, double step) : GradientWorker
{
    private readonly ComplexForwardPass _pass = new(window);

    internal override void Differentiate(int block, ReadOnlySpan<int> indexes, Span<double> gradients, Span<double> errors)
    {
        foreach (int index in indexes)
        {
            _pass.SetImaginary(block, index, step);
            gradients[index] = _pass.Loss().Imaginary / step;
            _pass.SetImaginary(block, index, 0);
        }
    }
}
