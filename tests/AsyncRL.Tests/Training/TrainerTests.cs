using AsyncRL.Algorithms;
using AsyncRL.Environments;
using Environment = AsyncRL.Environments.Environment;

namespace AsyncRL.Tests.Training;

public class TrainerTests
{
    private static readonly TrainingOptions Options = new()
    {
        Steps = 200,
        Deterministic = true,
        Network = new NetworkOptions { Hidden = [8] },
        Topology = new TopologyOptions { Threads = 1, EnvsPerActor = 1 },
    };

    [Fact]
    public void TheTimeLimitOfAClassHoldsInCode() => Assert.Equal(20, LengthOf(() => new Endless()));

    [Fact]
    public void AWrappedClassKeepsItsTimeLimit() => Assert.Equal(20, LengthOf(() => new ClipReward(new Endless())));

    [Fact]
    public void ATimeLimitGivenInCodeReplacesThatOfTheClass()
    {
        Assert.Equal(50, LengthOf(() => new TimeLimit(new Endless(), 50)));
        Assert.Equal(50, LengthOf(() => new ClipReward(new TimeLimit(new Endless(), 50))));
    }

    [Fact]
    public void TheOptionMaxEpisodeStepsCutsInAddition()
    {
        Assert.Equal(10, LengthOf(() => new Endless(), Options with { MaxEpisodeSteps = 10 }));
        Assert.Equal(20, LengthOf(() => new Endless(), Options with { MaxEpisodeSteps = 30 }));
    }

    [Fact]
    public void AClassOfSeveralIdsIsLimitedWhereTheyAgree()
    {
        Assert.Equal(25, LengthOf(() => new Agreed()));
        Assert.True(double.IsNaN(LengthOf(() => new Disagreed())));
    }

    [Fact]
    public void AWorldWhoseLimitFollowsFromItsOptionsSaysItsOwn() => Assert.Equal(40, LengthOf(() => new Sized(4)));

    [Fact]
    public void AGroupOfOptionsUnderAnotherNameIsRefused()
    {
        TrainingOptions misspelt = Options.With("sca", new SacOptions());
        Assert.Equal(
            "TrainingOptions.With(\"sca\", new SacOptions): sac has these options in the group 'sac'; write With(\"sac\", ...).",
            Assert.Throws<OptionException>(() => Trainer.Train(() => new Endless(), misspelt, "sac")).Message);
    }

    private static double LengthOf(Func<Environment> create, TrainingOptions? options = null)
    {
        double length = double.NaN;
        Trainer.Train(create, options ?? Options, progress: p => length = p.MeanLength);
        return length;
    }

    private abstract class World() : DiscreteEnvironment(new Box(0f, 1f, 1), actions: 2)
    {
        protected override void OnReset(Span<float> observation) => observation[0] = 1;

        protected override StepResult OnStep(int action, Span<float> observation)
        {
            observation[0] = 1;
            return new StepResult(Reward: 1, Terminated: false, Truncated: false);
        }
    }

    [Environment("Test/Endless-v0", MaxEpisodeSteps = 20)]
    private sealed class Endless : World;

    [Environment("Test/Agreed-v0", MaxEpisodeSteps = 25)]
    [Environment("Test/Agreed-v1", MaxEpisodeSteps = 25)]
    private sealed class Agreed : World;

    [Environment("Test/Disagreed-v0", MaxEpisodeSteps = 25)]
    [Environment("Test/Disagreed-v1", MaxEpisodeSteps = 30)]
    private sealed class Disagreed : World;

    [Environment("Test/Sized-v0", MaxEpisodeSteps = 20)]
    private sealed class Sized(int size = 2) : World, IEpisodeLimit
    {
        public int EpisodeLimit => 10 * size;
    }
}
