using AsyncRL.Environments;

namespace AsyncRL.Tests.Support;

/// <summary>Holds something, and notes when it is disposed of; its episodes last ten steps.</summary>
/// <param name="actions">What its actions are.</param>
/// <param name="failsAt">The step of its life at which it throws; 0 for none.</param>
internal sealed class HeldWorld(Space actions, int failsAt = 0)
    : AsyncRL.Environments.Environment(new Box(-1f, 1f, 2), actions), IDisposable
{
    private int lifetime;
    private int steps;
    private int disposals;

    /// <summary>How often it was disposed of.</summary>
    public int Disposals => disposals;

    /// <summary>Makes one and notes it.</summary>
    public static HeldWorld Make(List<HeldWorld> all, Space actions, int failsAt = 0)
    {
        var world = new HeldWorld(actions, failsAt);
        lock (all)
        {
            all.Add(world);
        }

        return world;
    }

    /// <summary>Makes them, but one at a time: the next only when the last has been disposed of.</summary>
    public static Func<AsyncRL.Environments.Environment> OneAtATime(List<HeldWorld> all, Space actions) => () =>
        all.Exists(w => w.Disposals == 0)
            ? throw new NotSupportedException("the licence is in use")
            : Make(all, actions);

    public void Dispose() => Interlocked.Increment(ref disposals);

    protected override void OnReset(Span<float> observation)
    {
        Assert.Equal(0, disposals);
        steps = 0;
        observation.Clear();
    }

    protected override StepResult OnStep(EnvironmentAction action, Span<float> observation)
    {
        Assert.Equal(0, disposals);
        if (++lifetime == failsAt)
        {
            throw new InvalidOperationException("it broke");
        }

        observation.Fill((float)Random.Uniform(-1, 1));
        return new StepResult(1, Terminated: ++steps == 10);
    }
}
