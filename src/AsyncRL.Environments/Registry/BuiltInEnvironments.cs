using AsyncRL.Environments.ClassicControl;
using AsyncRL.Environments.Diagnostic;
using AsyncRL.Environments.Labyrinths;
using AsyncRL.Environments.MinAtar;
using AsyncRL.Environments.Tabular;
using AsyncRL.Environments.ToyText;

namespace AsyncRL.Environments;

/// <summary>The environments that come with the library. Time limits and thresholds of Gymnasium's ids are those of its registry.</summary>
internal static class BuiltInEnvironments
{
    public static EnvironmentRegistry AddTo(EnvironmentRegistry registry)
    {
        registry.Register(new("CartPole-v0", () => new CartPole(), 200, 195, "Balance a pole on a cart; 4 numbers, 2 actions, at most 200 steps."));
        registry.Register(new("CartPole-v1", () => new CartPole(), 500, 475, "Balance a pole on a cart; 4 numbers, 2 actions, at most 500 steps."));
        registry.Register(new("Acrobot-v1", () => new Acrobot(), 500, -100, "Swing two links up by the torque between them; 6 numbers, 3 actions, at most 500 steps."));
        registry.Register(new("MountainCar-v0", () => new MountainCar(), 200, -110, "Swing a weak car up a hill; 2 numbers, 3 actions, at most 200 steps."));
        registry.Register(new(
            "MountainCarContinuous-v0", () => new MountainCarContinuous(), 999, 90, "Swing a weak car up a hill with little force; 2 numbers, 1 continuous action, at most 999 steps."));
        registry.Register(new("Pendulum-v1", () => new Pendulum(), 200, null, "Swing a pendulum up and hold it; 3 numbers, 1 continuous action, always 200 steps."));
        registry.Register(new(
            "CartPoleNoVelocity-v1", () => new CartPole(showVelocities: false), 500, 475, "Balance a pole on a cart without seeing how fast they move; 2 numbers, 2 actions, at most 500 steps."));

        AddToyText(registry);

        // Our own thresholds: 95 of 100 balls caught, and 95 of 100 mazes solved without a detour into a wall.
        registry.Register(new("Catch-v0", () => new Catch(), null, 0.9, "Catch a falling ball; 10 x 5 x 1, 3 actions, always 9 steps."));
        registry.Register(new("TMaze-v0", () => new TMaze(10), 40, 3.79, "Remember a sign over a corridor of 10 moves; 3 numbers, 4 actions, at most 40 steps."));
        registry.Register(new("TMaze20-v0", () => new TMaze(20), 60, 3.79, "Remember a sign over a corridor of 20 moves; 3 numbers, 4 actions, at most 60 steps."));

        // In Bandit-v0 every seed has other arms, and no threshold fits all. The fixed problem is an ordinary one: its best mean is 1.537, the second 0.755, the average 0.014;
        // the threshold is the best arm in 94 of 100 pulls.
        registry.Register(new("Bandit-v0", () => new Bandit(), 1000, null, "Find the best of ten slot machines, others for every seed; 1 number, 10 actions, always 1000 steps."));
        registry.Register(new(
            "BanditFixed-v0", () => new Bandit(problem: 2), 1000, 1450, "Find the best of ten slot machines, the same for every seed; 1 number, 10 actions, always 1000 steps."));

        // The paper's task is solved at its best return, 10; ours lets every fourth episode have one step astray, which costs 2.
        registry.Register(new("Chain-v0", () => new Chain(10), 18, 9.5, "Find a distant reward beyond a small near one; 10 numbers, 2 actions, always 18 steps."));
        registry.Register(new("Chain20-v0", () => new Chain(20), 28, 9.5, "Find a reward 18 steps away beyond a small near one; 20 numbers, 2 actions, always 28 steps."));
        registry.Register(new("KeyDoor-v0", () => new KeyDoor(), 500, 3.6, "Fetch a key past a guard and leave by a door, which random play hardly ever does; 10 x 10 x 7, 5 actions, at most 500 steps."));
        registry.Register(new("GridWorld-v0", () => new GridWorld(), 100, null, "Reach the goal of a slippery grid of 4 x 3 cells; the cell's number, 4 actions, at most 100 steps."));
        AddMinAtar(registry, "Asterix", minimal => new Asterix(minimal), "Collect gold, avoid enemies; 10 x 10 x 4.");
        AddMinAtar(registry, "Breakout", minimal => new Breakout(minimal), "Break bricks; 10 x 10 x 4.");
        AddMinAtar(registry, "Freeway", minimal => new Freeway(minimal), "Cross the road; 10 x 10 x 7.");
        AddMinAtar(registry, "Seaquest", minimal => new Seaquest(minimal), "Shoot fish, save divers; 10 x 10 x 10.");
        AddMinAtar(registry, "SpaceInvaders", minimal => new SpaceInvaders(minimal), "Shoot aliens; 10 x 10 x 6.");
        registry.Register(new(
            "Labyrinth-v0", () => new Labyrinth(), 900, null, "Find apples and a portal in a new maze each episode, seen first-person; 84 x 84 x 3, 8 actions."));
        return registry;
    }

    // Gymnasium gives neither CliffWalking nor Blackjack a time limit or a threshold.
    private static void AddToyText(EnvironmentRegistry registry)
    {
        registry.Register(new("FrozenLake-v1", () => new FrozenLake(), 100, 0.70, "Cross slippery ice between holes; 16 states, 4 actions, at most 100 steps."));
        registry.Register(new(
            "FrozenLake8x8-v1", () => new FrozenLake(FrozenLake.Map8x8), 200, 0.85, "Cross a larger lake of slippery ice; 64 states, 4 actions, at most 200 steps."));
        registry.Register(new("CliffWalking-v1", () => new CliffWalking(), null, null, "Walk along a cliff; 48 states, 4 actions, no time limit."));
        registry.Register(new(
            "CliffWalkingSlippery-v1", () => new CliffWalking(isSlippery: true), null, null, "Walk along a cliff on slippery ground; 48 states, 4 actions, no time limit."));
        registry.Register(new("Taxi-v4", () => new Taxi(), 200, 8, "Fetch a passenger and bring them where they want; 500 states, 6 actions with a mask, at most 200 steps."));
        registry.Register(new("Blackjack-v1", () => new Blackjack(sab: true), null, null, "Come closer to 21 than the dealer; 3 numbers, 2 actions, one hand."));
    }

    // The -v0 ids have all six actions, the -v1 ids the minimal set; the published package registers no time limit.
    private static void AddMinAtar(EnvironmentRegistry registry, string game, Func<bool, Environment> create, string description)
    {
        registry.Register(new($"MinAtar/{game}-v0", () => create(false), null, null, $"{description} Six actions."));
        registry.Register(new($"MinAtar/{game}-v1", () => create(true), null, null, $"{description} Minimal actions."));
    }
}
