namespace AsyncRL.Cluster.Hub;

/// <summary>How a process of a cluster is at a moment.</summary>
/// <param name="Name">Its machine and process.</param>
/// <param name="Actors">Its actors.</param>
/// <param name="Steps">Steps that it delivered since it joined.</param>
/// <param name="StepsPerSecond">Steps a second, over the last seconds.</param>
/// <param name="Lag">Updates that its last delivery was behind when it came.</param>
/// <param name="Open">Steps that it was granted and has not delivered.</param>
public sealed record MemberStatus(string Name, int Actors, long Steps, double StepsPerSecond, long Lag, long Open);
