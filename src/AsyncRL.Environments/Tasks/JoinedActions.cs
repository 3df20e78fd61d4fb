namespace AsyncRL.Environments;

/// <summary>The action space that holds those of several tasks.</summary>
/// <param name="Space">The joint space.</param>
/// <param name="Own">For each task and joint action the task's own from 0, or -1; empty where they are the same.</param>
internal sealed record JoinedActions(Space Space, IReadOnlyList<int[]> Own)
{
    /// <summary>Joins action spaces: equal ones, or choices of one among several.</summary>
    /// <param name="tasks">Each task's name and one of its environments.</param>
    /// <exception cref="ArgumentException">Two cannot be joined.</exception>
    public static JoinedActions Join(IReadOnlyList<(string Name, Environment Environment)> tasks)
    {
        (string firstName, Environment firstEnvironment) = tasks[0];
        Space first = firstEnvironment.ActionSpace;
        foreach ((string name, Environment environment) in tasks)
        {
            Space space = environment.ActionSpace;
            if (!space.Equals(first) && (space, first) is not (Discrete, Discrete))
            {
                throw new ArgumentException(
                    $"The tasks {firstName} and {name} cannot be learned by one network: {firstName} takes {first} and {name} " +
                    $"takes {space}. Discrete actions are joined to one set; all others must be the same.");
            }
        }

        if (first is not Discrete)
        {
            return new JoinedActions(first, [.. tasks.Select(_ => Array.Empty<int>())]);
        }

        Discrete[] spaces = [.. tasks.Select(t => (Discrete)t.Environment.ActionSpace)];
        string[]?[] named = [.. tasks.Select(t => NamesOf(t.Environment))];
        return Array.Exists(named, n => n is null) ? ByNumber(spaces) : ByName(spaces, named!);
    }

    private static JoinedActions ByNumber(Discrete[] spaces)
    {
        int count = spaces.Max(s => s.Count);
        return Of(spaces, count, (task, action) => action < spaces[task].Count ? action : -1);
    }

    // In the order of the task with most actions, behind them what others have more.
    private static JoinedActions ByName(Discrete[] spaces, string[][] named)
    {
        string[] all = [.. named.OrderByDescending(n => n.Length).SelectMany(n => n).Distinct()];
        return Of(spaces, all.Length, (task, action) => Array.IndexOf(named[task], all[action]));
    }

    private static JoinedActions Of(Discrete[] spaces, int count, Func<int, int, int> own)
    {
        int start = Array.TrueForAll(spaces, s => s.Start == spaces[0].Start) ? spaces[0].Start : 0;
        var joint = new Discrete(count, start);
        return new JoinedActions(joint, [.. spaces.Select((space, task) =>
        {
            int[] map = [.. Enumerable.Range(0, count).Select(action => own(task, action))];
            bool isSame = space.Equals(joint) && map.SequenceEqual(Enumerable.Range(0, count));
            return isSame ? [] : map;
        })]);
    }

    private static string[]? NamesOf(Environment environment) =>
        (environment.Unwrapped as IDrawable)?.ActionNames is { } names
        && names.Count == ((Discrete)environment.ActionSpace).Count && names.Distinct().Count() == names.Count
            ? [.. names]
            : null;
}
