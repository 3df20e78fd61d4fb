using AsyncRL.Neural;

namespace AsyncRL.Parameters;

/// <summary>
/// theta-: an older copy of theta that value methods bootstrap from, refreshed every I_target global steps.
/// </summary>
/// <remarks>
/// Part of the memory that actors share, under its own contract: a copy, once published, is never written again while any thread
/// reads it, so no actor ever sees half of a refresh. The actor that crosses a multiple of I_target copies theta into a spare
/// buffer and publishes it with one volatile write; readers hold a count on the copy they use. (theta itself may change while it
/// is being copied: that is Hogwild.) Spare buffers are made when first needed: two in nearly all runs.
/// </remarks>
public sealed class TargetNetwork
{
    private readonly ParameterVector theta;
    private readonly long interval;
    private readonly Lock gate = new();
    private readonly List<Copy> copies = [];
    private volatile Copy current;
    private long nextRefresh;

    /// <summary>Makes the target network, equal to theta.</summary>
    /// <param name="theta">The shared parameters.</param>
    /// <param name="interval">I_target in global steps; at least 1.</param>
    public TargetNetwork(ParameterVector theta, long interval)
    {
        this.theta = theta;
        this.interval = interval;
        nextRefresh = interval;
        current = new Copy(new ParameterVector(theta.Layout));
        copies.Add(current);
        current.Parameters.CopyFrom(theta);
    }

    /// <summary>The step from which the next refresh is due: saved in checkpoints.</summary>
    internal long NextRefresh
    {
        get => Volatile.Read(ref nextRefresh);
        set => Volatile.Write(ref nextRefresh, value);
    }

    /// <summary>The published parameters, for checkpoints: read or written only while no actor plays.</summary>
    public ParameterVector Published => current.Parameters;

    /// <summary>Takes hold of the published copy; it does not change until it is released.</summary>
    /// <returns>The copy.</returns>
    public Copy Acquire()
    {
        while (true)
        {
            Copy copy = current;
            copy.AddReader();
            if (ReferenceEquals(copy, current))
            {
                return copy;
            }

            // A refresh came between: this copy may be about to be written.
            copy.Release();
        }
    }

    /// <summary>Refreshes theta- when a multiple of I_target was crossed; one actor does it, the others go on.</summary>
    /// <param name="step">Global steps now.</param>
    public void RefreshIfDue(long step) => RefreshIfDue(step, theta);

    /// <summary>Refreshes theta- when a multiple of I_target was crossed; one actor does it, the others go on.</summary>
    /// <param name="step">Global steps now.</param>
    /// <param name="theta">The replica of the parameters to copy.</param>
    internal void RefreshIfDue(long step, ParameterVector theta)
    {
        if (step < NextRefresh || !gate.TryEnter())
        {
            return;
        }

        try
        {
            if (step >= NextRefresh)
            {
                NextRefresh = (step / interval + 1) * interval;
                Copy spare = FindSpare();
                spare.Parameters.CopyFrom(theta);
                current = spare;
            }
        }
        finally
        {
            gate.Exit();
        }
    }

    /// <summary>
    /// Lets the parts that say how (<see cref="ModelPart.Target"/>) follow theta after an update, in place: for a learner that
    /// shares theta- with nobody.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="updates">Updates so far, this one included.</param>
    public void Follow(ModelDescription model, long updates) => Follow(model, updates, 0, theta.Layout.Length);

    /// <summary>The same for a slice: several threads may do one each, and together they equal the whole bit for bit.</summary>
    /// <param name="model">The model.</param>
    /// <param name="updates">Updates so far, this one included.</param>
    /// <param name="first">First element; a multiple of <see cref="ParameterVector.SliceUnit"/>.</param>
    /// <param name="length">Elements; a multiple of <see cref="ParameterVector.SliceUnit"/>.</param>
    internal void Follow(ModelDescription model, long updates, int first, int length)
    {
        // By index: an enumerator of a list behind an interface is allocated.
        for (int i = 0; i < model.Parts.Count; i++)
        {
            ModelPart part = model.Parts[i];
            int from = Math.Max(first, part.First), end = Math.Min(first + length, part.First + part.Layout.Length);
            if (from < end && part.Target is { } rule && updates % rule.Every == 0)
            {
                GradientMath.Average(current.Parameters, theta, rule.Tau, from, end - from);
            }
        }
    }

    private Copy FindSpare()
    {
        foreach (Copy copy in copies)
        {
            if (!ReferenceEquals(copy, current) && copy.IsUnread)
            {
                return copy;
            }
        }

        var made = new Copy(new ParameterVector(theta.Layout));
        copies.Add(made);
        return made;
    }

    /// <summary>One copy of theta, with the number of actors that read it.</summary>
    public sealed class Copy
    {
        private int readers;

        internal Copy(ParameterVector parameters) => Parameters = parameters;

        /// <summary>The parameters; read-only while held.</summary>
        public ParameterVector Parameters { get; }

        internal bool IsUnread => Volatile.Read(ref readers) == 0;

        /// <summary>Lets go of the copy.</summary>
        public void Release() => Interlocked.Decrement(ref readers);

        internal void AddReader() => Interlocked.Increment(ref readers);
    }
}
