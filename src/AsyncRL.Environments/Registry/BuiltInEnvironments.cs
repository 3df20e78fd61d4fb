using System.Diagnostics.CodeAnalysis;
using AsyncRL.Environments.ClassicControl;
using AsyncRL.Environments.Diagnostic;
using AsyncRL.Environments.Labyrinths;
using AsyncRL.Environments.MinAtar;
using AsyncRL.Environments.Tabular;
using AsyncRL.Environments.ToyText;
using AsyncRL.Environments.Underground;

namespace AsyncRL.Environments;

/// <summary>
/// The environments that come with the library. Time limits and thresholds of Gymnasium's ids are those of its registry.
/// </summary>
internal static class BuiltInEnvironments
{
    public static EnvironmentRegistry AddTo(EnvironmentRegistry registry)
    {
        registry.Register(EnvironmentSpec.Of<CartPole>(
            "CartPole-v0", 200, 195, "Balance a pole on a cart; 4 numbers, 2 actions, at most 200 steps."));
        registry.Register(EnvironmentSpec.Of<CartPole>(
            "CartPole-v1", 500, 475, "Balance a pole on a cart; 4 numbers, 2 actions, at most 500 steps."));
        registry.Register(new(
            "Acrobot-v1", () => new Acrobot(), 500, -100,
            "Swing two links up by the torque between them; 6 numbers, 3 actions, at most 500 steps."));
        registry.Register(EnvironmentSpec.Of<MountainCar>(
            "MountainCar-v0", 200, -110, "Swing a weak car up a hill; 2 numbers, 3 actions, at most 200 steps."));
        registry.Register(EnvironmentSpec.Of<MountainCarContinuous>(
            "MountainCarContinuous-v0", 999, 90,
            "Swing a weak car up a hill with little force; 2 numbers, 1 continuous action, at most 999 steps."));
        registry.Register(EnvironmentSpec.Of<Pendulum>(
            "Pendulum-v1", 200, null, "Swing a pendulum up and hold it; 3 numbers, 1 continuous action, always 200 steps."));
        registry.Register(EnvironmentSpec.Of<CartPole>(
            "CartPoleNoVelocity-v1", 500, 475,
            "Balance a pole on a cart without seeing how fast they move; 2 numbers, 2 actions, at most 500 steps.",
            new(("show_velocities", false))));

        AddToyText(registry);

        // Our own thresholds: 95 of 100 balls caught, and 95 of 100 mazes solved without a detour into a wall.
        registry.Register(
            new("Catch-v0", () => new Catch(), null, 0.9, "Catch a falling ball; 10 x 5 x 1, 3 actions, always 9 steps."));
        registry.Register(EnvironmentSpec.Of<TMaze>(
            "TMaze-v0", 40, 3.79, "Remember a sign over a corridor of 10 moves; 3 numbers, 4 actions, at most 40 steps."));
        registry.Register(EnvironmentSpec.Of<TMaze>(
            "TMaze20-v0", 60, 3.79, "Remember a sign over a corridor of 20 moves; 3 numbers, 4 actions, at most 60 steps.",
            new(("corridor_length", 20))));

        // In Bandit-v0 every seed has other arms, and no threshold fits all. The fixed problem is an ordinary one: its best mean
        // is 1.537, the second 0.755, the average 0.014; the threshold is the best arm in 94 of 100 pulls.
        registry.Register(EnvironmentSpec.Of<Bandit>(
            "Bandit-v0", 1000, null,
            "Find the best of ten slot machines, different for every seed; 1 number, 10 actions, always 1000 steps."));
        registry.Register(EnvironmentSpec.Of<Bandit>(
            "BanditFixed-v0", 1000, 1450,
            "Find the best of ten slot machines, the same for every seed; 1 number, 10 actions, always 1000 steps.",
            new(("problem", 2))));

        // The paper's task is solved at its best return, 10; ours lets every fourth episode have one step astray, which costs 2.
        registry.Register(EnvironmentSpec.Of<Chain>(
            "Chain-v0", 18, 9.5, "Find a distant reward beyond a small near one; 10 numbers, 2 actions, always 18 steps."));
        registry.Register(EnvironmentSpec.Of<Chain>(
            "Chain20-v0", 28, 9.5, "Find a reward 18 steps away beyond a small near one; 20 numbers, 2 actions, always 28 steps.",
            new(("length", 20))));
        registry.Register(EnvironmentSpec.Of<Chain>(
            "Chain50-v0", 58, 9.5, "Find a reward 48 steps away beyond a small near one; 50 numbers, 2 actions, always 58 steps.",
            new(("length", 50))));
        registry.Register(EnvironmentSpec.Of<Chain>(
            "Chain100-v0", 108, 9.5,
            "Find a reward 98 steps away beyond a small near one; 100 numbers, 2 actions, always 108 steps.",
            new(("length", 100))));

        // Our own threshold: 95 of 100 episodes find the treasure. bsuite's own measure counts the training's episodes.
        registry.Register(EnvironmentSpec.Of<DeepSea>(
            "DeepSea-v0", null, 0.94,
            "Dive to a treasure that one sequence of actions out of 2^10 reaches; 10 x 10, 2 actions, always 10 steps."));
        registry.Register(new(
            "KeyDoor-v0", () => new KeyDoor(), 500, 3.6,
            "Fetch a key past a guard and leave by a door, which random play hardly ever does; " +
            "10 x 10 x 7, 5 actions, at most 500 steps."));

        // No threshold: nobody knows yet what can be learned here. The best return is 57.
        registry.Register(EnvironmentSpec.Of<Catacombs>(
            "Catacombs-v0", 2_000, null,
            "Explore nine rooms of keys, doors, guards and treasures, which random play does not; " +
            "10 x 12 x 14 or pixels, 7 actions, at most 2,000 steps."));

        // Our own thresholds: every 15th to 20th goal may be missed. Perfect play returns -6.5, -19 and some -12.5, a miss -15,
        // -40 and -50.
        registry.Register(EnvironmentSpec.Of<BitFlip>(
            "BitFlip-v0", 15, -7,
            "Turn 15 bits into 15 others one by one, paid only when all are right; 45 numbers, 15 actions, at most 15 steps."));
        registry.Register(EnvironmentSpec.Of<BitFlip>(
            "BitFlip40-v0", 40, -20,
            "Turn 40 bits into 40 others one by one, paid only when all are right; 120 numbers, 40 actions, at most 40 steps.",
            new(("bits", 40))));
        registry.Register(EnvironmentSpec.Of<PointReach>(
            "PointReach-v0", 50, -15,
            "Push a point to a place on a floor, paid only on arriving; 8 numbers, 2 continuous actions, at most 50 steps."));
        registry.Register(EnvironmentSpec.Of<GridWorld>(
            "GridWorld-v0", 100, null,
            "Reach the goal of a slippery grid of 4 x 3 cells; the cell's number, 4 actions, at most 100 steps."));
        AddMinAtar<Asterix>(registry, "Collect gold, avoid enemies; 10 x 10 x 4.");
        AddMinAtar<Breakout>(registry, "Break bricks; 10 x 10 x 4.");
        AddMinAtar<Freeway>(registry, "Cross the road; 10 x 10 x 7.");
        AddMinAtar<Seaquest>(registry, "Shoot fish, save divers; 10 x 10 x 10.");
        AddMinAtar<SpaceInvaders>(registry, "Shoot aliens; 10 x 10 x 6.");
        registry.Register(EnvironmentSpec.Of<Labyrinth>(
            "Labyrinth-v0", 900, null,
            "Find apples and a portal in a new maze each episode, seen first-person; 84 x 84 x 3, 8 actions."));
        return registry;
    }

