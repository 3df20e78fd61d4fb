using System.Globalization;

namespace AsyncRL.Environments.Checking;

/// <summary>What an environment showed and paid under one sequence of random actions, episode after episode.</summary>
internal sealed class Trajectory
{
    private readonly List<(float[] Observation, StepResult Result)> steps = [];

    /// <summary>Plays from a reset with a seed. The actions are decided by <paramref name="actionSeed"/> alone.</summary>
    public static Trajectory Play(Environment environment, ulong? seed, ulong actionSeed, int length) =>
        Play(environment, seed, actionSeed, length, _ => { });

    /// <summary>Plays, and does something after the reset and each step.</summary>
    public static Trajectory Play(Environment environment, ulong? seed, ulong actionSeed, int length, Action<int> afterEach)
    {
        var trajectory = new Trajectory();
        var player = new RandomPlayer(environment, actionSeed);
        player.Reset(seed);
        trajectory.steps.Add(([.. player.Observation], default));
        for (int i = 0; i < length; i++)
        {
            afterEach(i);
            StepResult result = player.Step();
            if (result.EpisodeEnded)
            {
                player.Reset(null);
            }

            trajectory.steps.Add(([.. player.Observation], result));
        }

        return trajectory;
    }

    /// <summary>The first difference, as words; null where there is none.</summary>
    public string? DifferenceTo(Trajectory other)
    {
        for (int i = 0; i < Math.Min(steps.Count, other.steps.Count); i++)
        {
            (float[] a, StepResult resultA) = steps[i];
            (float[] b, StepResult resultB) = other.steps[i];
            for (int k = 0; k < a.Length; k++)
            {
                if (!a[k].Equals(b[k]))
                {
                    return string.Create(
                        CultureInfo.InvariantCulture,
                        $"at step {i} element {k} of the observation is {a[k]} once and {b[k]} once");
                }
            }

            if (!resultA.Reward.Equals(resultB.Reward))
            {
                return string.Create(
                    CultureInfo.InvariantCulture, $"at step {i} the reward is {resultA.Reward} once and {resultB.Reward} once");
            }

            if (resultA != resultB)
            {
                return $"at step {i} the episode {End(resultA)} once and {End(resultB)} once";
            }
        }

        return null;
    }

    private static string End(StepResult result) =>
        result.Terminated ? "terminates" : result.Truncated ? "is truncated" : "goes on";
}
