using AsyncRL.Agents;
using AsyncRL.Environments;
using AsyncRL.Policies;

namespace AsyncRL.Evaluation;

/// <summary>Plays a trained policy.</summary>
internal sealed class PolicyAgent(TrainedPolicy policy, PolicyMode mode) : IAgent
{
    private readonly PolicyActor actor = policy.CreateActor();

    public void BeginEpisode(ulong seed)
    {
        actor.Reseed(seed);
        actor.BeginEpisode();
    }

    public EnvironmentAction Act(ReadOnlySpan<float> observation, ReadOnlySpan<bool> legal) =>
        actor.Choose(observation, mode, legal);
}
