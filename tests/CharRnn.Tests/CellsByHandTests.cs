using System.Numerics;

namespace CharRnn.Tests;

/// <summary>One step of one hidden unit of each cell, forward and backward, with numbers that can be recomputed on paper.</summary>
/// <remarks>
/// Everything rests on σ(ln 3) = 3/4, σ(−ln 3) = 1/4, σ(ln 7) = 7/8 and tanh(½ ln 3) = 1/2. Two characters; character 1 is read, so column 0
/// of dU is 0, and 0 is the right answer. V is chosen so that the logits are (ln 3, 0): p = (3/4, 1/4), the loss is ln 4/3 and do = (−1/4, 1/4).
/// The numbers of U, W and b are shares of each gate's sum.
/// </remarks>
public abstract class CellsByHandTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly double _ln3 = Math.Log(3);

    /// <summary>
    /// a = ½ ln 3, so h = 1/2. V = (2 ln 3, 0): dh = −¼ · 2 ln 3 = −½ ln 3. da = (1 − ¼) dh = −⅜ ln 3.
    /// </summary>
    [Fact]
    public void Tanh_forward_and_back_by_hand()
    {
        double[] da = [-3 / 8.0 * _ln3];
        Check(RnnCell.Tanh, [_ln3 / 2], d: null, before: [-1 / 2.0], after: [1 / 2.0], da, da);
    }

    /// <summary>
    /// h₋ = −1/2; r = 3/4, z = 1/4; q = ⅓ ln 3 and the read part of n is ¼ ln 3, so n = tanh(¼ ln 3 + ¾ · ⅓ ln 3) = 1/2;
    /// h = ¾ · ½ + ¼ · (−½) = 1/4. V = (4 ln 3, 0): dh = −ln 3.
    /// daⁿ = dh · ¾ · (1 − ¼) = −9/16 ln 3; dq = ¾ daⁿ = −27/64 ln 3; daʳ = daⁿ · q · 3/16 = −9/256 ln² 3; daᶻ = dh · (−½ − ½) · 3/16 = 3/16 ln 3.
    /// </summary>
    [Fact]
    public void Gru_forward_and_back_by_hand()
    {
        double r = -9 / 256.0 * _ln3 * _ln3, z = 3 / 16.0 * _ln3, n = -9 / 16.0 * _ln3, q = -27 / 64.0 * _ln3;
        Check(RnnCell.Gru, [_ln3, -_ln3, _ln3 / 4], d: _ln3 / 3, before: [-1 / 2.0], after: [1 / 4.0], [r, z, n], [r, z, q]);
    }

    /// <summary>
    /// i = 3/4, f = 1/4, g = 1/2, o = 7/8; c₋ = 2 ln 3 − 3/2, so c = ¼ c₋ + ¾ · ½ = ½ ln 3, tanh(c) = 1/2 and h = 7/16.
    /// V = (16/7 ln 3, 0): dh = −4/7 ln 3; dc = dh · 7/8 · (1 − ¼) = −⅜ ln 3.
    /// daⁱ = dc · ½ · 3/16 = −9/256 ln 3; daᶠ = dc · c₋ · 3/16; daᵍ = dc · ¾ · (1 − ¼) = −27/128 ln 3; daᵒ = dh · ½ · 7/64 = −1/32 ln 3.
    /// </summary>
    [Fact]
    public void Lstm_forward_and_back_by_hand()
    {
        double c = (2 * _ln3) - (3 / 2.0), dc = -3 / 8.0 * _ln3;
        double[] da = [-9 / 256.0 * _ln3, dc * c * 3 / 16.0, -27 / 128.0 * _ln3, -1 / 32.0 * _ln3];
        Check(RnnCell.Lstm, [_ln3, -_ln3, _ln3 / 2, Math.Log(7)], d: null, before: [-1 / 2.0, c], after: [7 / 16.0, _ln3 / 2], da, da);
    }

    /// <summary>Spreads each gate's sum over U x, b and W h₋ (or d), runs the step, and compares.</summary>
    private static void Check(RnnCell cell, double[] sums, double? d, double[] before, double[] after, double[] da, double[] dRecalled)
    {
        int gates = sums.Length;
        var parameters = new RnnParameters<T>(Networks.Architecture(2, 1, cell, 1));
        RnnLayerParameters<T> layer = parameters.Layers[0];
        for (int gate = 0; gate < gates; gate++)
        {
            // W h₋ = ¼, U x = sum − ½ and b = ¼; where W h₋ is kept apart, U x = sum − ¼ and d completes q.
            bool isApart = d is not null && gate == gates - 1;
            layer.RecurrentWeights[gate, 0] = T.CreateTruncating(0.25 / before[0]);
            layer.InputWeights[gate, 0] = T.CreateTruncating(100.0);
            layer.InputWeights[gate, 1] = T.CreateTruncating(sums[gate] - (isApart ? 0.25 : 0.5));
            layer.Bias[gate] = T.CreateTruncating(0.25);
        }

        if (d is { } q)
        {
            layer.RecurrentBias![0] = T.CreateTruncating(q - 0.25);
        }

        parameters.OutputWeights[0, 0] = T.CreateTruncating(_ln3 / after[0]);
        var rnn = new Rnn<T>(parameters);
        var workspace = new RnnWorkspace<T>(parameters.Architecture, 1);
        var gradients = new RnnParameters<T>(parameters.Architecture);
        T[] state = Numbers.To<T>(before), step = [.. state];

        T loss = rnn.Forward([1], [0], state, workspace);
        rnn.Backward(workspace, gradients);
        rnn.Step(1, step, new T[2]);

        ShouldBe([loss], [Math.Log(4 / 3.0)], "loss");
        ShouldBe(state, after, "state");
        ShouldBe(step, after, "state after Step");
        ShouldBe(gradients.InputWeights.Column(0).ToArray(), new double[gates], "dU of the absent character");
        ShouldBe(gradients.InputWeights.Column(1).ToArray(), da, "dU");
        ShouldBe(gradients.HiddenBias.ToArray(), da, "db");
        ShouldBe(gradients.RecurrentWeights.Column(0).ToArray(), [.. dRecalled.Select(value => value * before[0])], "dW");
        ShouldBe(gradients.OutputBias.ToArray(), [-1 / 4.0, 1 / 4.0], "dc");
        ShouldBe(gradients.OutputWeights.Column(0).ToArray(), [-after[0] / 4, after[0] / 4], "dV");
        if (d is not null)
        {
            ShouldBe(gradients.Layers[0].RecurrentBias!.ToArray(), [dRecalled[^1]], "dd");
        }
    }

    private static void ShouldBe(T[] actual, double[] expected, string what)
        => Numbers.ShouldBeClose<T>(actual, expected, Numbers.Choose<T>(4e-16, 3e-7), what);
}

public sealed class CellsByHandTestsDouble : CellsByHandTests<double>;

public sealed class CellsByHandTestsSingle : CellsByHandTests<float>;
