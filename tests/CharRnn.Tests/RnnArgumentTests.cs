namespace CharRnn.Tests;

/// <summary>Arguments that Rnn refuses. The checks do not depend on the element type.</summary>
public class RnnArgumentTests
{
    private static readonly RnnArchitecture _architecture = Networks.Architecture(4, 3);
    private readonly Rnn<double> _rnn = new(Networks.Random<double>(4, 3, seed: 1));
    private readonly RnnWorkspace<double> _workspace = new(_architecture, 5, 2);

    [Theory]
    [InlineData(0)]
    [InlineData(3)] // not a whole number of steps of two streams
    [InlineData(12)] // one step more than the workspace has
    public void Forward_refuses_inputs_of_another_length(int length)
    {
        Action act = () => _rnn.Forward(new int[length], new int[length], new double[6], _workspace);

        act.Should().Throw<ArgumentException>().WithParameterName("inputs").WithMessage($"* {length} characters*2 to 10*");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(5)]
    public void Forward_refuses_targets_of_another_length(int length)
    {
        Action act = () => _rnn.Forward(new int[4], new int[length], new double[6], _workspace);

        act.Should().Throw<ArgumentException>().WithParameterName("targets").WithMessage($"* {length} elements; 4 are needed*");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(7)]
    public void Forward_refuses_a_state_of_another_length(int length)
    {
        Action act = () => _rnn.Forward(new int[4], new int[4], new double[length], _workspace);

        act.Should().Throw<ArgumentException>().WithParameterName("state").WithMessage($"* {length} elements; 6 are needed*");
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(4)]
    [InlineData(int.MinValue)]
    public void Forward_refuses_an_index_outside_the_vocabulary_with_its_position(int index)
    {
        Action inputs = () => _rnn.Forward([0, 1, index, 2], [0, 0, 0, 0], new double[6], _workspace);
        Action targets = () => _rnn.Forward([0, 0, 0, 0], [0, 1, 3, index], new double[6], _workspace);

        inputs.Should().Throw<ArgumentOutOfRangeException>().WithParameterName("inputs").WithMessage("*position 2 *0 to 3*").Which.ActualValue.Should().Be(index);
        targets.Should().Throw<ArgumentOutOfRangeException>().WithParameterName("targets").WithMessage("*position 3 *0 to 3*").Which.ActualValue.Should().Be(index);
    }

    [Fact]
    public void Forward_that_refuses_leaves_the_state_alone()
    {
        double[] state = [1, 2, 3, 4, 5, 6];

        FluentActions.Invoking(() => _rnn.Forward([0, 9], [0, 0], state, _workspace)).Should().Throw<ArgumentException>();

        state.Should().Equal(1, 2, 3, 4, 5, 6);
    }

    [Fact]
    public void Forward_refuses_a_workspace_for_another_architecture()
    {
        var workspace = new RnnWorkspace<double>(Networks.Architecture(4, 2), 5, 2);
        Action act = () => _rnn.Forward(new int[4], new int[4], new double[6], workspace);

        act.Should().Throw<ArgumentException>().WithParameterName("workspace").WithMessage("*K = 4, m = 2*K = 4, m = 3*");
    }

    [Fact]
    public void Forward_refuses_a_first_index_outside_the_vocabulary()
        => FluentActions.Invoking(() => _rnn.Forward([9, 0, 0, 0], new int[4], new double[6], _workspace))
            .Should().Throw<ArgumentOutOfRangeException>().WithParameterName("inputs").WithMessage("*position 0 *");

    [Fact]
    public void Backward_before_any_Forward_is_refused()
    {
        Action act = () => _rnn.Backward(_workspace, new RnnParameters<double>(_architecture));

        act.Should().Throw<InvalidOperationException>().WithMessage("*Forward*");
    }

    [Fact]
    public void Backward_with_the_workspace_of_another_network_is_refused()
    {
        var other = new Rnn<double>(Networks.Random<double>(4, 3, seed: 2));
        other.Forward(new int[4], new int[4], new double[6], _workspace);
        Action act = () => _rnn.Backward(_workspace, new RnnParameters<double>(_architecture));

        act.Should().Throw<InvalidOperationException>();
    }

    [Fact]
    public void Backward_refuses_gradients_of_another_architecture_and_the_parameters_themselves()
    {
        _rnn.Forward(new int[4], new int[4], new double[6], _workspace);

        FluentActions.Invoking(() => _rnn.Backward(_workspace, new RnnParameters<double>(Networks.Architecture(5, 3))))
            .Should().Throw<ArgumentException>().WithParameterName("gradients").WithMessage("*K = 5, m = 3*K = 4, m = 3*");
        FluentActions.Invoking(() => _rnn.Backward(_workspace, _rnn.Parameters))
            .Should().Throw<ArgumentException>().WithParameterName("gradients");
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(4)]
    public void Step_refuses_an_index_outside_the_vocabulary(int index)
    {
        Action act = () => _rnn.Step(index, new double[3], new double[4]);

        act.Should().Throw<ArgumentOutOfRangeException>().WithParameterName("input").WithMessage("*0 to 3*").Which.ActualValue.Should().Be(index);
    }

    [Theory]
    [InlineData(2, 4, "state", "* 2 elements; 3 are needed*")]
    [InlineData(4, 4, "state", "* 4 elements; 3 are needed*")]
    [InlineData(3, 3, "logits", "* 3 elements; 4 are needed*")]
    [InlineData(3, 5, "logits", "* 5 elements; 4 are needed*")]
    public void Step_refuses_arrays_of_another_length(int stateLength, int logitsLength, string name, string message)
    {
        Action act = () => _rnn.Step(0, new double[stateLength], new double[logitsLength]);

        act.Should().Throw<ArgumentException>().WithParameterName(name).WithMessage(message);
    }

    [Fact]
    public void Null_arguments_are_refused()
    {
        FluentActions.Invoking(() => new Rnn<double>(null!)).Should().Throw<ArgumentNullException>().WithParameterName("parameters");
        FluentActions.Invoking(() => _rnn.Forward(new int[4], new int[4], new double[6], null!)).Should().Throw<ArgumentNullException>().WithParameterName("workspace");
        FluentActions.Invoking(() => _rnn.Backward(null!, new RnnParameters<double>(_architecture))).Should().Throw<ArgumentNullException>().WithParameterName("workspace");
        FluentActions.Invoking(() => _rnn.Backward(_workspace, null!)).Should().Throw<ArgumentNullException>().WithParameterName("gradients");
    }

    [Fact]
    public void A_model_of_a_vocabulary_of_another_size_is_refused_with_both_sizes()
    {
        Vocabulary vocabulary = Vocabulary.FromText("abcde");

        FluentActions.Invoking(() => new RnnModel<double>(vocabulary, _rnn.Parameters))
            .Should().Throw<ArgumentException>().WithParameterName("parameters").WithMessage("* 4 characters*vocabulary has 5*");
        FluentActions.Invoking(() => new RnnModel<double>(null!, _rnn.Parameters)).Should().Throw<ArgumentNullException>().WithParameterName("vocabulary");
        FluentActions.Invoking(() => new RnnModel<double>(vocabulary, null!)).Should().Throw<ArgumentNullException>().WithParameterName("parameters");
    }
}
