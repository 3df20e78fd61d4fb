using AsyncRL.Environments;

namespace AsyncRL.Evaluation;

/// <summary>Draws each action uniformly among the legal ones.</summary>
internal sealed class RandomAgent : IAgent
{
    private readonly Pcg64 random = Pcg64.FromSeed(0);
    private readonly RandomActions actions;

    public RandomAgent(Space actionSpace) => actions = new RandomActions(actionSpace, random);

    public void BeginEpisode(ulong seed) => random.Reseed(new SeedSequence(seed));

    public EnvironmentAction Act(ReadOnlySpan<float> observation, ReadOnlySpan<bool> legal) => actions.Next(legal);
}
