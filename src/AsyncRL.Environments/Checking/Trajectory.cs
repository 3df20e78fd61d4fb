using System.Globalization;

namespace AsyncRL.Environments.Checking;

/// <summary>What an environment showed and paid under one sequence of random actions, episode after episode.</summary>
internal sealed class Trajectory
{
    private readonly List<(float[] Observation, StepResult Result)> steps = [];

    /// <summary>Plays from a reset with a seed. The actions are decided by <paramref name="actionSeed"/> alone.</summary>
    public static Trajectory Play(Environment environment, ulong? seed, ulong actionSeed, int length)
    {
        var player = new Player(environment, seed, actionSeed);
        while (player.Trajectory.steps.Count <= length)
            player.Step();
        return player.Trajectory;
    }

    /// <summary>Plays two environments in turns, a step each.</summary>
    public static (Trajectory A, Trajectory B) PlayInTurns(Environment a, Environment b, ulong seedA, ulong seedB, int length)
    {
        Player playerA = new(a, seedA, seedA), playerB = new(b, seedB, seedB);
        while (playerA.Trajectory.steps.Count <= length)
        {
            playerA.Step();
            playerB.Step();
        }

        return (playerA.Trajectory, playerB.Trajectory);
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
                    return string.Create(CultureInfo.InvariantCulture, $"at step {i} element {k} of the observation is {a[k]} once and {b[k]} once");
            }

            if (resultA != resultB)
                return $"at step {i} the step's result is {resultA} once and {resultB} once";
        }

        return null;
    }

    private sealed class Player
    {
        private readonly Environment environment;
        private readonly RandomActions actions;
        private readonly float[] observation;
        private readonly bool[] legal;

        public Player(Environment environment, ulong? seed, ulong actionSeed)
        {
            this.environment = environment;
            actions = new RandomActions(environment.ActionSpace, Pcg64.FromSeed(actionSeed));
            observation = new float[environment.ObservationSpace.Length];
            legal = environment.HasActionMask ? new bool[((Discrete)environment.ActionSpace).Count] : [];
            environment.Reset(seed, observation);
            Trajectory.steps.Add(([.. observation], default));
        }

        public Trajectory Trajectory { get; } = new();

        public void Step()
        {
            if (legal.Length > 0)
                environment.WriteActionMask(legal);
            StepResult result = environment.Step(actions.Next(legal), observation);
            if (result.EpisodeEnded)
                environment.Reset(null, observation);
            Trajectory.steps.Add(([.. observation], result));
        }
    }
}
