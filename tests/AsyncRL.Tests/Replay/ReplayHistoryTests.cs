using AsyncRL.Environments;

namespace AsyncRL.Tests.Replay;

/// <summary>Random play of every kind against a history that keeps everything.</summary>
public sealed class ReplayHistoryTests
{
    private const float Gamma = 0.9f;

    private static readonly Space[] ActionSpaces =
    [
        new Discrete(1_000_000), new Box(-2f, 2f, 1), new Box(-2f, 2f, 6), new MultiDiscrete(3, 256, 7),
        new MultiDiscrete(2, 257), new MultiBinary(9),
    ];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 60)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void EveryTransitionEpisodeActionAndColumnIsTheOneThatWasPlayed(int seed)
    {
        var choice = new Random(1_000 + seed);
        int steps = choice.Next(1, 7), lanes = choice.Next(1, 4);
        int stack = choice.Next(3) == 0 ? choice.Next(2, 5) : 1, reserve = choice.Next(2) * choice.Next(9);
        int least = reserve + Math.Max(stack + 4, 2 * stack + steps);
        var scenario = new ReplayScenario(
            seed, ActionSpaces[seed % ActionSpaces.Length], lanes, least + choice.Next(60), stack, reserve,
            discounts: choice.Next(2) == 0, columns: choice.Next(2) == 0, differentFrames: stack > 1 && choice.Next(2) == 0)
        {
            Ends = choice.Next(3) switch { 0 => 0.02, 1 => 0.15, _ => 0.6 },
        };
        int found = 0;
        for (int t = 0; t < 120 * lanes; t++)
        {
            scenario.Play(() =>
            {
                if (choice.Next(8) == 0)
                {
                    found += scenario.Compare(steps, Gamma);
                }

                if (choice.Next(40) == 0)
                {
                    scenario.SaveAndLoad();
                    found += scenario.Compare(steps, Gamma);
                }
            });
        }

        Assert.True(found > 100, $"only {found} steps were compared");
    }

    [Theory]
    [InlineData(1, 1, 0, false)]
    [InlineData(1, 30, 0, false)]
    [InlineData(1, 6, 5, false)]
    [InlineData(4, 1, 0, true)]
    [InlineData(4, 7, 0, true)]
    [InlineData(3, 2, 11, true)]
    public void InTheSmallestMemoryThatIsAllowedThereIsAlwaysATransition(int stack, int steps, int reserve, bool differentFrames)
    {
        for (int seed = 0; seed < 8; seed++)
        {
            int laneRows = reserve + Math.Max(stack + 4, 2 * stack + steps);
            var scenario = new ReplayScenario(seed, new Discrete(3), 1, laneRows, stack, reserve, false, false, differentFrames)
            {
                Ends = seed / 8.0, LeavesEpisodes = false,
            };
            Assert.Equal(laneRows, scenario.Layout.LeastCapacity(steps));
            int ready = 0;
            for (int t = 0; t < 1_000; t++)
            {
                scenario.Play(() =>
                {
                    if (scenario.Memory.HasTransitions(steps))
                    {
                        ready++;
                        Assert.Contains(Enumerable.Range(0, laneRows), row => scenario.Memory.TryRead(row, steps, Gamma, out _));
                    }
                });
            }

            Assert.True(ready > 500);
        }
    }
}
