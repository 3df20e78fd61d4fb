namespace AsyncRL.ActorLearners;

/// <summary>
/// Trajectories that wait to be learnt from, in order, at most a given number; and the empty ones. Actors exchange what they have
/// filled for an empty one, so that the number of trajectories never changes: nothing is allocated and nothing grows.
/// </summary>
/// <remarks>Its callers see to it that one thread at a time uses it.</remarks>
internal sealed class TrajectoryQueue
{
    private readonly Trajectory[] waiting;
    private readonly Stack<Trajectory> empty;
    private int first;

    /// <summary>Makes the queue and its trajectories.</summary>
    /// <param name="capacity">Trajectories that may wait.</param>
    /// <param name="learnt">Trajectories that learners hold at once.</param>
    /// <param name="create">Makes a trajectory.</param>
    public TrajectoryQueue(int capacity, int learnt, Func<Trajectory> create)
    {
        waiting = new Trajectory[capacity];
        empty = new Stack<Trajectory>(capacity + learnt);
        for (int i = 0; i < capacity + learnt; i++)
        {
            empty.Push(create());
        }
    }

    /// <summary>Trajectories that wait.</summary>
    public int Count { get; private set; }

    /// <summary>How many more fit.</summary>
    public int Free => waiting.Length - Count;

    /// <summary>Whether actors must wait.</summary>
    public bool IsFull => !HasRoom(0);

    /// <summary>Whether a trajectory fits, besides some that are about to come.</summary>
    /// <param name="coming">How many are.</param>
    public bool HasRoom(int coming) => Count + coming < waiting.Length;

    /// <summary>Puts a trajectory at the end; the queue is not full.</summary>
    /// <param name="filled">The trajectory, which now is the queue's.</param>
    /// <returns>An empty one for it.</returns>
    public Trajectory Swap(Trajectory filled)
    {
        if (IsFull)
        {
            throw new InvalidOperationException($"The queue holds {Count} trajectories already, which is its capacity.");
        }

        waiting[(first + Count++) % waiting.Length] = filled;
        return empty.Pop();
    }

    /// <summary>Takes the oldest trajectories out.</summary>
    /// <param name="batch">Receives them; no more than wait.</param>
    public void Take(Span<Trajectory> batch)
    {
        for (int i = 0; i < batch.Length; i++)
        {
            batch[i] = waiting[first];
            first = (first + 1) % waiting.Length;
            Count--;
        }
    }

    /// <summary>Takes trajectories back that were learnt from.</summary>
    /// <param name="batch">The trajectories.</param>
    public void Return(ReadOnlySpan<Trajectory> batch)
    {
        foreach (Trajectory trajectory in batch)
        {
            trajectory.Clear();
            empty.Push(trajectory);
        }
    }

    /// <summary>Writes the trajectories that wait.</summary>
    /// <param name="writer">The checkpoint.</param>
    public void Save(BinaryWriter writer)
    {
        writer.Write(Count);
        for (int i = 0; i < Count; i++)
        {
            waiting[(first + i) % waiting.Length].Save(writer);
        }
    }

    /// <summary>Reads what <see cref="Save"/> wrote into an empty queue.</summary>
    /// <param name="reader">The checkpoint.</param>
    public void Load(BinaryReader reader)
    {
        for (int n = reader.ReadInt32(); n > 0; n--)
        {
            Trajectory trajectory = empty.Pop();
            trajectory.Load(reader);
            waiting[(first + Count++) % waiting.Length] = trajectory;
        }
    }
}
