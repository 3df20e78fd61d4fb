using System.Diagnostics;
using System.Globalization;

namespace AsyncRL.Environments.Checking;

/// <summary>
/// Looks for the mistakes in an environment that make training go wrong without a word. Each finding names what was seen, what was expected and the remedy.
/// </summary>
public sealed class EnvironmentChecker
{
    private const int Steps = 1_000;
    private const int ComparedSteps = 300;
    private const int MostStepsAnEpisode = 100_000;

    private readonly Func<Environment> create;
    private readonly List<string> checks = [];
    private readonly List<Finding> findings = [];

    private EnvironmentChecker(Func<Environment> create) => this.create = create;

    /// <summary>Checks an environment. Takes from a moment to a few seconds.</summary>
    /// <param name="create">Makes a fresh instance.</param>
    /// <returns>What was found.</returns>
    public static CheckReport Check(Func<Environment> create)
    {
        ArgumentNullException.ThrowIfNull(create);
        var checker = new EnvironmentChecker(create);
        return checker.Run();
    }

    private CheckReport Run()
    {
        double bytes = double.NaN, speed = double.NaN;
        if (Try("an instance is made and reset", MakesAndResets))
        {
            Try("spaces suit learning", Spaces);
            Try("observations, rewards and masks are valid", Valid);
            Try("episodes end", EpisodesEnd);
            Try("limits truncate, they do not terminate", LimitsTruncate);
            Try("one seed gives one trajectory", OneSeedOneTrajectory);
            Try("a seed starts a used instance over", SeedStartsOver);
            Try("seeds differ", SeedsDiffer);
            Try("two instances in turns do as each alone", InTurns);
            Try("two instances on two threads do as each alone", OnTwoThreads);
            Try("a saved state goes on exactly", SavedState);
            Try("steps allocate nothing", () => bytes = Allocations());
            Try("speed", () => speed = Speed());
        }

        return new CheckReport(checks, findings, bytes, speed);
    }

    private bool Try(string check, Action run)
    {
        checks.Add(check);
        int before = findings.Count;
        try
        {
            run();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            Error($"threw {e.GetType().Name}: {e.Message}");
        }

        return findings.Skip(before).All(f => f.Severity != Severity.Error);
    }

    private void MakesAndResets()
    {
        Environment a = create();
        if (ReferenceEquals(a, create()))
            Error("the factory gave the same instance twice; it must make a fresh one each time, because each actor plays its own");
        a.Reset(null, new float[a.ObservationSpace.Length]);
    }

    private void Spaces()
    {
        Environment environment = create();
        if (environment.ActionSpace is Box { IsBounded: false } actions)
            Warn($"the action space {actions} has no bounds, so a policy's samples are never clipped; give the bounds the task has");
        if (environment.ObservationSpace is Box { IsBounded: true } box && Math.Max(box.High.ToArray().Max(), -box.Low.ToArray().Min()) > 50)
            Warn($"observations in {box} are large for a network, which learns best from numbers near 1; scale them, or train with normalize_observations=true");
    }

    private void Valid()
    {
        Environment environment = create();
        var player = new RandomActions(environment.ActionSpace, Pcg64.FromSeed(1));
        var observation = new float[environment.ObservationSpace.Length];
        bool[] legal = environment.HasActionMask ? new bool[((Discrete)environment.ActionSpace).Count] : [];
        observation.AsSpan().Fill(float.NaN);
        environment.Reset(1, observation);
        bool fine = ObservationIsValid(environment, observation, "the reset");
        for (int step = 1; fine && step <= Steps; step++)
        {
            if (legal.Length > 0)
            {
                environment.WriteActionMask(legal);
                if (!legal.Contains(true))
                {
                    Error($"before step {step} the mask allows no action; a state that goes on must leave at least one");
                    return;
                }
            }

            // What is not written stays NaN and is found.
            observation.AsSpan().Fill(float.NaN);
            StepResult result = environment.Step(player.Next(legal), observation);
            string where = string.Create(CultureInfo.InvariantCulture, $"step {step}");
            if (!double.IsFinite(result.Reward))
            {
                Error($"the reward of {where} is {result.Reward}; rewards must be finite numbers: look for a division by zero or a logarithm of nothing");
                return;
            }

            fine = ObservationIsValid(environment, observation, where);
            if (result.EpisodeEnded)
            {
                observation.AsSpan().Fill(float.NaN);
                environment.Reset(null, observation);
                fine &= ObservationIsValid(environment, observation, $"the reset after {where}");
            }
        }
    }