    // Gymnasium gives neither CliffWalking nor Blackjack a time limit or a threshold.
    private static void AddToyText(EnvironmentRegistry registry)
    {
        registry.Register(EnvironmentSpec.Of<FrozenLake>(
            "FrozenLake-v1", 100, 0.70, "Cross slippery ice between holes; 16 states, 4 actions, at most 100 steps."));
        registry.Register(EnvironmentSpec.Of<FrozenLake>(
            "FrozenLake8x8-v1", 200, 0.85, "Cross a larger lake of slippery ice; 64 states, 4 actions, at most 200 steps.",
            new(("map_name", "8x8"))));
        registry.Register(EnvironmentSpec.Of<CliffWalking>(
            "CliffWalking-v1", null, null, "Walk along a cliff; 48 states, 4 actions, no time limit."));
        registry.Register(EnvironmentSpec.Of<CliffWalking>(
            "CliffWalkingSlippery-v1", null, null, "Walk along a cliff on slippery ground; 48 states, 4 actions, no time limit.",
            new(("is_slippery", true))));
        registry.Register(EnvironmentSpec.Of<Taxi>(
            "Taxi-v4", 200, 8,
            "Fetch a passenger and bring them where they want; 500 states, 6 actions with a mask, at most 200 steps."));
        registry.Register(EnvironmentSpec.Of<Blackjack>(
            "Blackjack-v1", null, null, "Come closer to 21 than the dealer; 3 numbers, 2 actions, one hand.",
            new(("sab", true))));
    }

    // The -v0 ids have all six actions, the -v1 ids the minimal set; the published package registers no time limit.
    private static void AddMinAtar<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(
        EnvironmentRegistry registry, string description)
        where T : MinAtarGame
    {
        registry.Register(EnvironmentSpec.Of<T>(
            $"MinAtar/{typeof(T).Name}-v0", null, null, $"{description} Six actions.",
            new(("use_minimal_action_set", false))));
        registry.Register(EnvironmentSpec.Of<T>($"MinAtar/{typeof(T).Name}-v1", null, null, $"{description} Minimal actions."));
    }
}
