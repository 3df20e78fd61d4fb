namespace AsyncRL.Environments.Checking;

/// <summary>
/// Looks for the mistakes in an environment that make training go wrong without a word. Each finding names what was
/// seen, what was expected and the remedy.
/// </summary>
public sealed class EnvironmentChecker
{
    private readonly Func<Environment> source;
    private readonly Func<Environment> create; // the same, of the pool
    private readonly EnvironmentPool pool;
    private readonly int mostStepsAnEpisode;
    private readonly CheckLog log = new();
    private bool disposalFailed;

    private EnvironmentChecker(Func<Environment> source, EnvironmentPool pool, int mostStepsAnEpisode)
    {
        this.source = source;
        this.pool = pool;
        create = () => pool.Make(source);
        this.mostStepsAnEpisode = mostStepsAnEpisode;
    }

    /// <summary>Checks an environment. Takes less than a second where steps are fast, some seconds where they are slow.</summary>
    /// <param name="create">Makes a fresh instance; each is disposed of once the check that plays it is over.</param>
    /// <param name="mostStepsAnEpisode">Steps after which an episode that has not ended counts as endless, at least 1.</param>
    /// <returns>What was found.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="mostStepsAnEpisode"/> is below 1.</exception>
    public static CheckReport Check(Func<Environment> create, int mostStepsAnEpisode = 100_000)
    {
        ArgumentNullException.ThrowIfNull(create);
        ArgumentOutOfRangeException.ThrowIfLessThan(mostStepsAnEpisode, 1);
        using var pool = new EnvironmentPool();
        return new EnvironmentChecker(create, pool, mostStepsAnEpisode).Run();
    }

    private CheckReport Run()
    {
        var cost = new CostChecks(log, create);
        if (Try("an instance is made and reset", MakesAndResets) && Try("spaces suit learning", Spaces))
        {
            Environment surveyed = create();
            int observations = surveyed.ObservationSpace.Length;
            var survey = new Survey(log, surveyed);
            Try("observations, rewards and masks are valid", () => survey.Play(mostStepsAnEpisode));
            Try("episodes end", () => EpisodesEnd(survey));
            Try("no step is accepted after an episode's end", () => EndIsTheEnd(survey));
            Try("limits truncate, they do not terminate", () => LimitsTruncate(survey));

            // Large observations and slow environments get shorter comparisons: 16 MB or a third of a second each.
            int length = (int)Math.Clamp(Math.Min(4e6 / observations, survey.Speed / 3), 100, 1_000);
            var repeatable = new RepeatabilityChecks(log, create, length);
            Try("one seed gives one trajectory", repeatable.OneSeedOneTrajectory);
            Try("a seed restarts a used instance", repeatable.SeedStartsOver);
            Try("seeds differ", repeatable.SeedsDiffer);
            Try("a saved state continues exactly", repeatable.SavedState);
            var independent = new IndependenceChecks(log, create, length);
            Try("two instances in turns do as each alone", independent.InTurns);
            Try("two instances on two threads do as each alone", independent.OnTwoThreads);
            Try("goals keep their contract", new GoalChecks(log, create, length).KeepItsContract);
            Try("steps allocate nothing", () => cost.Allocations(survey));
            Try("speed", cost.Speed);
        }

        return new CheckReport(log.Checks, log.Findings, cost.BytesPerStep, cost.BytesPerReset, cost.StepsPerSecond);
    }

    // Disposes of what a check played.
    private bool Try(string check, Action run)
    {
        bool passed = log.Try(check, run);
        pool.Clear();
        if (pool.Faults.Count > 0 && !disposalFailed)
        {
            disposalFailed = true;
            log.Error($"Dispose threw {CheckLog.Describe(pool.Faults[0])}; let it end without an exception");
            return false;
        }

        return passed;
    }

