namespace AsyncRL.Objectives;

/// <summary>
/// Learns from segments of t_max steps, played with the very parameters that learn from them; states
/// are valued by the network that acts.
/// </summary>
public abstract class SegmentObjective : OnlineObjective;
