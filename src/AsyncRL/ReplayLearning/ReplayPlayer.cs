using AsyncRL.Environments;
using AsyncRL.Experience;
using AsyncRL.Neural;
using AsyncRL.Observations;
using AsyncRL.Parameters;
using AsyncRL.Play;
using AsyncRL.Replay;
using Environment = AsyncRL.Environments.Environment;

namespace AsyncRL.ReplayLearning;

/// <summary>
/// The half of a replay learner that plays: it acts with theta as it is now and stores every step in the replay memory.
/// </summary>
/// <remarks>Its segments are one step of each environment. Used by one thread at a time. Allocates nothing once constructed,
/// besides what the environments do.</remarks>
public sealed class ReplayPlayer : IParameterSource, IExperienceSink, IStepBudget
{
    private readonly IStepBudget budget;
    private readonly ReplayLanes lanes;
    private readonly PlayedGoals? goals;
    private readonly Rollout rollout;
    private readonly (int Index, Column<float> Column)[] columns;

    /// <summary>Makes a player and resets its environments.</summary>
    /// <param name="plan">What all players have in common.</param>
    /// <param name="shared">theta, and the counters.</param>
    /// <param name="replay">Receives every step.</param>
    /// <param name="environments">At least one; each fills a lane of the memory.</param>
    /// <param name="goals">What goals pay, where transitions are relabeled with goals in hindsight; null elsewhere.</param>
    /// <exception cref="EnvironmentFaultException">An environment failed to reset.</exception>
    public ReplayPlayer(
        RunPlan plan, SharedParameters shared, ReplayDraws replay, Environment[] environments, GoalContract? goals = null)
        : this(0, plan, shared.Theta, shared, shared.Normalizer, new ReplayLanes(replay), environments, goals)
    {
    }

