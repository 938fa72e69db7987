using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using CharRnn.Kernels;

namespace CharRnn.Tests.Kernels;

/// <summary>
/// .ci/vector-widths runs the whole suite with the runtime's switches that take instructions away. This test says,
/// also when a switch is set by hand, whether it was obeyed; without one it only checks that vectors are in use at all.
/// </summary>
public abstract class InstructionSetTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [Fact]
    public void Best_kernels_have_the_widest_vectors_that_the_switches_leave()
    {
        int bits = KernelSet<T>.Best.VectorCount * 8 * (typeof(T) == typeof(float) ? sizeof(float) : sizeof(double));
        if (RuntimeInformation.ProcessArchitecture != Architecture.X64)
        {
            // The switches are those of x64; elsewhere the vectors have 128 bits.
            Assert.True(IsOff("HWIntrinsic") || bits >= 128);
        }
        else if (IsOff("HWIntrinsic"))
        {
            Assert.Equal(1, KernelSet<T>.Best.VectorCount);
        }
        else if (IsOff("AVX2"))
        {
            // The fused multiply-add goes with it.
            Assert.Equal(128, bits);
            Assert.False(Fma.IsSupported);
        }
        else if (IsOff("AVX512"))
        {
            Assert.Equal(Avx2.IsSupported ? 256 : 128, bits);
        }
        else
        {
            Assert.InRange(bits, Avx2.IsSupported ? 256 : 128, Avx512F.IsSupported ? 512 : 256);
        }
    }

    private static bool IsOff(string instructions) => Environment.GetEnvironmentVariable("DOTNET_Enable" + instructions) == "0";
}

public sealed class InstructionSetTestsSingle : InstructionSetTests<float>;

public sealed class InstructionSetTestsDouble : InstructionSetTests<double>;
