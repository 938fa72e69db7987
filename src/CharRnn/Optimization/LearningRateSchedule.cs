using System.Diagnostics.CodeAnalysis;

namespace CharRnn.Optimization;

/// <summary>How the learning rate falls after the warm-up.</summary>
public enum LearningRateShape
{
    /// <summary>It does not fall.</summary>
    Constant,

    /// <summary>By a factor, at regular intervals of updates.</summary>
    Step,

    /// <summary>Along half a cosine.</summary>
    Cosine,

    /// <summary>As determined by a function of the caller, see <see cref="LearningRateSchedule.FromFunction"/>.</summary>
    Custom,
}

/// <summary>A factor of the learning rate that depends only on the number of the update.</summary>
/// <remarks>
/// <code>
/// warm-up   k ≤ w:   k/w
/// then, with s = k − w − 1 (0 at the first update after the warm-up):
/// constant  1
/// step      f^⌊s/n⌋
/// cosine    r + (1 − r)·(1 + cos(π·min(s, n)/n))/2
/// custom    f(k), the caller's function
/// </code>
/// where <em>k</em> = 1, 2, … is the update, <em>w</em> <see cref="WarmUp"/>, <em>n</em> <see cref="Period"/>,
/// <em>f</em> <see cref="StepFactor"/> and <em>r</em> <see cref="FinalFraction"/>; a cosine may bend towards another end, see <see cref="Turns"/>. A pure function, so training that is
/// resumed at update k continues with the same rate. Cosine: Loshchilov and Hutter (2017), "SGDR: Stochastic Gradient
/// Descent with Warm Restarts", ICLR, equation (5), one period without a restart.
/// </remarks>
public sealed record LearningRateSchedule
{
    private readonly LearningRateShape _shape;
    private readonly long _warmUp;
    private readonly long _period = 1;
    private readonly double _stepFactor = 0.5;
    private readonly double _finalFraction;
    private readonly Func<long, double>? _function;
    private readonly FixedList<ScheduleTurn> _turns = new([]);

    /// <summary>The constant schedule without a warm-up.</summary>
    public LearningRateSchedule()
    {
    }

    private LearningRateSchedule(Func<long, double> function)
    {
        ArgumentNullException.ThrowIfNull(function, "factor");
        (_shape, _function) = (LearningRateShape.Custom, function);
    }

    /// <summary>Always 1.</summary>
    public static LearningRateSchedule Constant { get; } = new();

    /// <summary>The shape of the schedule after the warm-up. Setting it drops the function of a custom schedule. Default <see cref="LearningRateShape.Constant"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not one of the enumeration's.</exception>
    /// <exception cref="ArgumentException">The value is <see cref="LearningRateShape.Custom"/>, which only <see cref="FromFunction"/> can give.</exception>
    public LearningRateShape Shape
    {
        get => _shape;
        init => (_shape, _function) = RequireShape(value, nameof(Shape));
    }

    /// <summary>w, updates over which the rate rises from η/w to η; 0, the default, for none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public long WarmUp
    {
        get => _warmUp;
        init => _warmUp = Preconditions.RequireNonNegative(value, nameof(WarmUp));
    }