    private void MakesAndResets()
    {
        Environment a = create(), b;
        try
        {
            b = source();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            log.Error(
                $"a second instance cannot be made while the first exists: {CheckLog.Describe(e)}; each actor and evaluation " +
                $"plays its own, so such an environment trains only with topology.threads=1, topology.envs_per_actor=1 and " +
                $"evaluation.episodes=0, and the checks of several instances are left out");
            return;
        }

        if (ReferenceEquals(a.Unwrapped, b.Unwrapped))
        {
            log.Error(
                $"the factory gave the same instance twice; " +
                $"it must make a fresh one each time, because each actor plays its own");
            return;
        }

        // Not of the pool, which refuses what is looked for here.
        using var second = b as IDisposable;
        if ((a.ObservationSpace.FindDifference(b.ObservationSpace) ?? a.ActionSpace.FindDifference(b.ActionSpace))
            is { } difference)
        {
            log.Error(
                $"two instances have different spaces, {a.ObservationSpace} with {a.ActionSpace} and {b.ObservationSpace} with " +
                $"{b.ActionSpace}; all instances must have the same ({difference})");
        }

        // Without a seed, as the first reset of a caller that wants none.
        a.Reset(null, new float[a.ObservationSpace.Length]);
    }

    private void Spaces()
    {
        Environment environment = create();
        if (environment is { HasActionMask: true, ActionSpace: Box })
        {
            log.Error(
                $"HasActionMask is true, but continuous actions have no masks and the action space is " +
                $"{environment.ActionSpace}; leave HasActionMask as it is");
        }

        if (environment.ActionSpace is Box actions)
        {
            if (!actions.IsBounded)
            {
                log.Warn(
                    $"the action space {actions} has no bounds, so a policy's samples are never clipped; " +
                    $"give the bounds the task has");
            }

            for (int i = 0; i < actions.Length; i++)
            {
                if (actions.Low[i].Equals(actions.High[i]))
                {
                    log.Warn(
                        $"element {i} of the action can only be {actions.Low[i]}, so there is nothing to choose; " +
                        $"leave it out or give it two different bounds");
                }
            }
        }

        // Bytes are scaled by their bounds before a network reads them.
        if (environment.ObservationSpace is Box { IsBounded: true, ElementType: not ElementType.UInt8 } box
            && Math.Max(box.High.ToArray().Max(), -box.Low.ToArray().Min()) > 50)
        {
            log.Warn(
                $"observations in {box} are large for a network, which learns best from numbers near 1; " +
                $"scale them, or train with normalize_observations=true");
        }
    }

    private void EpisodesEnd(Survey survey)
    {
        if (survey.Endless > 0)
        {
            log.Warn(
                $"an episode did not end within {survey.Endless} random steps; " +
                $"register a MaxEpisodeSteps or wrap it in a TimeLimit, unless the task really never ends");
        }
    }

    private void EndIsTheEnd(Survey survey)
    {
        if (survey.Episodes.Count == 0)
        {
            return;
        }

        var player = new RandomPlayer(create(), 1);
        player.Reset(1);
        for (int step = 0; !player.Step().EpisodeEnded; step++)
        {
            if (step == mostStepsAnEpisode)
            {
                return;
            }
        }

        try
        {
            player.Step();
            log.Error($"a step after the episode's end was accepted; it must be refused until the next reset");
        }
        catch (InvalidOperationException)
        {
            // As it must be.
        }
    }

    // Chance rarely ends a third of all episodes at one step that no other passes.
    private void LimitsTruncate(Survey survey)
    {
        const int Fewest = 4, Short = 20;
        if (survey.Episodes.Count == 0)
        {
            return;
        }

        int longest = survey.Episodes.Max(e => e.Length);
        int atLongest = survey.Episodes.Count(e => e.Length == longest && e.Last.Terminated);
        if (longest >= Short && atLongest >= Fewest && 3 * atLongest >= survey.Episodes.Count)
        {
            string share = atLongest == survey.Episodes.Count
                ? $"every episode of {atLongest}"
                : $"{atLongest} of {survey.Episodes.Count} episodes, and none lasted longer,";
            log.Warn(
                $"{share} terminated after exactly {longest} steps under two random policies, which looks like a time limit; " +
                $"Terminated says that nothing more could have come, so its value is learnt as zero: a limit outside the task " +
                $"must set Truncated instead, as MaxEpisodeSteps and TimeLimit do");
        }
    }
}
