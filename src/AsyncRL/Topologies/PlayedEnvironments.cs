using AsyncRL.Environments;
using Environment = AsyncRL.Environments.Environment;

namespace AsyncRL.Topologies;

/// <summary>
/// The environments of one who plays: steps and resets them, checks what they return before anything is learnt from it, names what goes wrong, and counts episodes.
/// </summary>
/// <remarks>Used by one thread at a time. Allocates nothing after construction, besides what the environments do.</remarks>
public sealed class PlayedEnvironments
{
    private const string NoLegalAction = "gave a mask with no legal action; a state that goes on must leave at least one";

    private readonly int actor;
    private readonly ActorPlan plan;
    private readonly Environment[] environments;
    private readonly Rollout rollout;
    private readonly ActorStatistics statistics;
    private readonly double[] episodeReturns;
    private readonly long[] episodeLengths;
    private readonly ActionKind actionKind;
    private readonly int firstAction;
    private readonly int[] choiceCounts;
    private readonly Box? actionBounds;
    private readonly float[] clippedAction;

    // The row that was stepped last; null after a reset. For error messages.
    private int? lastRow;

    /// <summary>Takes environments over; they must be reset before they are stepped.</summary>
    /// <param name="actor">Who plays them, from 0: for error messages.</param>
    /// <param name="plan">What all who play have in common.</param>
    /// <param name="environments">At least one, all alike.</param>
    /// <param name="rollout">Holds the actions to be taken; receives the masks of legal actions.</param>
    /// <param name="statistics">Told of finished episodes.</param>
    public PlayedEnvironments(int actor, ActorPlan plan, Environment[] environments, Rollout rollout, ActorStatistics statistics)
    {
        this.actor = actor;
        this.plan = plan;
        this.environments = environments;
        this.rollout = rollout;
        this.statistics = statistics;
        episodeReturns = new double[environments.Length];
        episodeLengths = new long[environments.Length];
        Space actionSpace = environments[0].ActionSpace;
        actionKind = ActionSpaces.KindOf(actionSpace);
        firstAction = actionSpace is Discrete discrete ? discrete.Start : 0;
        actionBounds = actionSpace as Box;
        choiceCounts = actionBounds is null ? ActionSpaces.ChoiceCounts(actionSpace) : [];
        clippedAction = new float[actionBounds?.Length ?? 0];
    }

    /// <summary>How many there are.</summary>
    public int Count => environments.Length;

    /// <summary>Steps played in all of them together: what error messages call the actor's step.</summary>
    public long Steps { get; set; }

    /// <summary>Whether every one can save its state.</summary>
    public bool CanSave => environments.All(e => e.CanSaveState);

    /// <summary>Makes the record of what is played in such environments.</summary>
    /// <param name="environments">The environments.</param>
    /// <param name="ticks">Steps of each that it holds.</param>
    /// <returns>An empty rollout.</returns>
    public static Rollout CreateRollout(Environment[] environments, int ticks)
    {
        Space space = environments[0].ActionSpace;
        return new Rollout(
            ticks, environments.Length, environments[0].HasActionMask ? space.MaskWidth : 0, space is Box box ? box.Length : 0,
            ActionSpaces.KindOf(space) == ActionKind.Choices ? space.Length : 0);
    }

    /// <summary>Plays one step of one environment.</summary>
    /// <param name="b">Which, from 0.</param>
    /// <param name="row">Row of the rollout that holds the action.</param>
    /// <param name="slot">Slot of the rollout that receives the legal actions after the step.</param>
    /// <param name="observation">Receives the observation after the step [length of the observation space]; every number of it is finite.</param>
    /// <returns>What the environment returned, with a finite reward.</returns>
    /// <exception cref="EnvironmentFaultException">It threw, or returned what cannot be learnt from.</exception>
    public StepResult Step(int b, int row, int slot, Span<float> observation)
    {
        lastRow = row;
        Steps++;
        StepResult result;
        try
        {
            result = environments[b].Step(ActionFor(row), observation);
            WriteMask(b, slot);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw Fault($"threw {e.GetType().Name}: {e.Message}", e);
        }

        if (!double.IsFinite(result.Reward))
        {
            throw Fault($"returned the reward {result.Reward}, which is not a finite number");
        }

        if (!result.EpisodeEnded)
        {
            CheckLegal(slot);
        }

        CheckFinite(observation);
        episodeReturns[b] += result.Reward;
        episodeLengths[b]++;
        if (result.EpisodeEnded)
        {
            statistics.AddEpisode(new EpisodeRecord(episodeReturns[b], episodeLengths[b]));
            episodeReturns[b] = 0;
            episodeLengths[b] = 0;
        }

        return result;
    }

