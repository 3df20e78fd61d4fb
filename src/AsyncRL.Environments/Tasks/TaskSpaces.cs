namespace AsyncRL.Environments;

/// <summary>
/// The spaces that several tasks share, so that one network plays them all: observations padded with zeros to the greatest
/// extents, and one set of actions of which each task plays its own. Immutable and safe to share.
/// </summary>
/// <remarks>
/// Actions are joined by their names (<see cref="IDrawable.ActionNames"/>) where every task has names, so that "Left" is one
/// action in all of them; otherwise by their numbers. The actions that a task lacks are masked there.
/// </remarks>
public sealed class TaskSpaces
{
    private readonly string[] names;
    private readonly int[][] actions; // [task][joint action] -> the task's own, from 0, or -1; empty where they are the same

    /// <summary>Takes spaces that were joined before, as a model file holds them.</summary>
    /// <param name="observationSpace">The joint observation space.</param>
    /// <param name="actionSpace">The joint action space.</param>
    /// <param name="isMasked">Whether every task gives a mask of legal actions.</param>
    /// <param name="tasks">Each task's name and, for every joint action, the number of the task's own action from 0, or -1 where
    /// it has none; empty where all actions are its own.</param>
    /// <exception cref="ArgumentException">There is no task, a name is given twice, or actions do not fit the action
    /// space.</exception>
    public TaskSpaces(
        Space observationSpace, Space actionSpace, bool isMasked,
        IReadOnlyList<(string Name, IReadOnlyList<int> Actions)> tasks)
    {
        ArgumentNullException.ThrowIfNull(observationSpace);
        ArgumentNullException.ThrowIfNull(actionSpace);
        ArgumentNullException.ThrowIfNull(tasks);
        if (tasks.Count == 0)
        {
            throw new ArgumentException("There is no task; name at least one.", nameof(tasks));
        }

        CheckNames(tasks.Select(t => t.Name));
        if (tasks.FirstOrDefault(t => t.Actions.Count > 0 && t.Actions.Count != actionSpace.MaskWidth) is { Name: { } odd })
        {
            throw new ArgumentException($"The actions of {odd} are not one for each of {actionSpace}.", nameof(tasks));
        }

        ObservationSpace = observationSpace;
        ActionSpace = actionSpace;
        IsMasked = isMasked;
        names = [.. tasks.Select(t => t.Name)];
        actions = [.. tasks.Select(t => t.Actions.ToArray())];
    }

    /// <summary>What every task shows.</summary>
    public Space ObservationSpace { get; }

    /// <summary>What every task takes.</summary>
    public Space ActionSpace { get; }

    /// <summary>Whether every task gives a mask of legal actions.</summary>
    public bool IsMasked { get; }

    /// <summary>The tasks' names, in their order.</summary>
    public IReadOnlyList<string> Names => names;

    /// <summary>How many tasks there are.</summary>
    public int Count => names.Length;

    /// <summary>Joins the spaces of tasks.</summary>
    /// <param name="tasks">Each task's name and one of its environments.</param>
    /// <returns>The joint spaces.</returns>
    /// <exception cref="ArgumentException">A task is given twice, or the spaces of two cannot be joined; the message names
    /// both.</exception>
    public static TaskSpaces Join(IReadOnlyList<(string Name, Environment Environment)> tasks)
    {
        ArgumentNullException.ThrowIfNull(tasks);
        CheckNames(tasks.Select(t => t.Name));
        (string, Space)[] shown = [.. tasks.Select(t => (t.Name, t.Environment.ObservationSpace))];
        Space observations = JoinedObservations.Join(shown);
        var actions = JoinedActions.Join(tasks);
        bool isMasked = tasks.Any(t => t.Environment.HasActionMask) || actions.Own.Any(own => own.Contains(-1));
        return new TaskSpaces(
            observations, actions.Space, isMasked, [.. tasks.Zip(actions.Own, (t, own) => (t.Name, (IReadOnlyList<int>)own))]);
    }

    /// <summary>Refuses names that do not tell tasks apart.</summary>
    /// <param name="names">The tasks' names.</param>
    /// <exception cref="ArgumentException">One is given twice, is empty or has a comma, which tables cannot hold.</exception>
    public static void CheckNames(IEnumerable<string> names)
    {
        if (names.FirstOrDefault(n => string.IsNullOrWhiteSpace(n) || n.Contains(',')) is { } odd)
        {
            throw new ArgumentException($"'{odd}' is no name of a task; give one without commas.");
        }

        if (names.GroupBy(n => n).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw new ArgumentException(
                $"The task {twice.Key} is given {twice.Count()} times; give each once, all have equal shares of the steps.");
        }
    }

    /// <summary>Finds a task.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>Its number, from 0.</returns>
    /// <exception cref="ArgumentException">There is none of that name; the message offers the closest.</exception>
    public int IndexOf(string name)
    {
        int found = Array.IndexOf(names, name);
        return found >= 0 ? found : throw new ArgumentException(
            $"'{name}' is none of the tasks" +
            $"{(ClosestMatch.Find(name, names) is { } closest ? $"; did you mean '{closest}'?" : ".")} " +
            $"They are {string.Join(", ", names)}.");
    }

    /// <summary>The task's own actions behind the joint ones.</summary>
    /// <param name="task">Number of the task.</param>
    /// <returns>For every joint action the number of the task's own from 0, or -1 where it has none; empty where they are the
    /// same.</returns>
    public IReadOnlyList<int> ActionsOf(int task) => actions[task];

    /// <summary>An environment of a task, seen through the joint spaces.</summary>
    /// <param name="task">Number of the task.</param>
    /// <param name="environment">The environment, which then belongs to the result.</param>
    /// <returns>The environment to play.</returns>
    /// <exception cref="ArgumentException">Its spaces are not those that were joined.</exception>
    public Environment Enter(int task, Environment environment) => new TaskEnvironment(this, task, environment);
}
