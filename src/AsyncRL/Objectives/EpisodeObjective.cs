namespace AsyncRL.Objectives;

/// <summary>
/// Learns from the returns of whole episodes (<c>whole_episodes</c>). An episode that the run's end left open teaches nothing,
/// and the variance of the episodes' gradients is measured.
/// </summary>
public abstract class EpisodeObjective : OnlineObjective;
