namespace AsyncRL.Bundles;

/// <summary>What a bundle has pulled.</summary>
/// <param name="Theta">Updates that its parameters hold.</param>
/// <param name="Target">Which refresh of the target network it has.</param>
internal readonly record struct PulledVersions(long Theta, long Target);
