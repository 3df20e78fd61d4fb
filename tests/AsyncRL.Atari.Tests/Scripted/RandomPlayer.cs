namespace AsyncRL.Atari.Tests.Scripted;

/// <summary>Chooses each action with the same probability.</summary>
internal sealed class RandomPlayer(AtariAction[] actions, int seed) : IPlayer
{
    // CA5394: no secret depends on it.
#pragma warning disable CA5394
    private readonly Random random = new(seed);

    public AtariAction Choose(ReadOnlySpan<byte> ram) => actions[random.Next(actions.Length)];
#pragma warning restore CA5394
}
