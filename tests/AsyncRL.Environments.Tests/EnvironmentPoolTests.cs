using AsyncRL.Environments.Checking;

namespace AsyncRL.Environments.Tests;

public class EnvironmentPoolTests
{
    [Fact]
    public void EveryEnvironmentIsDisposedOfOnceWhateverWrapsIt()
    {
        var held = new List<Held>();
        Held Make() => Noted(held);
        using (var pool = new EnvironmentPool())
        {
            pool.Make(Make);
            pool.Make(() => new TimeLimit(new ClipReward(Make()), 5));
            pool.Make(() => new Unheld());
            pool.Clear();
            Assert.All(held, h => Assert.Equal(1, h.Disposals));
            Environment last = pool.Make(() => new TimeLimit(Make(), 5));
            Assert.Equal(0, held[^1].Disposals);
            Assert.Same(held[^1], last.Unwrapped);
            pool.Dispose();
        }

        Assert.Equal(3, held.Count);
        Assert.All(held, h => Assert.Equal(1, h.Disposals));
    }

    [Fact]
    public void AWrapperDisposesOfWhatItWrapsOnce()
    {
        var held = new Held();
        var wrapper = new TimeLimit(new ClipReward(held), 5);
        wrapper.Dispose();
        wrapper.Dispose();
        Assert.Equal(1, held.Disposals);
    }

    [Fact]
    public void OneThatThrowsWhenItIsDisposedOfDoesNotKeepTheOthersFromIt()
    {
        Held first = new(), last = new();
        var pool = new EnvironmentPool();
        pool.Make(() => first);
        pool.Make(() => new Held(new InvalidOperationException("still in use")));
        pool.Make(() => last);
        pool.Dispose();
        Assert.Equal((1, 1), (first.Disposals, last.Disposals));
        Assert.Equal("still in use", Assert.Single(pool.Faults).Message);
    }

    [Fact]
    public void TheSameInstanceIsRefusedAlsoInAnotherWrapper()
    {
        var held = new Held();
        using var pool = new EnvironmentPool();
        pool.Make(() => new TimeLimit(held, 5));
        Assert.StartsWith(
            "The factory gave the same instance twice, a Held; it must make a fresh one each time, as in () => new Held(...)",
            Assert.Throws<ArgumentException>(() => pool.Make(() => new TimeLimit(held, 5))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => pool.Make(() => held));
        pool.Dispose();
        Assert.Equal(1, held.Disposals);
    }

    [Fact]
    public void EnvironmentsOfOtherSpacesAreRefusedWithBoth()
    {
        using var pool = new EnvironmentPool();
        pool.Make(() => EnvironmentRegistry.Default.Make("FrozenLake-v1"));
        string message = Assert.Throws<ArgumentException>(
            () => pool.Make(() => EnvironmentRegistry.Default.Make("CliffWalking-v1"))).Message;
        Assert.Contains("Discrete(48)", message, StringComparison.Ordinal);
        Assert.Contains("Discrete(16)", message, StringComparison.Ordinal);
    }

    [Fact]
    public void WhereNoMoreCanExistTheMessageSaysSoAndWhatToDo()
    {
        using var pool = new EnvironmentPool("Use fewer.");
        Func<Environment> only = OnlyOne();
        pool.Make(only);
        Assert.Equal(
            "Environment 2 of Held could not be made while another exists: NotSupportedException: the licence is in use. " +
            "Use fewer.",
            Assert.Throws<InvalidOperationException>(() => pool.Make(only)).Message);

        // What the first throws is none of the pool's business.
        using var empty = new EnvironmentPool("Use fewer.");
        Assert.Throws<NotSupportedException>(() => empty.Make(() => throw new NotSupportedException("never")));
    }

    [Fact]
    public void AVectorDisposesOfItsCopiesAlsoWhereOneCannotBeMade()
    {
        var held = new List<Held>();
        using (new VectorEnvironment(() => Noted(held), 3))
        {
        }

        Assert.Throws<InvalidOperationException>(() => new VectorEnvironment(
            () => held.Count == 5 ? throw new NotSupportedException() : Noted(held), 3));
        Assert.Equal(5, held.Count);
        Assert.All(held, h => Assert.Equal(1, h.Disposals));
    }

    [Fact]
    public void TheCheckerAndTheProfileDisposeOfWhatTheyPlay()
    {
        var held = new List<Held>();
        CheckReport report = EnvironmentChecker.Check(() => new TimeLimit(Noted(held), 30));
        Assert.True(report.Passed, string.Join('\n', report.Findings.Select(f => f.Message)));
        EnvironmentProfile.Measure(() => Noted(held), 2, mostSteps: 20);
        Assert.True(held.Count > 20);
        Assert.All(held, h => Assert.Equal(1, h.Disposals));
    }

    [Fact]
    public void TheCheckerTellsThatOnlyOneCanExistAndHowToTrainIt()
    {
        CheckReport report = EnvironmentChecker.Check(OnlyOne());
        Finding finding = Assert.Single(report.Findings);
        Assert.StartsWith(
            "a second instance cannot be made while the first exists: NotSupportedException: the licence is in use",
            finding.Message, StringComparison.Ordinal);
        Assert.Contains("evaluation.episodes=0", finding.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(double.NaN, 0f, "Held returned the reward NaN, which is not a finite number at step 3 of episode 1")]
    [InlineData(1e101, 0f, "Held returned the reward 1E+101, which is too large to be averaged")]
    [InlineData(0, float.NaN, "Held returned NaN as element 1 of its observation, which is not a finite number")]
    public void TheProfileNamesWhatCannotBe(double reward, float seen, string expected) => Assert.StartsWith(
        expected, Assert.Throws<InvalidOperationException>(() => EnvironmentProfile.Measure(
            () => new Held(atStep: 3, reward: reward, seen: seen), 1, mostSteps: 9)).Message, StringComparison.Ordinal);

    private static Held Noted(List<Held> all)
    {
        var held = new Held();
        lock (all)
        {
            all.Add(held);
        }

        return held;
    }

    // Makes one at a time.
    private static Func<Environment> OnlyOne()
    {
        Held? alive = null;
        return () => alive is { Disposals: 0 }
            ? throw new NotSupportedException("the licence is in use")
            : alive = new Held();
    }

    private sealed class Held(Exception? thrown = null, int atStep = 0, double reward = 0, float seen = 0)
        : DiscreteEnvironment(new Box(-1f, 1f, 2), actions: 2), IDisposable
    {
        private int steps;

        public int Disposals { get; private set; }

        public void Dispose()
        {
            Disposals++;
            if (thrown is not null)
            {
                throw thrown;
            }
        }

        protected override void OnReset(Span<float> observation)
        {
            steps = 0;
            observation[0] = observation[1] = (float)Random.Uniform(-1, 1);
        }

        protected override StepResult OnStep(int action, Span<float> observation)
        {
            observation[0] = (float)Random.Uniform(-1, 1);
            observation[1] = ++steps == atStep ? seen : -observation[0];
            return new StepResult(steps == atStep ? reward : action, Terminated: false);
        }
    }

    private sealed class Unheld() : DiscreteEnvironment(new Box(-1f, 1f, 2), actions: 2)
    {
        protected override void OnReset(Span<float> observation) => observation.Clear();

        protected override StepResult OnStep(int action, Span<float> observation) => default;
    }
}
