namespace AsyncRL.Algorithms;

/// <summary>Deep deterministic policy gradient: its targets, its actor's pace and its noise.</summary>
public sealed record DdpgOptions : DeterministicActorOptions;
