namespace AsyncRL.Cluster.Hub;

/// <summary>
/// Counts the steps of a run: T is what was received, each step once, and no more is granted than is missing.
/// </summary>
/// <remarks>
/// Steps that were granted to a process and not received when it is dropped are granted to others, so that a run ends at exactly
/// its number of steps. What the dropped process played of them counts nowhere: at most what it was granted and had not
/// delivered. Used by one thread at a time.
/// </remarks>
internal sealed class StepLedger
{
    /// <summary>T.</summary>
    public long Received { get; private set; }

    /// <summary>Steps that were granted and not received yet.</summary>
    public long Outstanding { get; private set; }

    /// <summary>Begins at a step, with nothing granted.</summary>
    /// <param name="received">T.</param>
    public void Begin(long received)
    {
        Received = received;
        Outstanding = 0;
    }

    /// <summary>Grants steps.</summary>
    /// <param name="account">Of the process; grows by what is granted.</param>
    /// <param name="wanted">Steps that it would play.</param>
    /// <param name="limit">The run's last step.</param>
    /// <returns>Steps granted: fewer near the limit, 0 at it.</returns>
    public int Grant(ref long account, int wanted, long limit)
    {
        int granted = (int)Math.Clamp(limit - Received - Outstanding, 0, wanted);
        account += granted;
        Outstanding += granted;
        return granted;
    }

    /// <summary>Takes in steps that were granted.</summary>
    /// <param name="account">Of the process.</param>
    /// <param name="steps">Steps that it delivers.</param>
    /// <returns>False when it was not granted so many: nothing is taken in then.</returns>
    public bool TryReceive(ref long account, int steps)
    {
        if (steps > account)
        {
            return false;
        }

        account -= steps;
        Outstanding -= steps;
        Received += steps;
        return true;
    }

    /// <summary>Takes back what a process was granted and did not deliver.</summary>
    /// <param name="account">Of the process; 0 afterwards.</param>
    public void Drop(ref long account)
    {
        Outstanding -= account;
        account = 0;
    }
}
