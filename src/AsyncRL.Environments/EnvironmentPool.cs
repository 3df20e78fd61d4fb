namespace AsyncRL.Environments;

/// <summary>
/// Environments that are used together, such as those of a run. Makes sure that each is an instance of its own and that all have
/// the same spaces, and disposes of each that is <see cref="IDisposable"/> exactly once, whatever fails.
/// </summary>
/// <remarks>Several threads may make environments at the same time. Nobody else may dispose of them.</remarks>
/// <param name="remedy">What to do where no more of them can exist, as a sentence; empty for no advice.</param>
public sealed class EnvironmentPool(string remedy = "") : IDisposable
{
    private readonly Lock gate = new();
    private readonly List<Environment> made = [];
    private readonly HashSet<Environment> instances = new(ReferenceEqualityComparer.Instance);
    private readonly List<Exception> faults = [];
    private bool isDisposed;

    /// <summary>How many there are.</summary>
    public int Count
    {
        get
        {
            lock (gate)
            {
                return made.Count;
            }
        }
    }

    /// <summary>What environments threw when they were disposed of; the others were disposed of all the same.</summary>
    public IReadOnlyList<Exception> Faults => faults;

    /// <summary>Makes an environment.</summary>
    /// <param name="create">Makes a fresh instance.</param>
    /// <returns>The environment, which the pool disposes of.</returns>
    /// <exception cref="ArgumentException"><paramref name="create"/> gave nothing, an instance that it gave before, or one with
    /// other spaces.</exception>
    /// <exception cref="InvalidOperationException"><paramref name="create"/> threw while others exist. What it throws for the
    /// first comes through as it is.</exception>
    /// <exception cref="ObjectDisposedException">The pool was disposed of.</exception>
    public Environment Make(Func<Environment> create)
    {
        ArgumentNullException.ThrowIfNull(create);
        ObjectDisposedException.ThrowIf(isDisposed, this);
        int before = Count;
        Environment environment;
        try
        {
            environment = create();
        }
        catch (Exception e) when (before > 0 && e is not OutOfMemoryException)
        {
            Exception fault = EnvironmentMakeException.Unwrap(e);
            throw new InvalidOperationException(
                $"Environment {before + 1} of {made[0].Unwrapped.GetType().Name} could not be made while {Others(before)}: " +
                $"{fault.GetType().Name}: {fault.Message.TrimEnd('.')}.{(remedy.Length > 0 ? $" {remedy}" : string.Empty)}",
                e);
        }

        if (environment is null)
        {
            throw new ArgumentException("The factory gave null; it must make an environment.", nameof(create));
        }

        lock (gate)
        {
            Add(environment);
        }

        return environment;
    }

    /// <summary>Disposes of all environments; others can be made after that.</summary>
    public void Clear()
    {
        Environment[] all;
        lock (gate)
        {
            all = [.. made];
            made.Clear();
            instances.Clear();
        }

        for (int i = all.Length - 1; i >= 0; i--)
        {
            try
            {
                (all[i] as IDisposable)?.Dispose();
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                faults.Add(e);
            }
        }
    }

    /// <summary>Disposes of all environments. What they throw is in <see cref="Faults"/>; a second call does nothing.</summary>
    public void Dispose()
    {
        isDisposed = true;
        Clear();
    }

    private void Add(Environment environment)
    {
        string name = environment.Unwrapped.GetType().Name;
        if (!instances.Add(environment.Unwrapped))
        {
            throw new ArgumentException(
                $"The factory gave the same instance twice, a {name}; it must make a fresh one each time, as in " +
                $"() => new {name}(...), because every actor and every evaluation plays its own.");
        }

        made.Add(environment);
        if ((made[0].ObservationSpace.FindDifference(environment.ObservationSpace)
            ?? made[0].ActionSpace.FindDifference(environment.ActionSpace)) is { } difference)
        {
            throw new ArgumentException(
                $"Environment {made.Count} ({name}) has observations {environment.ObservationSpace} and actions " +
                $"{environment.ActionSpace}, but the first has {made[0].ObservationSpace} and {made[0].ActionSpace}; all must " +
                $"have the same ({difference}).");
        }
    }

    private static string Others(int count) => count == 1 ? "another exists" : $"{count} others exist";
}
