using AsyncRL.Play;
using AsyncRL.Runs;
using AsyncRL.Tests.Support;

namespace AsyncRL.Tests.Faults;

/// <summary>Wrong calls leave nothing behind and are told what to do.</summary>
public sealed class Fault21Tests : IDisposable
{
    private readonly TemporaryFolder temporary = new();
    private readonly World world = new();

    public void Dispose() => temporary.Dispose();

    [Fact]
    public void ATrainingWithWrongOptionsLeavesNoFolder()
    {
        TrainingOptions wrong = World.Options("ppo", 3);
        Assert.ThrowsAny<ArgumentException>(
            () => Trainer.Train(() => world.Make("ppo"), wrong, "ppo", runFolder: temporary.Sub("run")));
        Assert.ThrowsAny<ArgumentException>(() => Trainer.Train(
            () => world.Make("a3c"), wrong with { Gamma = 2 }, "a3c", runFolder: temporary.Sub("run")));
        Assert.False(Directory.Exists(temporary.Sub("run")));
        Assert.True(Trainer.Train(
            () => world.Make("ppo"), wrong with { Steps = 500 }, "ppo", runFolder: temporary.Sub("run")).Completed);
    }

    [Fact]
    public void AFolderThatHoldsARunIsRefusedWithoutAdviceThatTheLibraryDoesNotHave()
    {
        void Train() => Trainer.Train(() => world.Make("a3c"), World.Options("a3c", 500), "a3c", runFolder: temporary.Sub("run"));
        Train();
        string message = Assert.Throws<RunFolderException>(Train).Message;
        Assert.Contains("name another", message, StringComparison.Ordinal);
        Assert.DoesNotContain("--", message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(World.Kinds), MemberType = typeof(World))]
    public void ASecondRunOfARunIsRefusedAndToldHowToGoOn(string kind)
    {
        RunFolder folder = RunFolder.CreateAt(temporary.Sub("run"), force: false);
        TrainingRun run = world.NewRun(kind, World.Options(kind, 1_000), folder);
        string stopped = run.Run(stopAt: 400).ModelPath!;
        Assert.Contains("the same options", Refusal(run), StringComparison.Ordinal);
        run = world.NewRun(kind, World.Options(kind, 1_000), folder);
        run.Restore(stopped);
        string complete = run.Run().ModelPath!;
        Assert.Contains("more TrainingOptions.Steps", Refusal(run), StringComparison.Ordinal);

        run = world.NewRun(kind, World.Options(kind, 1_000), folder);
        run.Restore(complete);
        Assert.Contains("is complete, to step 1000", Refusal(run), StringComparison.Ordinal);
        run = world.NewRun(kind, World.Options(kind, 1_400), folder);
        run.Restore(complete);
        Assert.Equal(1_400, run.Run().Steps);
    }

    [Theory]
    [MemberData(nameof(World.Kinds), MemberType = typeof(World))]
    public void AResetThatFailsIsToldWithItsStep(string kind)
    {
        TrainingRun run = world.NewRun(kind, World.Options(kind, 100_000));
        int resets = 0;
        world.Resets = () =>
        {
            if (++resets == 3)
            {
                throw new InvalidOperationException("the level file is gone");
            }
        };
        TrainingFailedException error = Assert.Throws<TrainingFailedException>(() => run.Run());
        if (error.InnerException is EnvironmentFaultException fault)
        {
            Assert.Contains("on reset", error.Message, StringComparison.Ordinal);

            // Each of an actor's two environments has episodes of ten steps.
            Assert.InRange(fault.Step, 10, 40);
        }
        else
        {
            Assert.Contains("in evaluation, episode", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void ARunOfAClassWithOneIdIsKeptUnderThatId()
    {
        string Kept(Func<Environments.Environment> create, string name)
        {
            Trainer.Train(create, World.Options("a3c", 200), "a3c", runFolder: temporary.Sub(name));
            return RunFolder.Open(temporary.Sub(name)).ReadConfiguration().EnvironmentId;
        }

        Assert.Equal("Test/Marked-v3", Kept(() => new Marked(), "one"));
        Assert.Equal("Marked", Kept(() => new Environments.TimeLimit(new Marked(), 5), "wrapped"));
        Assert.Equal("Twice", Kept(() => new Twice(), "two"));
    }

    private static string Refusal(TrainingRun run) => Assert.Throws<InvalidOperationException>(() => { run.Run(); }).Message;

    [Environments.Environment("Test/Marked-v3", MaxEpisodeSteps = 20)]
    private sealed class Marked : Base;

    [Environments.Environment("Test/Twice-v0")]
    [Environments.Environment("Test/Twice-v1")]
    private sealed class Twice : Base;

    private abstract class Base() : Environments.DiscreteEnvironment(new Environments.Box(0f, 1f, 1), actions: 2)
    {
        protected override void OnReset(Span<float> observation) => observation[0] = 1;

        protected override Environments.StepResult OnStep(int action, Span<float> observation)
        {
            observation[0] = 1;
            return new Environments.StepResult(Reward: 1, Terminated: false);
        }
    }
}
