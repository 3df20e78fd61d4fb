using AsyncRL.Environments.MinAtar;
using AsyncRL.Tests.Support;

namespace AsyncRL.Environments.Tests.MinAtar;

public sealed class MinAtarGameTests
{
    public static TheoryData<string> Ids =>
        [.. EnvironmentRegistry.Default.All.Select(e => e.Id).Where(id => id.StartsWith("MinAtar/", StringComparison.Ordinal))];

    [Theory]
    [InlineData("Breakout", 4, 3)]
    [InlineData("Asterix", 4, 5)]
    [InlineData("Freeway", 7, 3)]
    [InlineData("Seaquest", 10, 6)]
    [InlineData("SpaceInvaders", 6, 4)]
    public void TheMinimalIdsHaveTheMinimalActionsAndTheOthersAllSix(string game, int channels, int minimalActions)
    {
        Environment full = EnvironmentRegistry.Default.Make($"MinAtar/{game}-v0");
        Environment minimal = EnvironmentRegistry.Default.Make($"MinAtar/{game}-v1");
        Assert.Equal(6, ((Discrete)full.ActionSpace).Count);
        Assert.Equal(minimalActions, ((Discrete)minimal.ActionSpace).Count);
        Assert.Equal([10, 10, channels], full.ObservationSpace.Shape);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void ASavedGameGoesOnExactlyInAFreshInstance(string id)
    {
        Environment original = EnvironmentRegistry.Default.Make(id);
        Environment copy = EnvironmentRegistry.Default.Make(id);
        int actions = ((Discrete)original.ActionSpace).Count;
        float[] a = new float[original.ObservationSpace.Length], b = new float[a.Length];
        var random = Pcg64.FromSeed(3);
        original.Reset(9, a);
        for (int i = 0; i < 400; i++)
        {
            Play(original, random.Integers(0, actions), a);
        }

        using var memory = new MemoryStream();
        using var writer = new BinaryWriter(memory);
        original.SaveState(writer);
        memory.Position = 0;
        using var reader = new BinaryReader(memory);
        copy.LoadState(reader);
        Assert.Equal(memory.Length, memory.Position);
        for (int i = 0; i < 1000; i++)
        {
            int action = random.Integers(0, actions);
            Assert.Equal(Play(original, action, a), Play(copy, action, b));
            Assert.Equal(a, b);
        }
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void AStepAllocatesNothing(string id)
    {
        Environment game = EnvironmentRegistry.Default.Make(id);
        int actions = ((Discrete)game.ActionSpace).Count;
        var observation = new float[game.ObservationSpace.Length];
        var random = Pcg64.FromSeed(3);
        game.Reset(9, observation);
        for (int i = 0; i < 20_000; i++)
        {
            Play(game, random.Integers(0, actions), observation);
        }

        Assert.Equal(0, Allocations.Of(() =>
        {
            for (int i = 0; i < 5_000; i++)
            {
                Play(game, random.Integers(0, actions), observation);
            }
        }));
    }

    [Fact]
    public void OneActionInTenIsReplacedByTheOneBefore()
    {
        // How often Breakout's paddle moves although "none" is chosen, right after moves to the right.
        int stuck = 0, trials = 20_000;
        var game = new Breakout(useMinimalActionSet: true);
        var observation = new float[400];
        game.Reset(1, observation);
        for (int i = 0; i < trials; i++)
        {
            game.Reset(null, observation);

            // The move before is now surely "right" or, with probability 0.1 at each try, one further back: three tries leave 0.1
            // %.
            for (int k = 0; k < 3; k++)
            {
                game.Step(2, observation);
            }

            int before = Paddle(observation);
            game.Step(0, observation);
            stuck += Paddle(observation) != before ? 1 : 0;
        }

        Assert.InRange((double)stuck / trials, 0.09, 0.11);
    }

    [Fact]
    public void FreewayLastsAsLongAsTheOriginalWhateverIsPlayed()
    {
        var game = new Freeway();
        var observation = new float[700];
        game.Reset(1, observation);
        int frames = 1;
        while (!game.Step(1, observation).Terminated)
        {
            frames++;
        }

        Assert.Equal(2501, frames);
    }

    private static StepResult Play(Environment game, int action, float[] observation)
    {
        StepResult result = game.Step(action, observation);
        if (result.EpisodeEnded)
        {
            game.Reset(null, observation);
        }

        return result;
    }

    // Channel 0 of the bottom row.
    private static int Paddle(float[] observation)
    {
        for (int x = 0; x < 10; x++)
        {
            if (observation[(90 + x) * 4] > 0)
            {
                return x;
            }
        }

        return -1;
    }
}
