namespace AsyncRL.Cluster.Hub;

/// <summary>Tells what a process sent that does not fit the run from faults of the learner's own.</summary>
internal static class Unfit
{
    /// <summary>Whether reading what came has failed for what it is.</summary>
    /// <param name="e">What reading it threw.</param>
    public static bool Is(Exception e) => e is InvalidDataException or EndOfStreamException or ArgumentException;
}
