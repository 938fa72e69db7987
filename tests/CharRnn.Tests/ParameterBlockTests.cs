using System.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace CharRnn.Tests;

public abstract class ParameterBlockTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [Fact]
    public void Blocks_have_the_names_and_shapes_of_the_network_in_order()
    {
        var parameters = new RnnParameters<T>(Networks.Architecture(7, 3));

        parameters.Blocks.Select(block => (block.Name, block.RowCount, block.ColumnCount))
            .Should().Equal(("U", 3, 7), ("W", 3, 3), ("V", 7, 3), ("b", 3, 1), ("c", 7, 1));
    }

    [Fact]
    public void Values_are_exactly_as_long_as_the_shape_and_zero_at_the_start()
    {
        // 100 × 80 is aligned on purpose; the others are too small for it.
        foreach (ParameterBlock<T> block in new RnnParameters<T>(Networks.Architecture(80, 100)).Blocks)
        {
            block.Values.Length.Should().Be(block.RowCount * block.ColumnCount);
            Numbers.ShouldBeZero(block.Values.ToArray(), block.Name);
        }
    }

    [Fact]
    public void Values_and_matrix_are_one_memory_column_major()
    {
        foreach (ParameterBlock<T> block in new RnnParameters<T>(Networks.Architecture(5, 4)).Blocks)
        {
            Matrix<T> matrix = block.AsMatrix();
            (matrix.RowCount, matrix.ColumnCount).Should().Be((block.RowCount, block.ColumnCount));

            for (int i = 0; i < block.Values.Length; i++)
            {
                block.Values[i] = T.CreateChecked(i + 1);
                matrix[i % block.RowCount, i / block.RowCount].Should().Be(T.CreateChecked(i + 1));
                matrix[i % block.RowCount, i / block.RowCount] = T.CreateChecked(-i);
                block.Values[i].Should().Be(T.CreateChecked(-i));
            }
        }
    }
}

public sealed class ParameterBlockTestsDouble : ParameterBlockTests<double>;

public sealed class ParameterBlockTestsSingle : ParameterBlockTests<float>;
