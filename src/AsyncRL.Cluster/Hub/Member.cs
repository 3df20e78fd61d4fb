namespace AsyncRL.Cluster.Hub;

/// <summary>A process that plays for the learner. Used under the hub's gate.</summary>
/// <param name="lease">What it shows.</param>
/// <param name="name">Its machine and process.</param>
/// <param name="numbers">The numbers of its actors.</param>
internal sealed class Member(long lease, string name, int[] numbers)
{
    private readonly Dictionary<int, long> sequences = numbers.ToDictionary(n => n, _ => 0L);

    /// <summary>What it shows with everything that it sends.</summary>
    public long Lease { get; } = lease;

    /// <summary>Its machine and process.</summary>
    public string Name { get; } = name;

    /// <summary>The numbers of its actors.</summary>
    public int[] Numbers { get; } = numbers;

    /// <summary>Steps that it was granted and has not delivered.</summary>
    public long Account;

    /// <summary>When it was heard of last, in milliseconds of the machine.</summary>
    public long Heard { get; set; }

    /// <summary>Steps that it delivered.</summary>
    public long Steps { get; set; }

    /// <summary>Steps delivered when its speed was last looked at.</summary>
    public long StepsBefore { get; set; }

    /// <summary>Steps a second, when that was last looked at.</summary>
    public double StepsPerSecond { get; set; }

    /// <summary>Updates that its last delivery was behind when it came.</summary>
    public long Lag { get; set; }

    /// <summary>The gradients of its bundles whose pieces are coming in, by the bundle's number.</summary>
    public Dictionary<int, GradientAssembly> Gradients { get; } = [];

    /// <summary>Notes a delivery.</summary>
    /// <param name="actor">The actor's number.</param>
    /// <param name="sequence">The delivery's.</param>
    /// <returns>False when it is no actor of this process, or the delivery came before.</returns>
    public bool IsNew(int actor, long sequence)
    {
        if (!sequences.TryGetValue(actor, out long last) || sequence <= last)
        {
            return false;
        }

        sequences[actor] = sequence;
        return true;
    }
}