    private bool ObservationIsValid(Environment environment, float[] observation, string where)
    {
        var box = environment.ObservationSpace as Box;
        for (int i = 0; i < observation.Length; i++)
        {
            float value = observation[i];
            if (!float.IsFinite(value))
            {
                Error(string.Create(
                    CultureInfo.InvariantCulture,
                    $"element {i} of the observation of {where} is {value}; every element must be written with a finite number at every step and reset"));
                return false;
            }

            if (box is not null && !(value >= box.Low[i] && value <= box.High[i]))
            {
                Error(string.Create(
                    CultureInfo.InvariantCulture,
                    $"element {i} of the observation of {where} is {value}, but its bounds are {box.Low[i]} to {box.High[i]}; widen the space or clip the value"));
                return false;
            }
        }

        return true;
    }

    private void EpisodesEnd()
    {
        Environment environment = create();
        int length = EpisodeLength(environment, 1, out _);
        if (length > MostStepsAnEpisode)
        {
            Warn($"no episode ended within {MostStepsAnEpisode:N0} random steps; register a MaxEpisodeSteps or wrap it in a TimeLimit, unless the task really never ends");
            return;
        }

        try
        {
            environment.Step(new RandomActions(environment.ActionSpace, Pcg64.FromSeed(1)).Next([]), new float[environment.ObservationSpace.Length]);
            Error("a step after the episode's end was accepted; it must be refused until the next reset");
        }
        catch (InvalidOperationException)
        {
            // As it must be.
        }
    }

    private void LimitsTruncate()
    {
        const int Episodes = 5, Short = 20;
        Environment environment = create();
        var lengths = new int[Episodes];
        bool allTerminated = true;
        for (int e = 0; e < Episodes; e++)
        {
            lengths[e] = EpisodeLength(environment, (ulong)e, out StepResult last);
            allTerminated &= last.Terminated;
        }

        if (allTerminated && lengths[0] >= Short && lengths.Distinct().Count() == 1)
            Warn(
                $"every episode terminated after exactly {lengths[0]} random steps, which looks like a time limit; a limit outside the task must set Truncated instead, " +
                "or the value of what would still have come is learnt as zero");
    }

    private void OneSeedOneTrajectory()
    {
        if (Trajectory.Play(create(), 7, 7, ComparedSteps).DifferenceTo(Trajectory.Play(create(), 7, 7, ComparedSteps)) is { } difference)
            Error($"two instances with one seed and the same actions differ: {difference}; draw all randomness from the protected property Random, and keep no clocks");
    }

    private void SeedStartsOver()
    {
        Environment environment = create();
        float[] first = new float[environment.ObservationSpace.Length], again = new float[first.Length];
        environment.Reset(7, first);
        Trajectory.Play(environment, null, 1, ComparedSteps);
        environment.Reset(7, again);
        for (int i = 0; i < first.Length; i++)
        {
            if (!first[i].Equals(again[i]))
            {
                Error(string.Create(
                    CultureInfo.InvariantCulture,
                    $"after some play, Reset with the same seed begins otherwise: element {i} is {first[i]} once and {again[i]} once; let a reset set everything anew"));
                return;
            }
        }
    }

    private void SeedsDiffer()
    {
        Trajectory one = Trajectory.Play(create(), 1, 1, ComparedSteps);
        if (Enumerable.Range(2, 4).All(seed => one.DifferenceTo(Trajectory.Play(create(), (ulong)seed, 1, ComparedSteps)) is null))
            Warn("five seeds gave one and the same trajectory; if the task has chance in it, draw it from the protected property Random");
    }

    private void InTurns()
    {
        Trajectory a = Trajectory.Play(create(), 1, 1, ComparedSteps), b = Trajectory.Play(create(), 2, 2, ComparedSteps);
        (Trajectory together1, Trajectory together2) = Trajectory.PlayInTurns(create(), create(), 1, 2, ComparedSteps);
        if ((a.DifferenceTo(together1) ?? b.DifferenceTo(together2)) is { } difference)
            Error($"an instance changes when another plays beside it: {difference}; keep no static state and share no generator: every actor plays its own instance");
    }

