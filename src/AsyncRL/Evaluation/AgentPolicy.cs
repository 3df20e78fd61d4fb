using AsyncRL.Environments;
using AsyncRL.Experience;
using AsyncRL.Play;

namespace AsyncRL.Evaluation;

/// <summary>Acts as an agent does, on the observation as the environment gave it.</summary>
/// <param name="agent">The agent.</param>
/// <param name="actionSpace">What it chooses from.</param>
internal sealed class AgentPolicy(IAgent agent, Space actionSpace) : Policy
{
    private readonly ActionKind kind = ActionSpaces.KindOf(actionSpace);
    private readonly int[] choiceCounts = actionSpace is Box ? [] : ActionSpaces.ChoiceCounts(actionSpace);
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
        Check(action, rollout.Legal(firstSlot));
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

    private void Check(EnvironmentAction action, ReadOnlySpan<bool> legal)
    {
        bool fits = action.Kind == kind && kind switch
        {
            ActionKind.Discrete => ((Discrete)actionSpace).Contains(action.Discrete),
            ActionKind.Choices => AreChoices(action.Choices),
            _ => action.Continuous.Length == actionSpace.Length && Finite.FirstNonfinite(action.Continuous) < 0,
        };
        if (!fits)
        {
            throw new InvalidOperationException($"it chose the action {action.ToString()}, which is none of {actionSpace}");
        }

        int first = 0;
        for (int i = 0; legal.Length > 0 && i < choiceCounts.Length; i++)
        {
            if (!legal[first + (kind == ActionKind.Discrete ? action.Discrete - firstAction : action.Choices[i])])
            {
                throw new InvalidOperationException(
                    $"it chose the action {action.ToString()}, which the mask says is illegal here");
            }

            first += choiceCounts[i];
        }
    }

    private bool AreChoices(ReadOnlySpan<int> choices)
    {
        for (int i = 0; i < choices.Length && choices.Length == choiceCounts.Length; i++)
        {
            if ((uint)choices[i] >= (uint)choiceCounts[i])
            {
                return false;
            }
        }

        return choices.Length == choiceCounts.Length;
    }
}
