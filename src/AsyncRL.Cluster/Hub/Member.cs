namespace AsyncRL.Cluster.Hub;

/// <summary>A process that plays for the learner. Used under the hub's gate.</summary>
/// <param name="lease">What it shows.</param>
/// <param name="name">Its machine and process.</param>
/// <param name="numbers">The numbers of its actors.</param>
internal sealed class Member(long lease, string name, int[] numbers)
{
    private readonly Dictionary<int, long> sequences = numbers.ToDictionary(n => n, _ => 0L);
    private long stepsBefore; // delivered when its speed was last noted

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

    /// <summary>When it delivered last, or was let in, in milliseconds of the machine.</summary>
    public long Delivered { get; set; }

    /// <summary>Whether it was told of that it delivers nothing.</summary>
    public bool IsToldSilent { get; set; }

    /// <summary>Whether it was told that the run is complete.</summary>
    public bool KnowsOfEnd { get; set; }

    /// <summary>Steps that it delivered.</summary>
    public long Steps { get; set; }

    /// <summary>Steps a second, over the last seconds.</summary>
    public double StepsPerSecond { get; private set; }

    /// <summary>Updates that its last delivery was behind when it came.</summary>
    public long Lag { get; set; }

    /// <summary>The parameters that it is fetching. Under their shelf's lock.</summary>
    public HeldVersion Fetched { get; } = new();

    /// <summary>The target network's parameters that it is fetching. Under their shelf's lock.</summary>
    public HeldVersion FetchedTarget { get; } = new();

    /// <summary>The gradients of its bundles whose pieces are coming in, by the bundle's number.</summary>
    public Dictionary<int, GradientAssembly> Gradients { get; } = [];

    /// <summary>Notes how fast it plays.</summary>
    /// <param name="seconds">Since the last call.</param>
    public void NoteSpeed(double seconds)
    {
        StepsPerSecond = 0.8 * StepsPerSecond + 0.2 * (Steps - stepsBefore) / seconds;
        stepsBefore = Steps;
    }

    /// <summary>Notes a delivery.</summary>
    /// <param name="actor">The actor's number.</param>
    /// <param name="sequence">The delivery's.</param>
    /// <returns>False when the delivery came before.</returns>
    /// <exception cref="InvalidDataException">It is no actor of this process.</exception>
    public bool IsNew(int actor, long sequence)
    {
        if (!sequences.TryGetValue(actor, out long last))
        {
            throw new InvalidDataException($"a delivery of actor {actor}, which is not one of its own");
        }

        if (sequence <= last)
        {
            return false;
        }

        sequences[actor] = sequence;
        return true;
    }
}