    private void OnTwoThreads()
    {
        Trajectory a = Trajectory.Play(create(), 1, 1, ComparedSteps), b = Trajectory.Play(create(), 2, 2, ComparedSteps);
        Environment[] environments = [create(), create()];
        var played = new Trajectory[2];
        var errors = new Exception?[2];
        using var start = new Barrier(2);
        Thread[] threads = [.. Enumerable.Range(0, 2).Select(t => new Thread(() =>
        {
            start.SignalAndWait();
            try
            {
                played[t] = Trajectory.Play(environments[t], (ulong)t + 1, (ulong)t + 1, ComparedSteps);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                errors[t] = e;
            }
        }))];
        Array.ForEach(threads, t => t.Start());
        Array.ForEach(threads, t => t.Join());
        string? difference = errors.FirstOrDefault(e => e is not null) is { } error
            ? $"one threw {error.GetType().Name}: {error.Message}"
            : a.DifferenceTo(played[0]) ?? b.DifferenceTo(played[1]);
        if (difference is not null)
            Error($"an instance changes when another plays on another thread: {difference}; keep no static state and share no generator");
    }

    private void SavedState()
    {
        Environment environment = create();
        if (!environment.CanSaveState)
            return;
        Trajectory.Play(environment, 3, 3, 37);
        using var stream = new MemoryStream();
        environment.SaveState(new BinaryWriter(stream));
        Environment copy = create();
        stream.Position = 0;
        copy.LoadState(new BinaryReader(stream));
        if (stream.Position != stream.Length)
            Error($"LoadState left {stream.Length - stream.Position} of {stream.Length} bytes unread; read exactly what SaveState wrote");
        if (Continue(environment).DifferenceTo(Continue(copy)) is { } difference)
            Error($"a fresh instance that loads a saved state goes on otherwise: {difference} after it; save and load every field that changes");

        // From the middle of an episode where it can be, without a reset.
        static Trajectory Continue(Environment environment) => Trajectory.Play(new Resumed(environment), null, 9, ComparedSteps);
    }

    private double Allocations()
    {
        Environment environment = create();
        Play(environment, 200);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Play(environment, Steps);
        double bytes = (GC.GetAllocatedBytesForCurrentThread() - before - PlayOverhead) / (double)Steps;
        if (bytes > 1)
            Warn(string.Create(
                CultureInfo.InvariantCulture,
                $"a step allocates {bytes:F0} bytes on average, which the garbage collector pays for in the middle of training; make arrays and lists once and reuse them"));
        return Math.Max(0, bytes);
    }

    private double Speed()
    {
        Environment environment = create();
        var clock = Stopwatch.StartNew();
        long steps = 0;
        while (clock.Elapsed < TimeSpan.FromMilliseconds(200))
        {
            Play(environment, 100);
            steps += 100;
        }

        return steps / clock.Elapsed.TotalSeconds;
    }

    // What Play itself allocates, measured on nothing: the buffers and the generator.
    private double PlayOverhead
    {
        get
        {
            Environment environment = create();
            long before = GC.GetAllocatedBytesForCurrentThread();
            Play(environment, 0);
            long once = GC.GetAllocatedBytesForCurrentThread() - before;
            before = GC.GetAllocatedBytesForCurrentThread();
            Play(environment, 0);
            return Math.Min(once, GC.GetAllocatedBytesForCurrentThread() - before);
        }
    }

    private static void Play(Environment environment, int steps)
    {
        var actions = new RandomActions(environment.ActionSpace, Pcg64.FromSeed(1));
        var observation = new float[environment.ObservationSpace.Length];
        bool[] legal = environment.HasActionMask ? new bool[((Discrete)environment.ActionSpace).Count] : [];
        environment.Reset(1, observation);
        for (int i = 0; i < steps; i++)
        {
            if (legal.Length > 0)
                environment.WriteActionMask(legal);
            if (environment.Step(actions.Next(legal), observation).EpisodeEnded)
                environment.Reset(null, observation);
        }
    }

    // Above MostStepsAnEpisode when the episode has not ended by then.
    private static int EpisodeLength(Environment environment, ulong seed, out StepResult last)
    {
        var actions = new RandomActions(environment.ActionSpace, Pcg64.FromSeed(seed));
        var observation = new float[environment.ObservationSpace.Length];
        bool[] legal = environment.HasActionMask ? new bool[((Discrete)environment.ActionSpace).Count] : [];
        environment.Reset(seed, observation);
        last = default;
        for (int step = 1; step <= MostStepsAnEpisode; step++)
        {
            if (legal.Length > 0)
                environment.WriteActionMask(legal);
            last = environment.Step(actions.Next(legal), observation);
            if (last.EpisodeEnded)
                return step;
        }

        return MostStepsAnEpisode + 1;
    }

    private void Error(string message) => findings.Add(new Finding(Severity.Error, checks[^1], message));

    private void Warn(string message) => findings.Add(new Finding(Severity.Warning, checks[^1], message));
}
