using AsyncRL.Environments;

namespace AsyncRL.Observations;

/// <summary>
/// The mean and variance of the observations of all actors, to scale observations by.
/// </summary>
/// <remarks>
/// Part of the memory that actors share, under its own contract: an actor collects what it observes by itself and merges it here
/// at the start of a segment, when it also takes a copy of the whole. Merging and copying exclude one another; an actor that
/// finds another at it does not wait but tries again a segment later, so nothing is ever lost, torn or blocked on. Scaling never
/// changes within a segment.
/// </remarks>
public sealed class ObservationNormalizer
{
    // Keeps the deviation of an observation that never changes from zero.
    private const double LeastVariance = 1e-8;

    private readonly Lock gate = new();
    private readonly RunningMoments moments;
    private readonly int length;
    private RunningMoments? unsent;

    /// <summary>Makes statistics of nothing yet.</summary>
    /// <param name="length">Numbers of an observation.</param>
    public ObservationNormalizer(int length)
    {
        this.length = length;
        moments = new RunningMoments(length);
    }

    /// <summary>
    /// Merges an actor's own observations, and clears them, then copies the whole; does neither when another thread is at it.
    /// </summary>
    /// <param name="own">What the actor observed since it last succeeded.</param>
    /// <param name="scaling">Receives the present scaling.</param>
    public void TryMerge(RunningMoments own, ObservationScaling scaling)
    {
        if (!gate.TryEnter())
        {
            return;
        }

        try
        {
            moments.Merge(own);
            unsent?.Merge(own);
            own.Clear();
            CopyTo(scaling);
        }
        finally
        {
            gate.Exit();
        }
    }

    /// <summary>
    /// Merges what several threads observed, in their order, and clears it; then copies the whole to all of them. For threads
    /// that stand still meanwhile: the result does not depend on which came first.
    /// </summary>
    /// <param name="threads">What each thread observed, and the scaling that it plays with.</param>
    internal void MergeInOrder(ReadOnlySpan<(RunningMoments Observed, ObservationScaling Scaling)> threads)
    {
        lock (gate)
        {
            foreach ((RunningMoments observed, _) in threads)
            {
                moments.Merge(observed);
                observed.Clear();
            }

            foreach ((_, ObservationScaling scaling) in threads)
            {
                CopyTo(scaling);
            }
        }
    }

    /// <summary>The scaling as it is now: a copy to act with.</summary>
    /// <returns>The copy.</returns>
    public ObservationScaling Snapshot()
    {
        var scaling = new ObservationScaling(length);
        lock (gate)
        {
            CopyTo(scaling);
        }

        return scaling;
    }

    /// <summary>Begins to collect what is merged, for statistics that are kept elsewhere.</summary>
    internal void Collect() => unsent = new RunningMoments(length);

    /// <summary>Moves out what was merged since the last call.</summary>
    /// <param name="into">Receives it.</param>
    internal void Take(RunningMoments into)
    {
        lock (gate)
        {
            into.Merge(unsent!);
            unsent!.Clear();
        }
    }

    /// <summary>Whether statistics may be merged: nothing in them is infinite or no number, which would never go away
    /// again.</summary>
    /// <param name="observed">The moments of observations.</param>
    internal static bool MayAdd(RunningMoments observed) => observed.IsFinite;

    /// <summary>Merges what was observed elsewhere.</summary>
    /// <param name="observed">The moments of those observations.</param>
    internal void Add(RunningMoments observed)
    {
        lock (gate)
        {
            moments.Merge(observed);
        }
    }

    /// <summary>Takes over the statistics that are kept elsewhere; what was not moved out yet is merged into them.</summary>
    /// <param name="reader">What <see cref="SaveWhole"/> wrote.</param>
    internal void Replace(BinaryReader reader)
    {
        lock (gate)
        {
            moments.Load(reader);
            moments.Merge(unsent!);
        }
    }

    /// <summary>Writes the state while others merge.</summary>
    /// <param name="writer">Receives it.</param>
    internal void SaveWhole(BinaryWriter writer)
    {
        lock (gate)
        {
            moments.Save(writer);
        }
    }

    /// <summary>Writes the state; no actor may be playing.</summary>
    /// <param name="writer">The checkpoint.</param>
    public void Save(BinaryWriter writer) => moments.Save(writer);

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="reader">The checkpoint.</param>
    public void Load(BinaryReader reader) => moments.Load(reader);

    private void CopyTo(ObservationScaling scaling)
    {
        for (int i = 0; i < length; i++)
        {
            scaling.Mean[i] = (float)moments.Mean(i);
            scaling.Deviation[i] = (float)Math.Sqrt(moments.Variance(i) + LeastVariance);
        }
    }
}
