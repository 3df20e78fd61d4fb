namespace AsyncRL.Environments.Checking;

/// <summary>Whether a <see cref="GoalContract"/> says what steps pay, always, and of many at once as of each.</summary>
internal sealed class GoalChecks(CheckLog log, Func<Environment> create, int length)
{
    private readonly List<float> achieved = [];
    private readonly List<float> desired = [];
    private readonly List<double> rewards = [];
    private readonly List<bool> terminated = [];

    public void KeepItsContract()
    {
        Environment environment = create();
        if (environment.Goals is not { } goals)
        {
            if (environment.ObservationSpace is DictSpace space && space.Parts.Any(p => p.Name == GoalContract.DesiredPart))
            {
                log.Note(
                    $"observations have the part {GoalContract.DesiredPart}, but Goals is null, so nothing can be " +
                    $"learned in hindsight; override Goals, or derive from GoalEnvironment");
            }

            return;
        }

        if (!goals.ObservationSpace.Equals(environment.ObservationSpace))
        {
            log.Error(
                $"Goals belongs to observations in {goals.ObservationSpace}, but the environment's are in " +
                $"{environment.ObservationSpace}; make it for the environment's own");
            return;
        }

        if (!StepsPayWhatItSays(environment, goals))
        {
            return;
        }

        int n = rewards.Count;
        if (Evaluate(goals, 0, 0) is not null && AnswersTheSame(goals, n, "all steps at once"))
        {
            // Every step for the goal of another, which mostly was not reached, and for what it achieved itself.
            AnswersOneByOne(goals, achieved, [.. desired.Skip(goals.Length * (n / 3)), .. desired.Take(goals.Length * (n / 3))]);
            AnswersOneByOne(goals, achieved, achieved);
        }
    }

    private bool StepsPayWhatItSays(Environment environment, GoalContract goals)
    {
        var player = new RandomPlayer(environment, 11);
        player.Reset(11);
        bool warned = false;
        for (int step = 1; step <= length; step++)
        {
            StepResult result = player.Step();
            Keep(goals, player.Observation, result);
            if (Evaluate(goals, step - 1, step) is not { } said)
            {
                return false;
            }

            if (said.Rewards[0] != result.Reward || said.Terminated[0] != result.Terminated)
            {
                log.Error(
                    $"step {step} returned {Pair(result.Reward, result.Terminated)}, but Goals says " +
                    $"{Pair(said.Rewards[0], said.Terminated[0])} for the goal achieved after it; " +
                    $"both must follow from the achieved and the desired goal alone");
                return false;
            }

            if (!result.EpisodeEnded)
            {
                continue;
            }

            player.Reset(null);
            if (!warned && IsReached(goals, player.Observation))
            {
                warned = true;
                log.Warn(
                    $"an episode begins with its goal reached; " +
                    $"draw another goal, because an agent that need do nothing learns nothing");
            }
        }

        return true;
    }

    private bool AnswersTheSame(GoalContract goals, int n, string what)
    {
        (string, GoalContract)[] all = [("the same instance", goals), ("a fresh instance", create().Goals!)];
        foreach ((string who, GoalContract asked) in all)
        {
            if (Evaluate(asked, 0, n) is not { } said)
            {
                return false;
            }

            for (int i = 0; i < n; i++)
            {
                if (said.Rewards[i] != rewards[i] || said.Terminated[i] != terminated[i])
                {
                    log.Error(
                        $"Goals of {who}, asked of {what} later, says {Pair(said.Rewards[i], said.Terminated[i])} of " +
                        $"step {i + 1}, which returned {Pair(rewards[i], terminated[i])}; " +
                        $"it must be pure and treat each pair alone");
                    return false;
                }
            }
        }

        return true;
    }

    private void AnswersOneByOne(GoalContract goals, List<float> reached, List<float> wanted)
    {
        int g = goals.Length, n = reached.Count / g;
        var (all, ends) = (new double[n], new bool[n]);
        goals.Evaluate([.. reached], [.. wanted], all, ends);
        for (int i = 0; i < n; i++)
        {
            double[] one = [double.NaN];
            bool[] end = [!ends[i]];
            goals.Evaluate([.. reached.Skip(i * g).Take(g)], [.. wanted.Skip(i * g).Take(g)], one, end);
            if (!double.IsFinite(one[0]))
            {
                log.Error($"Goals says the reward {one[0]} of pair {i}; rewards must be finite, whatever is desired");
                return;
            }

            if (one[0] != all[i] || end[0] != ends[i])
            {
                log.Error(
                    $"Goals says {Pair(all[i], ends[i])} of pair {i} among {n}, but {Pair(one[0], end[0])} of it alone; " +
                    $"write every element, and treat each pair alone");
                return;
            }
        }
    }

    private void Keep(GoalContract goals, float[] observation, StepResult result)
    {
        achieved.AddRange(goals.Achieved.Of(observation.AsSpan()));
        desired.AddRange(goals.Desired.Of(observation.AsSpan()));
        rewards.Add(result.Reward);
        terminated.Add(result.Terminated);
    }

    // What it says of some of the kept steps; null where it threw, which is an error of the environment.
    private (double[] Rewards, bool[] Terminated)? Evaluate(GoalContract goals, int first, int end)
    {
        int g = goals.Length, n = end - first;
        var said = (Rewards: new double[n], Terminated: new bool[n]);
        try
        {
            goals.Evaluate(
                [.. achieved.Skip(first * g).Take(n * g)], [.. desired.Skip(first * g).Take(n * g)],
                said.Rewards, said.Terminated);
            return said;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            log.Error($"Goals threw {CheckLog.Describe(e)} on {n} pairs; it must take any number, 0 included");
            return null;
        }
    }

    private static bool IsReached(GoalContract goals, float[] observation)
    {
        bool[] reached = new bool[1];
        ReadOnlySpan<float> seen = observation;
        goals.Evaluate(goals.Achieved.Of(seen), goals.Desired.Of(seen), new double[1], reached);
        return reached[0];
    }

    private static string Pair(double reward, bool terminated) =>
        FormattableString.Invariant($"the reward {reward}{(terminated ? " and the episode's end" : string.Empty)}");
}