    /// <summary>Makes one of several players and resets its environments.</summary>
    /// <param name="id">The player, from 0.</param>
    /// <param name="plan">What all players have in common.</param>
    /// <param name="theta">What it acts with, as it is.</param>
    /// <param name="budget">What grants steps.</param>
    /// <param name="normalizer">The statistics of the observations; null unless they are normalised.</param>
    /// <param name="lanes">Receive every step.</param>
    /// <param name="environments">At least one; each fills a lane of the memory.</param>
    /// <param name="goals">What goals pay, where transitions are relabeled with goals in hindsight; null elsewhere.</param>
    /// <exception cref="EnvironmentFaultException">An environment failed to reset.</exception>
    internal ReplayPlayer(
        int id, RunPlan plan, ParameterVector theta, IStepBudget budget, ObservationNormalizer? normalizer, ReplayLanes lanes,
        Environment[] environments, GoalContract? goals)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(environments);
        this.budget = budget;
        this.lanes = lanes;
        this.goals = PlayedGoals.Of(goals, plan.Options);
        int count = environments.Length;
        rollout = new Rollout(plan.Schema, ticks: 1, count);
        columns = [.. ReplayColumns.Floats(plan.Schema).Select((c, i) => (i, c))];
        var model = new Model(plan.Model, theta, rollout.Capacity + count, learns: false, count);
        Player = new Player(new PlayerParts
        {
            Id = id,
            Plan = plan,
            Environments = environments,
            Slots = model.Network,
            MemoryLength = plan.Network.MemoryLength,
            Rollout = rollout,
            Policy = plan.PolicyOf(id, count, model, plan.RandomOf(id)),
            Parameters = this,
            Sink = this,
            Steps = this,
            Normalizer = normalizer,
            KeepsObservations = true,
        });
    }

    /// <summary>The half's loop.</summary>
    public Player Player { get; }

    /// <summary>Steps played so far.</summary>
    public long Steps => Player.Worlds.Steps;

    /// <inheritdoc/>
    bool IStepBudget.StopRequested => budget.StopRequested;

    /// <summary>Steps before the one that is claimed.</summary>
    long IStepBudget.Steps => budget.Steps - 1;

    /// <summary>
    /// Plays one step of one environment, the environments taking turns; one forward pass acts for all of them.
    /// </summary>
    /// <returns>False when the run's limit was reached or it is asked to stop; nothing was played then.</returns>
    /// <exception cref="EnvironmentFaultException">An environment threw or returned what cannot be learnt from.</exception>
    public bool PlayStep()
    {
        try
        {
            if (!Player.Play(rollout.Rows + 1))
            {
                return false;
            }
        }
        catch
        {
            Player.GiveBackClaim();
            throw;
        }

        if (Player.IsComplete)
        {
            Player.EndSegment();
        }

        return true;
    }

    /// <summary>Writes everything but the replay memory. Nothing may be playing.</summary>
    /// <param name="writer">The checkpoint.</param>
    public void Save(BinaryWriter writer) => Player.Save(writer);

    /// <summary>Reads what <see cref="Save"/> wrote, after the replay memory was restored or cleared.</summary>
    /// <param name="reader">The checkpoint.</param>
    /// <param name="withReplay">Whether the replay memory was restored.</param>
    /// <returns>False when the environments could not be saved, so that new episodes begin.</returns>
    public bool Load(BinaryReader reader, bool withReplay)
    {
        int count = Player.Worlds.Count;

        // A run that was saved after a fault may have ended between a step and the state that it led to.
        for (int b = 0; b < count; b++)
        {
            lanes.Replay.Memory.TakeBack(lanes.First + b);
        }

        bool environmentsToo = Player.Load(reader);

        // Where the memory does not know the states that the environments are in, what follows does not follow from anything.
        if (!environmentsToo || !withReplay)
        {
            for (int b = 0; b < count; b++)
            {
                Store(Player, b, b < rollout.Rows ? b + count : b, row: null, begins: true);
            }
        }

        return environmentsToo;
    }

    /// <summary>theta is read as it is, while it may change.</summary>
    long IParameterSource.Refresh() => 0;

    int IStepBudget.Claim(int wanted) => budget.Claim(wanted);

    void IStepBudget.Return(int unplayed) => budget.Return(unplayed);

    void IExperienceSink.Begun(Player player, int environment, int slot) =>
        Store(player, environment, slot, row: null, begins: true);

    void IExperienceSink.Stepped(Player player, int row, in StepResult result)
    {
        if (goals?.FindFault(player.Worlds.Observation(row), result, rollout.Rewards[row]) is { } fault)
        {
            throw player.Worlds.Fault(row, fault);
        }

        EnvironmentAction action = rollout.Schema.ActionKind switch
        {
            ActionKind.Discrete => rollout.Actions[row],
            ActionKind.Choices => rollout.Choices(row),
            _ => rollout.Action(row),
        };
        lanes.Enter();
        try
        {
            int lane = lanes.First + row;
            foreach ((int index, Column<float> column) in columns)
            {
                lanes.Replay.Memory.WriteColumn(
                    lane, index, rollout[column].Slice(row * column.Length, column.Length));
            }

            lanes.Replay.Complete(lane, action, rollout.Rewards[row], rollout.Terminated[row], rollout.Truncated[row]);
        }
        finally
        {
            lanes.Exit();
        }

        if (!result.Terminated || goals is not null)
        {
            // What the episode goes on from, or would have if it were not truncated, or had another goal.
            Store(player, row, row + rollout.Environments, row, begins: false);
        }
    }

    // Stores the state that an environment is in, whose mask lies in a slot; the row that led there is null after a reset.
    private void Store(Player player, int b, int slot, int? row, bool begins)
    {
        lanes.Enter();
        try
        {
            lanes.Replay.Observe(lanes.First + b, player.Worlds.Observation(b), rollout.Legal(slot), begins);
        }
        catch (ArgumentException e)
        {
            throw player.Worlds.OutsideSpace(row, e);
        }
        finally
        {
            lanes.Exit();
        }
    }
}
