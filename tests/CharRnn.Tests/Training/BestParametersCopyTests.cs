using CharRnn.Training;

namespace CharRnn.Tests.Training;

/// <summary>When the copy of the best parameters is made, and which parameters are the best after the current ones are lost.</summary>
public sealed class BestParametersCopyTests
{
    private readonly RnnParameters<double> _current = new(Networks.Architecture(2, 2));
    private readonly BestParameters<double> _best;

    public BestParametersCopyTests() => _best = new BestParameters<double>(_current, enabled: true);

    [Fact]
    public void Copy_is_made_before_an_update_that_is_not_better()
    {
        Update(1, smoothLoss: 5);
        Update(2, smoothLoss: 5);

        (_best.Update, _best.SmoothLoss).Should().Be((1, 5));
        _best.Copy()!.HiddenBias[0].Should().Be(1);
    }

    [Fact]
    public void Copy_is_at_most_a_hundred_updates_old_when_the_parameters_are_lost()
    {
        for (int update = 1; update <= 150; update++)
        {
            Update(update, 1000 - update);
        }

        _best.Abandon();

        (_best.Update, _best.SmoothLoss).Should().Be((100, 900));
        _current.HiddenBias[0] = -1;
        _best.Materialize()!.HiddenBias[0].Should().Be(100);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public void Parameters_that_somebody_has_damaged_are_not_the_best(int block)
    {
        Update(1, smoothLoss: 5);
        _best.Materialize();
        Update(2, smoothLoss: 4);
        _current.Blocks[block].Values[0] = double.NaN;

        _best.Copy()!.HiddenBias[0].Should().Be(1);
        (_best.Update, _best.SmoothLoss).Should().Be((1, 5));
    }

    [Fact]
    public void Nothing_is_best_when_the_first_parameters_are_lost()
    {
        Update(1, smoothLoss: 5);
        _best.Abandon();

        _best.Copy().Should().BeNull();
        _best.SmoothLoss.Should().Be(double.PositiveInfinity);
    }

    [Fact]
    public void Rescale_applies_to_the_copy_too()
    {
        Update(1, smoothLoss: 6);
        _best.Materialize();
        Update(2, smoothLoss: 4);
        _best.Rescale(2);
        _best.SmoothLoss.Should().Be(8);
        _best.Abandon();

        _best.SmoothLoss.Should().Be(12);
    }

    [Fact]
    public void Restore_goes_back_to_what_was_best()
    {
        Update(1, smoothLoss: 6);

        _best.Restore(3.5, 7).Should().NotBeNull("that is where its parameters go");
        (_best.Update, _best.SmoothLoss).Should().Be((7, 3.5));
        _best.Materialize()!.HiddenBias[0].Should().Be(0, "the current ones are not the best");
        _best.Restore(double.PositiveInfinity, 0).Should().BeNull();
    }

    private void Update(long update, double smoothLoss)
    {
        _best.BeforeUpdate(smoothLoss);
        _current.HiddenBias[0] = update;
        _best.AfterUpdate(update, smoothLoss);
    }
}
