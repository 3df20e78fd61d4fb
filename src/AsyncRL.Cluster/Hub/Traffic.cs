namespace AsyncRL.Cluster.Hub;

/// <summary>Counts what went over the connections since the last report. Under the gate.</summary>
internal sealed class Traffic
{
    private long messages, bytes, steps;

    /// <summary>Counts what came or was sent.</summary>
    /// <param name="messages">Messages.</param>
    /// <param name="bytes">Bytes of experience, gradients or parameters.</param>
    /// <param name="steps">Steps that were received.</param>
    public void Count(int messages = 0, int bytes = 0, int steps = 0)
    {
        this.messages += messages;
        this.bytes += bytes;
        this.steps += steps;
    }

    /// <summary>Reports it, and begins anew.</summary>
    /// <param name="values">Receives tags and values; NaN where no step was received.</param>
    public void Report(ICollection<(string Tag, double Value)> values)
    {
        values.Add(("cluster/messages_per_step", steps == 0 ? double.NaN : (double)messages / steps));
        values.Add(("cluster/bytes_per_step", steps == 0 ? double.NaN : (double)bytes / steps));
        messages = bytes = steps = 0;
    }
}