    /// <summary>n, updates from one step to the next, or of the whole cosine; from then on the cosine stays at its end. 1 or more. Default 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public long Period
    {
        get => _period;
        init => _period = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(Period), value, "Must be at least 1.");
    }

    /// <summary>f, the factor of the rate at each step, greater than 0. Default 0.5.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is NaN, infinite, zero or negative.</exception>
    public double StepFactor
    {
        get => _stepFactor;
        init => _stepFactor = Preconditions.RequirePositive(value, nameof(StepFactor));
    }

    /// <summary>r, where the cosine ends, as a fraction of η, at least 0 and less than 1. Default 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not at least 0 and less than 1.</exception>
    public double FinalFraction
    {
        get => _finalFraction;
        init => _finalFraction = Preconditions.RequireFraction(value, nameof(FinalFraction));
    }

    /// <summary>
    /// The planned ends of the cosine, each with the update from which it holds, in ascending order: the first element is the end that was planned at the start of the run,
    /// each later one an end after a change. Empty, the default: always <see cref="WarmUp"/> + <see cref="Period"/>.
    /// </summary>
    /// <remarks>
    /// Let x be the completed fraction of the half cosine (s/n above). A turn at update u towards the end e spreads the rest, 1 − x at update u + 1,
    /// evenly over the updates u + 1 to e, so the rate has no jump and still reaches its end with the last update. Training for a given time needs
    /// this, because the number of updates becomes known only during the run; the list allows the run to be repeated exactly.
    /// </remarks>
    /// <exception cref="ArgumentException">The updates do not ascend, the first is not 0, or an end is not after its update.</exception>
    [AllowNull]
    public IReadOnlyList<ScheduleTurn> Turns
    {
        get => _turns;
        init => _turns = new(RequireTurns(value ?? [], nameof(Turns)));
    }

    /// <summary>The update at which the cosine ends, <see cref="WarmUp"/> + <see cref="Period"/> unless it has turned.</summary>
    public long LastUpdate => _turns.Count > 0 ? _turns[^1].LastUpdate : WarmUp + Period;

    /// <summary>Falls by a factor at regular intervals of updates.</summary>
    /// <param name="period">n, 1 or more.</param>
    /// <param name="factor">f, greater than 0.</param>
    /// <returns>The schedule.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public static LearningRateSchedule Step(long period, double factor)
        => new() { Shape = LearningRateShape.Step, Period = period, StepFactor = factor };

    /// <summary>Falls along half a cosine.</summary>
    /// <param name="period">n, 1 or more.</param>
    /// <param name="finalFraction">r, at least 0 and less than 1.</param>
    /// <returns>The schedule.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public static LearningRateSchedule Cosine(long period, double finalFraction = 0)
        => new() { Shape = LearningRateShape.Cosine, Period = period, FinalFraction = finalFraction };

    /// <summary>Follows a function of the caller.</summary>
    /// <remarks>
    /// The function must be pure: the same update must always give the same factor, on any thread. Two schedules are equal only if they have the
    /// same delegate. A function cannot be written to a file, so <see cref="Persistence.Checkpoint"/> and
    /// <see cref="Training.Search.SearchJson"/> refuse the schedule with a <see cref="NotSupportedException"/>: a run with it cannot be resumed.
    /// </remarks>
    /// <param name="factor">f: takes k, the number of the update from 1; returns the factor of η, finite and not negative.</param>
    /// <returns>The schedule, without a warm-up.</returns>
    /// <example>
    /// The learning rate falls with the square root of the update, as in the original transformer, after a warm-up of 20 updates:
    /// <code><![CDATA[
    /// EncodedText text = TextFile.Read("novel.txt");
    /// TrialSettings settings = TrialSettings.For(text, hiddenSize: 32);
    /// LearningRateSchedule schedule = LearningRateSchedule.FromFunction(update => Math.Sqrt(20.0 / Math.Max(update, 20)));
    /// settings = settings with { Optimizer = settings.Optimizer with { Schedule = schedule with { WarmUp = 20 } } };
    ///
    /// Trainer<float> trainer = settings.CreateTrainer<float>(text);
    /// trainer.Train(text);
    /// Console.WriteLine($"{trainer.SmoothLoss:F2} nats at a factor of {schedule.FactorAt(trainer.Update):F3}");
    /// ]]></code>
    /// </example>
    /// <exception cref="ArgumentNullException"><paramref name="factor"/> is null.</exception>
    public static LearningRateSchedule FromFunction(Func<long, double> factor) => new(factor);

    /// <summary>The same schedule for a run of another length: a cosine ends with the run's last update. Other shapes stay as they are.</summary>
    /// <remarks>
    /// A cosine stays at its end, so a run that is continued beyond it does not learn any more. With the schedule
    /// of the new length, update k continues at the rate that a run planned for that length would have had.
    /// </remarks>
    /// <param name="lastUpdate">The last update of the run, counted from its start; 1 or more.</param>
    /// <returns>The schedule.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="lastUpdate"/> is less than 1.</exception>
    public LearningRateSchedule EndingAt(long lastUpdate)
    {
        if (lastUpdate < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(lastUpdate), lastUpdate, "Must be at least 1.");
        }

        bool isThere = Shape != LearningRateShape.Cosine || (_turns.Count > 0 && LastUpdate == lastUpdate);
        return isThere ? this : this with { Period = Math.Max(1, lastUpdate - WarmUp), Turns = [] };
    }

    /// <summary>The same schedule up to an update; from the next one on, a cosine bends towards another end, without a jump. Other shapes stay as they are.</summary>
    /// <param name="update">u, the last update before the change; not before an earlier turn.</param>
    /// <param name="lastUpdate">The last update of the run, greater than <paramref name="update"/>.</param>
    /// <returns>The schedule, with one more of <see cref="Turns"/> unless the rate has not begun to fall.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="lastUpdate"/> is not greater than <paramref name="update"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="update"/> is not after the last turn.</exception>
    public LearningRateSchedule TurningAt(long update, long lastUpdate)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(lastUpdate, update);
        return Shape != LearningRateShape.Cosine ? this
            : update <= WarmUp ? this with { Period = Math.Max(1, lastUpdate - WarmUp), Turns = [] }
            : this with { Turns = [.. _turns.DefaultIfEmpty(new ScheduleTurn(0, LastUpdate)), new ScheduleTurn(update, lastUpdate)] };
    }

    /// <summary>The factor for one update.</summary>
    /// <param name="update">k, from 1.</param>
    /// <returns>The factor of η.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="update"/> is less than 1.</exception>
    /// <exception cref="InvalidOperationException">The function of a custom schedule has returned NaN, infinity or a negative number.</exception>
    public double FactorAt(long update)
    {
        if (update < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(update), update, "Must be at least 1.");
        }

        if (update <= WarmUp)
        {
            return (double)update / WarmUp;
        }

        long since = update - WarmUp - 1;
        return Shape switch
        {
            LearningRateShape.Step => Math.Pow(StepFactor, since / Period),
            LearningRateShape.Cosine => FinalFraction + ((1 - FinalFraction) * (1 + Math.Cos(AngleAt(update))) / 2),
            LearningRateShape.Custom => CustomFactorAt(update),
            _ => 1,
        };
    }

    /// <summary>Refuses to be written to a file when a part of it is a function.</summary>
    /// <exception cref="NotSupportedException">It comes from a function.</exception>
    internal void RequireWritable(string file)
    {
        if (Shape == LearningRateShape.Custom)
        {
            throw new NotSupportedException(
                $"{file} cannot hold a learning-rate schedule made by LearningRateSchedule.FromFunction. Use LearningRateSchedule.Constant, Step or Cosine, or save the model alone.");
        }
    }

    private double CustomFactorAt(long update)
    {
        double factor = _function!(update);
        return factor >= 0 && double.IsFinite(factor) ? factor
            : throw new InvalidOperationException(
                FormattableString.Invariant($"The learning-rate schedule's function returned {factor} for update {update}; the factor must be finite and not negative."));
    }

    private (LearningRateShape Shape, Func<long, double>? Function) RequireShape(LearningRateShape shape, string name)
    {
        if (Preconditions.RequireDefined(shape, name) != LearningRateShape.Custom)
        {
            return (shape, null);
        }

        return _function is not null ? (shape, _function)
            : throw new ArgumentException("A custom schedule needs a function: use LearningRateSchedule.FromFunction.", name);
    }

    /// <summary>How far the half cosine is, from 0 to π. Before it turns it has the bits of the cosine that has not turned.</summary>
    private double AngleAt(long update)
    {
        if (_turns.Count > 1 && update > _turns[1].Update)
        {
            return Math.PI * PartOf(update);
        }

        long period = _turns.Count > 0 ? Math.Max(1, _turns[0].LastUpdate - WarmUp) : Period;
        return Math.PI * Math.Min(update - WarmUp - 1, period) / period;
    }

    /// <summary>The part of the half cosine that is done, where it has turned.</summary>
    private double PartOf(long update)
    {
        double done = 0;
        for (int i = 0; i < _turns.Count; i++)
        {
            // From here on the part grows evenly up to 1 at the update after the last one.
            long from = Math.Max(WarmUp, _turns[i].Update), span = Math.Max(1, _turns[i].LastUpdate - from);
            long to = i + 1 < _turns.Count && _turns[i + 1].Update < update ? _turns[i + 1].Update + 1 : update;
            done += (1 - done) * Math.Min(1, (to - from - 1.0) / span);
            if (to == update)
            {
                break;
            }
        }

        return done;
    }

    private static IReadOnlyList<ScheduleTurn> RequireTurns(IReadOnlyList<ScheduleTurn> turns, string name)
    {
        for (int i = 0; i < turns.Count; i++)
        {
            bool ascends = i == 0 ? turns[0].Update == 0 : turns[i].Update > turns[i - 1].Update;
            if (!ascends || turns[i].LastUpdate <= turns[i].Update)
            {
                throw new ArgumentException("The updates must ascend from 0, and each end must be after its update.", name);
            }
        }

        return turns;
    }
}
