namespace AsyncRL.Cluster;

/// <summary>A process does not get into a cluster, or has lost it for good.</summary>
/// <param name="message">Why, and what to do.</param>
/// <param name="inner">What it came of.</param>
public sealed class ClusterException(string message, Exception? inner = null) : Exception(message, inner);
