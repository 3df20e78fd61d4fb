using AsyncRL.Environments;
using AsyncRL.Experience;

namespace AsyncRL.Play;

/// <summary>
/// The actions of a rollout's rows as environments get them. Box actions are drawn from a distribution without bounds;
/// environments get them clipped, learning keeps the raw sample.
/// </summary>
internal sealed class PlayedActions
{
    private readonly Rollout rollout;
    private readonly PlayedEpisodes episodes;
    private readonly ActionKind kind;
    private readonly int first;
    private readonly Box? bounds;
    private readonly float[] clipped;
    private readonly ActionEdges? edges;

    /// <summary>Prepares for the actions of a space.</summary>
    /// <param name="actionSpace">The space.</param>
    /// <param name="rollout">Holds the actions.</param>
    /// <param name="episodes">Counts the numbers of continuous actions, and those at their bounds.</param>
    public PlayedActions(Space actionSpace, Rollout rollout, PlayedEpisodes episodes)
    {
        this.rollout = rollout;
        this.episodes = episodes;
        kind = ActionSpaces.KindOf(actionSpace);
        first = actionSpace is Discrete discrete ? discrete.Start : 0;
        bounds = actionSpace as Box;
        ChoiceCounts = bounds is null ? ActionSpaces.ChoiceCounts(actionSpace) : [];
        clipped = new float[bounds?.Length ?? 0];
        edges = bounds is null ? null : new ActionEdges(bounds);
    }

    /// <summary>How many values each choice of an action has; empty for continuous actions.</summary>
    public int[] ChoiceCounts { get; }

    /// <summary>The action of a row, for its environment.</summary>
    /// <param name="row">The row.</param>
    /// <returns>The action, which may use memory that the next call overwrites.</returns>
    public EnvironmentAction Of(int row)
    {
        EnvironmentAction action = Chosen(row);
        if (kind == ActionKind.Continuous)
        {
            episodes.CountAction(clipped.Length, edges!.Count(clipped));
        }

        return action;
    }

    /// <summary>The same for a step that is only begun: it is not counted yet.</summary>
    /// <param name="row">The row.</param>
    /// <returns>The action, which may use memory that the next call overwrites.</returns>
    public EnvironmentAction Chosen(int row)
    {
        switch (kind)
        {
            case ActionKind.Discrete:
                return first + rollout.Actions[row];
            case ActionKind.Choices:
                return rollout.Choices(row);
            default:
                bounds!.Clip(rollout.Action(row), clipped);
                return clipped;
        }
    }

    /// <summary>The first element of a row's action that is not a finite number.</summary>
    /// <param name="row">The row.</param>
    /// <returns>Its index; -1 where there is none.</returns>
    public int FirstNonfinite(int row) => kind == ActionKind.Continuous ? Finite.FirstNonfinite(rollout.Action(row)) : -1;
}
