using System.Numerics;
using CharRnn.Optimization;
using CharRnn.Persistence;
using CharRnn.Training;

namespace CharRnn.Tests.Persistence;

/// <summary>Checkpoints of runs whose optimiser is a class from outside the library, and of schedules from functions.</summary>
public abstract class CustomOptimizerCheckpointTests<T> : CheckpointRun<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [Fact]
    public void Resume_with_a_factory_goes_on_with_the_same_bits()
    {
        Trainer<T> whole = NewRun(), first = NewRun();
        List<double> expected = Steps(whole, 30);
        Steps(first, 12);
        Checkpoint.Save(Folder["c"], first, Text);

        Trainer<T> resumed = Checkpoint.Resume<T>(Folder["c"], Text, createOptimizer: architecture => new Momentum(architecture));

        resumed.Optimizer.Should().BeOfType<Momentum>().Which.StepCount.Should().Be(12);
        Steps(resumed, 18).Should().Equal(expected[12..]);
        resumed.Model.Rnn.Parameters.Blocks[1].Values.SequenceEqual(whole.Model.Rnn.Parameters.Blocks[1].Values).Should().BeTrue();
    }

    [Fact]
    public void Inspect_names_the_class()
    {
        Checkpoint.Save(Folder["c"], NewRun(), Text);

        CheckpointInfo info = ModelFile.Inspect(Folder["c"]).Checkpoint!;

        (info.Optimizer, info.CustomOptimizer).Should().Be((null, nameof(Momentum)));
    }

    [Fact]
    public void Resume_without_a_factory_is_refused_and_names_the_class()
    {
        Checkpoint.Save(Folder["c"], NewRun(), Text);

        Action act = () => Checkpoint.Resume<T>(Folder["c"], Text);

        act.Should().Throw<ArgumentException>().WithParameterName("createOptimizer").WithMessage("*Momentum*function that creates it*");
    }

    [Fact]
    public void Resume_with_a_wrong_factory_is_refused()
    {
        Checkpoint.Save(Folder["c"], NewRun(), Text);
        Func<RnnArchitecture, IStatefulOptimizer<T>>[] wrong =
        [
            architecture => new AdaGrad<T>(architecture),
            architecture => new Momentum(architecture, "other"),
            _ => null!,
        ];

        foreach (Func<RnnArchitecture, IStatefulOptimizer<T>> factory in wrong)
        {
            Action act = () => Checkpoint.Resume<T>(Folder["c"], Text, createOptimizer: factory);
            act.Should().Throw<ArgumentException>().WithParameterName("createOptimizer");
        }
    }

    [Fact]
    public void Resume_of_a_library_run_with_a_factory_is_refused()
    {
        Checkpoint.Save(Folder["c"], NewTrainer(new OptimizerOptions(), new TrainingOptions()), Text);

        Action act = () => Checkpoint.Resume<T>(Folder["c"], Text, createOptimizer: architecture => new Momentum(architecture));

        act.Should().Throw<ArgumentException>().WithParameterName("createOptimizer");
    }

    [Fact]
    public void Resume_that_adjusts_settings_that_are_not_in_the_file_is_refused()
    {
        Checkpoint.Save(Folder["c"], NewRun(), Text);

        Action act = () => Checkpoint.Resume<T>(Folder["c"], Text, adjustOptimizer: options => options, createOptimizer: architecture => new Momentum(architecture));

        act.Should().Throw<ArgumentException>().WithParameterName("adjustOptimizer");
    }

    [Theory]
    [InlineData("twice", "*'v'*twice*")]
    [InlineData("name", "*'A name'*lower-case*")]
    [InlineData("NaN", "*'v'*NaN*")]
    [InlineData("architecture", "*'v'*another architecture*")]
    public void Save_of_a_state_that_could_not_be_read_is_refused(string fault, string message)
    {
        RnnModel<T> model = NewModel();
        RnnArchitecture architecture = model.Rnn.Parameters.Architecture;
        Momentum optimizer = fault switch
        {
            "twice" => new Momentum(architecture) { IsTwice = true },
            "name" => new Momentum(architecture, "A name"),
            "NaN" => new Momentum(architecture),
            _ => new Momentum(architecture with { HiddenSize = 2 }),
        };
        if (fault == "NaN")
        {
            optimizer.State[0].Values.Blocks[1].Values[0] = T.NaN;
        }

        Action act = () => Checkpoint.Save(Folder["c"], new Trainer<T>(model, optimizer), Text);

        act.Should().Throw<InvalidOperationException>().WithMessage(message);
        File.Exists(Folder["c"]).Should().BeFalse();
    }

    [Fact]
    public void Save_with_an_optimizer_without_a_state_to_read_is_refused()
    {
        Action act = () => Checkpoint.Save(Folder["c"], new Trainer<T>(NewModel(), new Stateless()), Text);

        act.Should().Throw<NotSupportedException>().WithMessage("*IStatefulOptimizer*Stateless*");
    }

    [Fact]
    public void Save_with_a_schedule_from_a_function_is_refused_and_leaves_no_file()
    {
        var options = new OptimizerOptions { Schedule = LearningRateSchedule.FromFunction(_ => 1) };

        Action act = () => Checkpoint.Save(Folder["c"], NewTrainer(options, new TrainingOptions()), Text);

        act.Should().Throw<NotSupportedException>().WithMessage("*FromFunction*");
        File.Exists(Folder["c"]).Should().BeFalse();
    }

    private static Trainer<T> NewRun()
    {
        RnnModel<T> model = NewModel();
        return new Trainer<T>(model, new Momentum(model.Rnn.Parameters.Architecture), new TrainingOptions { SequenceLength = 7 });
    }

    private sealed class Momentum(RnnArchitecture architecture, string name = "v") : IStatefulOptimizer<T>
    {
        private readonly RnnParameters<T> _velocity = new(architecture);

        public long StepCount { get; set; }

        public bool IsTwice { get; init; }

        public IReadOnlyList<OptimizerState<T>> State
        {
            get
            {
                var one = new OptimizerState<T>(name, _velocity);
                return IsTwice ? [one, one] : [one];
            }
        }

        public void Apply(RnnParameters<T> parameters, RnnParameters<T> gradients)
        {
            // A rate that depends on the count, so that a resumed count matters.
            T rate = T.CreateTruncating(0.01 / ++StepCount);
            for (int b = 0; b < parameters.Blocks.Count; b++)
            {
                Span<T> theta = parameters.Blocks[b].Values, v = _velocity.Blocks[b].Values, g = gradients.Blocks[b].Values;
                for (int i = 0; i < theta.Length; i++)
                {
                    v[i] = (T.CreateTruncating(0.9) * v[i]) + g[i];
                    theta[i] -= rate * v[i];
                }
            }
        }
    }

    private sealed class Stateless : IOptimizer<T>
    {
        public void Apply(RnnParameters<T> parameters, RnnParameters<T> gradients)
        {
        }
    }
}

public sealed class CustomOptimizerCheckpointTestsDouble : CustomOptimizerCheckpointTests<double>;

public sealed class CustomOptimizerCheckpointTestsSingle : CustomOptimizerCheckpointTests<float>;
