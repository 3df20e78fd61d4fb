namespace AsyncRL.Experience;

/// <summary>
/// A declared column of experience. Whatever an algorithm needs besides actions, rewards and ends of episodes it declares once;
/// rollouts, trajectories, the replay memory and checkpoints then carry it.
/// </summary>
public abstract partial class Column
{
    private static int columns;

    private protected Column(string name, ColumnScope scope, ColumnUse use, int length)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        Name = name;
        Scope = scope;
        Use = use;
        Length = length;
        Number = Interlocked.Increment(ref columns) - 1;
    }

    /// <summary>Its name, unique within a schema: for error messages and for the wire.</summary>
    public string Name { get; }

    /// <summary>What an entry belongs to.</summary>
    public ColumnScope Scope { get; }

    /// <summary>How far entries travel.</summary>
    public ColumnUse Use { get; }

    /// <summary>Numbers of an entry.</summary>
    public int Length { get; }

    /// <summary>Number among all columns of the process, from 0: where a rollout finds its data without a search.</summary>
    internal int Number { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;

    internal abstract ColumnData CreateData(int entries);
}
