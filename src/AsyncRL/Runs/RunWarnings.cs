namespace AsyncRL.Runs;

/// <summary>What went wrong in a run without ending it: told with the next progress, and all of it with the outcome.</summary>
internal sealed class RunWarnings
{
    private readonly List<string> all = [];
    private int told;

    /// <summary>Everything since the run began.</summary>
    public IReadOnlyList<string> All => all;

    /// <summary>Whether there is something that was not told yet.</summary>
    public bool AnyUntold => told < all.Count;

    public void Add(string warning) => all.Add(warning);

    /// <summary>What was added since the last call, as one text; null if nothing was.</summary>
    public string? Take()
    {
        if (!AnyUntold)
        {
            return null;
        }

        string warning = string.Join(' ', all.Skip(told));
        told = all.Count;
        return warning;
    }
}
