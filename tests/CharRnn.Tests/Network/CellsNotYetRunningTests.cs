namespace CharRnn.Tests.Network;

/// <summary>A network that cannot run yet is refused, and does not give a wrong result.</summary>
public class CellsNotYetRunningTests
{
    [Theory]
    [MemberData(nameof(Networks.CellsAndDepths), MemberType = typeof(Networks))]
    public void Network_other_than_one_tanh_layer_is_refused(RnnCell cell, int layers)
    {
        var parameters = new RnnParameters<float>(Networks.Architecture(3, 4, cell, layers));
        Action act = () => _ = new Rnn<float>(parameters);

        if (cell == RnnCell.Tanh && layers == 1)
        {
            act.Should().NotThrow();
        }
        else
        {
            act.Should().Throw<NotSupportedException>().WithMessage("*K = 3, m = 4*");
        }
    }
}
