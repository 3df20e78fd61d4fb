namespace AsyncRL.Cluster.Hub;

/// <summary>What the run's user should know of the processes and was not told yet. Under the gate.</summary>
internal sealed class HubWarnings
{
    private readonly Queue<string> untold = new();

    /// <summary>Adds a warning.</summary>
    /// <param name="warning">A sentence or two.</param>
    public void Add(string warning) => untold.Enqueue(warning);

    /// <summary>Moves out what was added since the last call.</summary>
    public IReadOnlyList<string> Take()
    {
        string[] taken = [.. untold];
        untold.Clear();
        return taken;
    }
}
