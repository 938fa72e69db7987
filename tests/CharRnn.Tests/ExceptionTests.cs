using CharRnn.Optimization;
using CharRnn.Training;

namespace CharRnn.Tests;

/// <summary>The library's exceptions have the constructors that the guidelines ask for: no argument, a message, a message and a cause.</summary>
public sealed class ExceptionTests
{
    [Fact]
    public void TrainingDivergedException_has_the_usual_constructors()
    {
        var cause = new ArithmeticException();

        new TrainingDivergedException().Should().Match<TrainingDivergedException>(one => one.Message == "Training diverged." && one.Update == 0 && one.BlockName == null);
        new TrainingDivergedException("so").Message.Should().Be("so");
        new TrainingDivergedException("so", cause).Should().Match<TrainingDivergedException>(one => one.Message == "so" && one.InnerException == cause);
    }

    [Fact]
    public void GradientCheckException_has_the_usual_constructors()
    {
        var cause = new ArithmeticException();

        new GradientCheckException().Should().Match<GradientCheckException>(one => one.Message.Contains("does not agree") && one.Blocks.Count == 0);
        new GradientCheckException("so").Message.Should().Be("so");
        new GradientCheckException("so", cause).Should().Match<GradientCheckException>(one => one.Message == "so" && one.InnerException == cause);
    }
}