    /// <summary>Begins an episode.</summary>
    /// <param name="b">Which environment.</param>
    /// <param name="slot">Slot of the rollout that receives the legal actions.</param>
    /// <param name="seed">Its seed, at the first reset; null from then on.</param>
    /// <param name="observation">Receives the first observation; every number of it is finite.</param>
    /// <exception cref="EnvironmentFaultException">It threw, or returned what cannot be learnt from.</exception>
    public void Reset(int b, int slot, ulong? seed, Span<float> observation)
    {
        lastRow = null;
        try
        {
            environments[b].Reset(seed, observation);
            WriteMask(b, slot);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw Fault($"threw {e.GetType().Name} on reset: {e.Message}", e);
        }

        CheckLegal(slot);
        CheckFinite(observation);
    }

    /// <summary>Turns the last observation into the network's input.</summary>
    /// <param name="observation">What <see cref="Step"/> or <see cref="Reset"/> wrote.</param>
    /// <param name="input">Receives the input, not scaled; the observation itself where the encoding changes nothing and the environment wrote it there.</param>
    /// <exception cref="EnvironmentFaultException">The observation is outside its space.</exception>
    public void Encode(ReadOnlySpan<float> observation, Span<float> input)
    {
        if (plan.Encoding.IsIdentity)
        {
            observation.CopyTo(input);
            return;
        }

        try
        {
            plan.Encoding.Write(observation, input);
        }
        catch (ArgumentException e)
        {
            throw OutsideSpace(e.Message, e);
        }
    }

    /// <summary>The fault of an environment whose last observation is none of its space.</summary>
    /// <param name="why">What is wrong with it.</param>
    /// <param name="inner">The exception that found it out, if one did.</param>
    /// <returns>The exception, to be thrown.</returns>
    public EnvironmentFaultException OutsideSpace(string why, Exception? inner = null) => Fault($"returned an observation outside its space: {why}", inner);

    /// <summary>Writes the environments' states and what was counted of their episodes.</summary>
    /// <param name="writer">The checkpoint.</param>
    public void Save(BinaryWriter writer)
    {
        for (int b = 0; b < environments.Length; b++)
        {
            environments[b].SaveState(writer);
            writer.Write(episodeReturns[b]);
            writer.Write(episodeLengths[b]);
        }
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="reader">The checkpoint.</param>
    public void Load(BinaryReader reader)
    {
        for (int b = 0; b < environments.Length; b++)
        {
            environments[b].LoadState(reader);
            episodeReturns[b] = reader.ReadDouble();
            episodeLengths[b] = reader.ReadInt64();
        }
    }

    // Box actions are drawn from a distribution without bounds; the environment gets them clipped, learning keeps the raw sample.
    private EnvironmentAction ActionFor(int row)
    {
        switch (actionKind)
        {
            case ActionKind.Discrete:
                return firstAction + rollout.Actions[row];
            case ActionKind.Choices:
                return rollout.Choices(row);
            default:
                actionBounds!.Clip(rollout.Action(row), clippedAction);
                return clippedAction;
        }
    }

    private void WriteMask(int b, int slot)
    {
        if (rollout.MaskWidth > 0)
        {
            environments[b].WriteActionMask(rollout.Legal(slot));
        }
    }

    private void CheckLegal(int slot)
    {
        if (rollout.MaskWidth > 0 && !ActionMask.LeavesEveryChoice(rollout.Legal(slot), choiceCounts))
        {
            throw Fault(NoLegalAction);
        }
    }

    private void CheckFinite(ReadOnlySpan<float> observation)
    {
        int bad = Finite.FirstNonfinite(observation);
        if (bad >= 0)
        {
            throw Fault($"returned {observation[bad]} as element {bad} of its observation, which is not a finite number");
        }
    }

    private EnvironmentFaultException Fault(string what, Exception? inner = null)
    {
        string action = lastRow is { } row ? ActionFor(row).ToString() : "none (reset)";
        return new EnvironmentFaultException(plan.EnvironmentName, actor, lastRow is null ? 0 : Steps, action, what, inner);
    }
}
