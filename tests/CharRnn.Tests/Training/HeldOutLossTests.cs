using System.Numerics;
using CharRnn.Training;

namespace CharRnn.Tests.Training;

/// <summary>Pieces that are evaluated in one call, in parallel or in parts: the loss is that of reading each from its start.</summary>
public abstract class HeldOutLossTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [Theory]
    [InlineData(1, 60)]
    [InlineData(3, 700)]
    [InlineData(9, 130)]
    [InlineData(20, 700)]
    [InlineData(1, 2048)]
    [InlineData(1, 2049)]
    [InlineData(1, 4000)]
    [InlineData(2, 20_011)]
    public void Loss_is_the_mean_over_the_pieces_read_from_their_start(int pieceCount, int length)
    {
        int[] text = [.. Enumerable.Range(0, (pieceCount * (length + 5)) + 1).Select(i => (int)((uint)(i * 2654435761) >> 16) % 7)];
        RnnModel<T> model = Networks.RandomModel<T>("abcdefg", 20, seed: 4, standardDeviation: 0.3);
        TextSegment[] pieces = [.. Enumerable.Range(0, pieceCount).Select(n => new TextSegment(n * (length + 5), (n * (length + 5)) + length - (n % 3)))];
        double expected = pieces.Sum(piece => model.Score(text.AsSpan(piece.Start, piece.TargetCount + 1)).TotalLoss) / pieces.Sum(piece => piece.TargetCount);

        foreach (int threads in (int[])[1, 2])
        {
            new HeldOutLoss<T>(model.Rnn, threads).NatsPerCharacter(new IndexSpan(text), pieces).Should().BeApproximately(expected, Numbers.Choose<T>(length > 2048 ? 1e-8 : 1e-12, 1e-5), "a share has forgotten where it began");
        }
    }
}

public sealed class HeldOutLossTestsDouble : HeldOutLossTests<double>;

public sealed class HeldOutLossTestsSingle : HeldOutLossTests<float>;
