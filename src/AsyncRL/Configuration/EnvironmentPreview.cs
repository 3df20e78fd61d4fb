using AsyncRL.Environments;
using AsyncRL.Environments.Checking;
using Environment = AsyncRL.Environments.Environment;

namespace AsyncRL;

/// <summary>
/// An environment before training begins: its spaces, and what a first look at random play finds. The instance that was looked at
/// is the first one that plays, so that no more are made than play. Several tasks are seen through the spaces that they share,
/// and not looked at: scales that suit one of them need not suit another.
/// </summary>
public sealed class EnvironmentPreview : IDisposable
{
    private readonly Func<Environment> create;
    private readonly IReadOnlyList<TrainingTask> tasks;
    private readonly EnvironmentPreview[] each = []; // of several tasks
    private readonly TaskSpaces? joint;
    private readonly Lazy<EnvironmentProfile?> profile;
    private readonly Lazy<Environment> first;
    private readonly CancellationToken cancellation;
    private bool isFirstTaken;
    private bool isDisposed;

    /// <summary>Takes what makes environments; the first instance is made when it is needed.</summary>
    /// <param name="create">Makes one environment.</param>
    /// <param name="cancellation">
    /// Asks a look to end before its next step, which then counts as one that failed; a step or reset in progress is waited for.
    /// </param>
    public EnvironmentPreview(Func<Environment> create, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(create);
        this.create = create;
        this.cancellation = cancellation;
        tasks = [];
        first = new Lazy<Environment>(create);
        profile = new Lazy<EnvironmentProfile?>(Look);
    }

    /// <summary>Takes several tasks; one instance of each is made at once.</summary>
    /// <param name="tasks">The tasks, at least one.</param>
    /// <exception cref="ArgumentException">There is no task, one is given twice, or their spaces cannot be joined.</exception>
    public EnvironmentPreview(IReadOnlyList<TrainingTask> tasks)
        : this(() => throw new InvalidOperationException("Of several tasks each makes its own environments; use Tasks."))
    {
        ArgumentNullException.ThrowIfNull(tasks);
        TaskSpaces.CheckNames(tasks.Select(t => t.Name));
        each = [.. tasks.Select(t => new EnvironmentPreview(t.Create))];
        this.tasks = [.. tasks.Zip(each, (task, preview) => task with { Create = preview.Create })];
        try
        {
            joint = TaskSpaces.Join([.. tasks.Zip(each, (task, preview) => (task.Name, preview.First))]);
        }
        catch
        {
            Dispose();
            throw;
        }

        profile = new Lazy<EnvironmentProfile?>((EnvironmentProfile?)null);
    }

    /// <summary>The tasks, each making its environments as <see cref="Create"/> does; empty unless made of tasks.</summary>
    public IReadOnlyList<TrainingTask> Tasks => tasks;

    /// <summary>The spaces that the tasks share; null unless it was made of tasks.</summary>
    public TaskSpaces? Joint => joint;

    /// <summary>The instance that is looked at; it plays later.</summary>
    internal Environment First => first.Value;

    /// <summary>What it shows.</summary>
    public Space ObservationSpace => joint?.ObservationSpace ?? First.ObservationSpace;

    /// <summary>What it takes.</summary>
    public Space ActionSpace => joint?.ActionSpace ?? First.ActionSpace;

    /// <summary>
    /// What random play finds: at most 5,000 steps and two seconds, played when it is first asked for. Null where the environment
    /// failed (<see cref="Fault"/>), which training will then meet and report with what was learned until there.
    /// </summary>
    public EnvironmentProfile? Profile => profile.Value;

    /// <summary>How the environment failed when it was looked at; null if it did not, or was not yet looked at.</summary>
    public Exception? Fault { get; private set; }

    /// <summary>What the look found that keeps any method from learning well, as sentences; empty unless it was made.</summary>
    public IReadOnlyList<string> Warnings => profile is { IsValueCreated: true, Value.OutsideSpace: not null }
        ? [profile.Value.WarningOfSpace()!]
        : [];

    /// <summary>The instance that was looked at, the first time, and a new one each time after that.</summary>
    /// <returns>An environment, to be reset before it plays.</returns>
    public Environment Create()
    {
        if (isFirstTaken)
        {
            return create();
        }

        isFirstTaken = true;
        return First;
    }

    /// <summary>Disposes of the first instances, unless they were handed out. A later look makes one of its own.</summary>
    public void Dispose()
    {
        isDisposed = true;
        Array.ForEach(each, e => e.Dispose());
        if (first.IsValueCreated && !isFirstTaken && First is IDisposable disposable)
        {
            disposable.Dispose();
        }
    }

    private EnvironmentProfile? Look()
    {
        if (isFirstTaken)
        {
            throw new InvalidOperationException("The environment is playing already; look at it before that.");
        }

        try
        {
            Environment environment = isDisposed ? create() : First;
            using IDisposable? own = isDisposed ? environment as IDisposable : null;
            return EnvironmentProfile.Look(environment, cancellation: cancellation);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            Fault = e;
            return null;
        }
    }
}
