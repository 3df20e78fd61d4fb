namespace AsyncRL.Cluster.Hub;

/// <summary>Tells how the cluster is: to those who look, to the run's reports and to its folder.</summary>
/// <remarks>Takes the gate to look. What was seen is written outside of it, by one thread at a time under a lock of its
/// own.</remarks>
/// <param name="gate">The gate of what learns.</param>
/// <param name="run">How far the run is.</param>
/// <param name="members">Who is in.</param>
/// <param name="intake">What waits to be learnt from.</param>
/// <param name="traffic">What went over the connections.</param>
/// <param name="settings">Say who takes what is told.</param>
internal sealed class StatusBoard(
    object gate, RunStage run, Membership members, Intake intake, Traffic traffic, Func<HubSettings> settings)
{
    private readonly Lock writing = new();

    /// <summary>How the cluster is now.</summary>
    public ClusterStatus Look()
    {
        lock (gate)
        {
            return new ClusterStatus
            {
                Steps = run.Received,
                Limit = run.Limit,
                Queue = intake.Waiting,
                Lost = members.Lost,
                Rejoined = members.Rejoined,
                Members =
                [
                    .. members.Members.OrderBy(m => m.Numbers[0]).Select(m => new MemberStatus(
                        m.Name, m.Numbers.Length, m.Steps, m.StepsPerSecond, m.Lag, m.Account)),
                ],
            };
        }
    }

    /// <summary>Adds what the run reports of the cluster.</summary>
    /// <param name="values">Receives tags and values.</param>
    public void Report(ICollection<(string Tag, double Value)> values)
    {
        lock (gate)
        {
            values.Add(("cluster/processes", members.Members.Count));
            values.Add(("cluster/actors", members.Members.Sum(m => m.Numbers.Length)));
            values.Add(("cluster/queue", intake.Waiting));
            values.Add(("cluster/lost", members.Lost));
            values.Add(("cluster/rejoined", members.Rejoined));
            traffic.Report(values);
        }
    }

    /// <summary>Writes how the cluster is, where anybody takes it, unless the last is still being written.</summary>
    public void WriteIfIdle()
    {
        if (writing.TryEnter())
        {
            try
            {
                settings().Write?.Invoke(Look());
            }
            finally
            {
                writing.Exit();
            }
        }
    }

    /// <summary>Writes how the cluster is, where anybody takes it, after whatever is being written.</summary>
    public void Write()
    {
        lock (writing)
        {
            settings().Write?.Invoke(Look());
        }
    }
}
