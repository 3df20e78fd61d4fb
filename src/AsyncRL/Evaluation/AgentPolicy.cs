using AsyncRL.Environments;
using AsyncRL.Experience;
using AsyncRL.Play;

namespace AsyncRL.Evaluation;

/// <summary>Acts as an agent does, on the observation as the environment gave it.</summary>
/// <param name="agent">The agent.</param>
/// <param name="actionSpace">What it chooses from.</param>
internal sealed class AgentPolicy(IAgent agent, Space actionSpace) : Policy
{
    private readonly int firstAction = actionSpace is Discrete discrete ? discrete.Start : 0;

    /// <summary>The agent that plays.</summary>
    public Player Player { get; set; } = null!;

    /// <summary>Whether the agent is at work: what is thrown meanwhile is its fault.</summary>
    public bool Acts { get; set; }

    /// <inheritdoc/>
    public override void Act(Rollout rollout, int firstSlot, int count)
    {
        Acts = true;
        EnvironmentAction action = agent.Act(Player.Worlds.Observation(0), rollout.Legal(firstSlot));
        switch (rollout.Schema.ActionKind)
        {
            case ActionKind.Discrete:
                rollout.Actions[firstSlot] = action.Discrete - firstAction;
                break;
            case ActionKind.Choices:
                action.Choices.CopyTo(rollout.Choices(firstSlot));
                break;
            default:
                action.Continuous.CopyTo(rollout.Action(firstSlot));
                break;
        }

        Acts = false;
    }
}
