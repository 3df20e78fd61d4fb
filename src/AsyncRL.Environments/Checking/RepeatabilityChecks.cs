namespace AsyncRL.Environments.Checking;

/// <summary>Whether seeds and saved states decide everything that follows them.</summary>
internal sealed class RepeatabilityChecks(CheckLog log, Func<Environment> create, int length)
{
    public void OneSeedOneTrajectory()
    {
        Trajectory once = Trajectory.Play(create(), 7, 7, length);
        Thread.Sleep(20); // a clock, whose tick may be 16 ms, must have gone on
        if (once.DifferenceTo(Trajectory.Play(create(), 7, 7, length)) is { } difference)
        {
            log.Error(
                $"two instances with one seed and the same actions differ: {difference}; " +
                $"draw all randomness from the protected property Random (self.np_random in Python), and keep no clocks");
        }
    }

    public void SeedStartsOver()
    {
        Environment used = create();
        Trajectory.Play(used, 3, 1, length);
        if (Trajectory.Play(create(), 7, 7, length).DifferenceTo(Trajectory.Play(used, 7, 7, length)) is { } difference)
        {
            log.Error(
                $"an instance that has played, reset with a seed, behaves differently from a fresh one: {difference}; " +
                $"let a reset set everything again");
        }
    }

    public void SeedsDiffer()
    {
        Trajectory one = Trajectory.Play(create(), 1, 1, length);
        if (Enumerable.Range(2, 4).All(seed => one.DifferenceTo(Trajectory.Play(create(), (ulong)seed, 1, length)) is null))
        {
            log.Warn(
                $"five seeds gave one and the same trajectory; " +
                $"if the task has chance in it, draw it from the protected property Random (self.np_random in Python)");
        }
    }

    public void SavedState()
    {
        if (!create().CanSaveState)
        {
            log.Note(
                $"CanSaveState is false, so a resumed run begins new episodes; " +
                $"in C#, override CanSaveState, SaveState and LoadState to let it go on exactly");
            return;
        }

        int before = log.Findings.Count;
        foreach (int steps in (int[])[0, 1, 37, length / 2])
        {
            SavedStateAfter(steps);
            if (log.Findings.Count > before)
            {
                return;
            }
        }
    }

    private void SavedStateAfter(int steps)
    {
        Environment environment = Played(3, steps);
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        environment.SaveState(writer);
        writer.Flush();
        Trajectory undisturbed = Continue(Played(3, steps));
        if (undisturbed.DifferenceTo(Continue(environment)) is { } change)
        {
            log.Error($"saving after step {steps} changes what comes: {change} after it; SaveState must only read");
            return;
        }

        (string, Environment)[] copies = [("a fresh instance", create()), ("an instance that has played", Played(5, 60))];
        foreach ((string what, Environment copy) in copies)
        {
            stream.Position = 0;
            copy.LoadState(new BinaryReader(stream));
            if (stream.Position != stream.Length)
            {
                log.Error(
                    $"LoadState left {stream.Length - stream.Position} of {stream.Length} bytes unread; " +
                    $"read exactly what SaveState wrote");
            }

            if (undisturbed.DifferenceTo(Continue(copy)) is { } difference)
            {
                log.Error(
                    $"{what} that loads the state of step {steps} continues differently: {difference} after it; " +
                    $"save and load every field that changes");
                return;
            }
        }
    }

    private Environment Played(ulong seed, int steps)
    {
        var player = new RandomPlayer(create(), seed);
        player.Reset(seed);
        player.Play(steps);
        return player.Environment;
    }

    // From the middle of an episode where it can be, without a reset.
    private Trajectory Continue(Environment environment) => Trajectory.Play(new Resumed(environment), null, 9, length / 2);
}
