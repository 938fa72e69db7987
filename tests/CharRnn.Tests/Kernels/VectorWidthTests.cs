using System.Globalization;
using System.Runtime.Intrinsics;
using CharRnn.Kernels;

namespace CharRnn.Tests.Kernels;

/// <summary>Which vectors the kernels have chosen, and whether a run that asks for narrower ones has got them.</summary>
public sealed class VectorWidthTests
{
    private const string Variable = "CHARRNN_VECTOR_BITS";

    [Fact]
    public void Best_kernels_use_the_widest_vectors_there_are()
    {
        int bits = Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : Vector128.IsHardwareAccelerated ? 128 : 0;

        KernelSet<float>.Best.VectorCount.Should().Be(Math.Max(1, bits / 32));
        KernelSet<double>.Best.VectorCount.Should().Be(Math.Max(1, bits / 64));
    }

    [Fact]
    public void Vectors_are_as_narrow_as_the_run_has_asked_for()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { } asked)
        {
            int bits = int.Parse(asked, CultureInfo.InvariantCulture);

            KernelSet<double>.Best.VectorCount.Should().Be(Math.Max(1, bits / 64), "{0} says so", Variable);
        }
    }
}
