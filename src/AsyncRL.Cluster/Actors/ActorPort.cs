using AsyncRL.Play;

namespace AsyncRL.Cluster.Actors;

/// <summary>
/// The step budget of an actor whose steps are granted by a learner elsewhere: a window of portions, the one that is played and
/// the one that is under way. An actor waits while it has no steps.
/// </summary>
/// <remarks>The actor's thread claims and waits; the session's grants, lapses and ends. Under a lock of its own.</remarks>
internal sealed class ActorPort : IStepBudget
{
    private readonly object gate = new();
    private int credit;
    private long steps;
    private int session;
    private bool lapsed = true;
    private bool ended;
    private bool waits;

    /// <inheritdoc/>
    public bool StopRequested
    {
        get
        {
            lock (gate)
            {
                return lapsed || ended;
            }
        }
    }

    /// <inheritdoc/>
    public long Steps => Volatile.Read(ref steps);

    /// <summary>Whether there are no steps to play now.</summary>
    public bool IsEmpty
    {
        get
        {
            lock (gate)
            {
                return credit == 0;
            }
        }
    }

    /// <summary>Whether the actor has laid down what it had of a session that is over.</summary>
    public bool Waits
    {
        get
        {
            lock (gate)
            {
                return waits;
            }
        }
    }

    /// <inheritdoc/>
    public int Claim(int wanted)
    {
        lock (gate)
        {
            int granted = lapsed || ended ? 0 : Math.Min(wanted, credit);
            credit -= granted;
            return granted;
        }
    }

    /// <inheritdoc/>
    public void Return(int unplayed)
    {
        lock (gate)
        {
            credit += unplayed;
        }
    }

    /// <summary>Waits until there are steps to play, or a session is over.</summary>
    /// <returns>Whether there are; false when the session is over (<see cref="AwaitSession"/>).</returns>
    public bool AwaitSteps()
    {
        lock (gate)
        {
            while (credit == 0 && !lapsed && !ended)
            {
                Monitor.Wait(gate);
            }

            return !lapsed && !ended;
        }
    }

    /// <summary>Waits for the next session, with nothing left of the last.</summary>
    /// <returns>False when there is none.</returns>
    public bool AwaitSession()
    {
        lock (gate)
        {
            credit = 0;
            waits = true;
            Monitor.PulseAll(gate);
            while (lapsed && !ended)
            {
                Monitor.Wait(gate);
            }

            waits = false;
            return !ended;
        }
    }

    /// <summary>Notes how far the run is.</summary>
    /// <param name="now">T.</param>
    public void Note(long now) => Volatile.Write(ref steps, now);

    /// <summary>Number of the present session, from 1.</summary>
    public int Session
    {
        get
        {
            lock (gate)
            {
                return session;
            }
        }
    }

    /// <summary>Grants steps.</summary>
    /// <param name="of">The session that they are of; those of an earlier one count no more.</param>
    /// <param name="more">Steps besides those granted before.</param>
    public void Grant(int of, int more)
    {
        lock (gate)
        {
            credit += lapsed || of != session ? 0 : more;
            Monitor.PulseAll(gate);
        }
    }

    /// <summary>Begins a session, without steps; the actor waits for it.</summary>
    public void Begin()
    {
        lock (gate)
        {
            session++;
            lapsed = false;
            credit = 0;
            Monitor.PulseAll(gate);
        }
    }

    /// <summary>Ends the present session: what the actor plays counts no more.</summary>
    public void Lapse()
    {
        lock (gate)
        {
            lapsed = true;
            Monitor.PulseAll(gate);
        }
    }

    /// <summary>Ends all play.</summary>
    public void End()
    {
        lock (gate)
        {
            ended = true;
            Monitor.PulseAll(gate);
        }
    }
}
