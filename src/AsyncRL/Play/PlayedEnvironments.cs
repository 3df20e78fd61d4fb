using AsyncRL.Environments;
using AsyncRL.Experience;
using AsyncRL.Neural;
using AsyncRL.Observations;
using AsyncRL.Serialization;

namespace AsyncRL.Play;

/// <summary>
/// The environments that one thread plays side by side: steps them, checks what they answer, encodes and scales observations
/// where the network reads them, and keeps the returns of their episodes.
/// </summary>
/// <remarks>
/// Environment b plays the rows b, b + count, b + 2 count, ... of the rollout; the observation that follows row i goes into slot
/// i + count. Used by one thread at a time; allocates nothing once constructed, besides what the environments do.
/// </remarks>
public sealed class PlayedEnvironments
{
    // Beyond these, squares and sums of them over a network are infinite in float32. Returns of rewards at the limit are some
    // hundred times as large, with a discount of 0.99.
    private const float GreatestLearned = (float)Answers.GreatestLearned, GreatestSeen = 1e15f;

    private readonly int player;
    private readonly PlayPlan plan;
    private readonly bool learns;
    private readonly Environments.Environment[] environments;
    private readonly IInputSlots slots;
    private readonly Rollout rollout;
    private readonly PlayedEpisodes episodes;
    private readonly double[] episodeReturns;
    private readonly long[] episodeLengths;
    private readonly PlayedActions actions;
    private readonly EnvironmentStates states;
    private readonly float[] rawObservations; // the last of each environment, or room for one, or none
    private readonly bool keepsObservations;
    private readonly int observationLength;
    private readonly PlayedLives? lives;
    private readonly int[] tasks; // of each environment
    private readonly bool notesTasks;
    private readonly MeasuredEpisodes? measured;
    private readonly bool beginsSteps; // several that step elsewhere, at the same time if they are told in time
    private long ownSteps;
    private int at; // the environment that was asked last
    private bool isMidStep; // an environment has moved on, and its step is not taken in yet

    /// <summary>Takes environments over; <see cref="Restart"/> begins their first episodes.</summary>
    /// <param name="player">Number of the thread, from 0: for seeds and error messages.</param>
    /// <param name="plan">What all threads have in common.</param>
    /// <param name="normalizer">Statistics of the observations; null unless observations are normalised.</param>
    /// <param name="environments">This thread's own environments, at least one.</param>
    /// <param name="slots">Receives the observations: mostly the network that acts.</param>
    /// <param name="rollout">Receives rewards, masks and ends of episodes.</param>
    /// <param name="episodes">Receives the finished episodes.</param>
    /// <param name="keepObservations">Whether observations are also kept as the environments gave them, for
    /// <see cref="Observation"/>.</param>
    internal PlayedEnvironments(
        int player, PlayPlan plan, ObservationNormalizer? normalizer, Environments.Environment[] environments,
        IInputSlots slots, Rollout rollout, PlayedEpisodes episodes, bool keepObservations = false)
    {
        this.player = player;
        this.plan = plan;
        learns = plan is RunPlan;
        this.environments = environments;
        this.slots = slots;
        this.rollout = rollout;
        this.episodes = episodes;
        actions = new PlayedActions(environments[0].ActionSpace, rollout, episodes);
        states = new EnvironmentStates(environments, plan);
        keepsObservations = keepObservations;
        observationLength = environments[0].ObservationSpace.Length;
        rawObservations = keepObservations ? new float[environments.Length * observationLength]
            : plan.Encoding.IsIdentity ? []
            : new float[observationLength];
        Observed = normalizer is null ? null : new RunningMoments(plan.Encoding.Length);
        Scaling = normalizer?.Snapshot();
        episodeReturns = new double[environments.Length];
        episodeLengths = new long[environments.Length];
        tasks = [.. environments.Select(e => TaskEnvironment.Of(e)?.Number ?? 0)];
        notesTasks = rollout.Schema.Columns.Contains(Column.Task);
        measured = MeasuredEpisodes.Of(environments);
        beginsSteps = environments.Length > 1 && Array.TrueForAll(environments, e => e is IBeginsSteps);
        if (measured is not null)
        {
            episodes.Measure(measured.Names);
        }

        lives = learns && plan.Options.TerminalOnLifeLoss ? new PlayedLives(environments, plan.EnvironmentName) : null;
    }

    /// <summary>
    /// What was observed since it was last merged into the shared statistics; null unless observations are normalised.
    /// </summary>
    internal RunningMoments? Observed { get; }

    /// <summary>The scaling in force; null unless observations are normalised.</summary>
    internal ObservationScaling? Scaling { get; }

    /// <summary>How many environments there are.</summary>
    public int Count => environments.Length;

    /// <summary>Steps played in all of them together.</summary>
    public long Steps => ownSteps;

    /// <summary>Whether every environment can save its state, and none has failed to.</summary>
    public bool CanSave => states.CanSave;

    /// <summary>The seed of an environment's first episode.</summary>
    /// <param name="b">The environment, from 0.</param>
    /// <returns>The seed.</returns>
    internal ulong SeedOf(int b) => Seeds.Value(plan.Options.Seed, player, Seeds.Purpose.Environment, b);

    /// <summary>The last observation of an environment, neither encoded nor scaled; only where observations are kept.</summary>
    /// <param name="b">The environment, from 0.</param>
    /// <returns>The observation [length of the observation space]; after an episode's end its final one, until
    /// <see cref="BeginEpisode"/>.</returns>
    public ReadOnlySpan<float> Observation(int b) => KeptObservation(b);

    /// <summary>The fault of an environment whose last observation turned out to be none of its space.</summary>
    /// <param name="row">The row that was played; null after a reset.</param>
    /// <param name="found">What found it out.</param>
    /// <returns>The exception, to be thrown.</returns>
    internal EnvironmentFaultException OutsideSpace(int? row, ArgumentException found) =>
        Fault(row, $"returned an observation outside its space: {found.Message}", found);

    /// <summary>
    /// Plays the action of a row, which the rollout holds. Its next observation goes straight into the slot from which the next
    /// tick will act; at an episode's end that is the final observation, until <see cref="BeginEpisode"/>.
    /// </summary>
    /// <param name="row">The row.</param>
    /// <returns>What the environment answered.</returns>
    /// <exception cref="EnvironmentFaultException">The environment threw or returned a number that is not finite.</exception>
    internal StepResult Step(int row)
    {
        int b = row % environments.Length;
        int next = row + environments.Length;
        ownSteps++;
        slots.BeginSequence(next, false);
        StepResult result = StepEnvironment(b, row, next);
        float learned = plan.Options.LearnedReward(result.Reward);
        if (learns && !(Math.Abs(learned) <= GreatestLearned))
        {
            throw Fault(row, TooLarge(result.Reward, learned));
        }

        rollout.Rewards[row] = learned;
        bool terminated = result.Terminated || (lives is not null && lives.IsOneLost(b));
        rollout.Terminated[row] = terminated;
        rollout.Truncated[row] = result.Truncated && !terminated;
        episodeReturns[b] += result.Reward;
        episodeLengths[b]++;
        return result;
    }

    /// <summary>Notes that all is done that a step leads to. A step that was left before, by an error, cannot be gone on from:
    /// <see cref="Save"/> then leaves the environments out.</summary>
    internal void EndStep() => isMidStep = false;

    /// <summary>Begins the steps of a tick in environments that step elsewhere; <see cref="Step"/> then waits for each.</summary>
    /// <param name="row">The tick's first row.</param>
    /// <exception cref="EnvironmentFaultException">The environment threw.</exception>
    internal void BeginTick(int row)
    {
        for (int b = 0; beginsSteps && b < environments.Length; b++)
        {
            at = b;
            CheckAction(row + b);
            try
            {
                ((IBeginsSteps)environments[b]).BeginStep(actions.Chosen(row + b));
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                throw Fault(row + b, $"threw {e.GetType().Name}: {e.Message}", e);
            }
        }
    }

    /// <summary>Checks what shaping made of a reward.</summary>
    /// <param name="row">The row.</param>
    /// <param name="paid">What the environment paid.</param>
    /// <exception cref="EnvironmentFaultException">It cannot be learned from.</exception>
    internal void CheckShaped(int row, double paid)
    {
        float learned = rollout.Rewards[row];
        if (learns && !(Math.Abs(learned) <= GreatestLearned))
        {
            throw Fault(row, FormattableString.Invariant(
                $"returned the reward {paid}, which shaping made {learned}: no network learns from that"));
        }
    }

    /// <summary>The return of an environment's present episode so far.</summary>
    /// <param name="b">The environment, from 0.</param>
    /// <returns>The sum of the raw rewards.</returns>
    public double EpisodeReturn(int b) => episodeReturns[b];

    /// <summary>The steps of an environment's present episode so far.</summary>
    /// <param name="b">The environment, from 0.</param>
    /// <returns>How many.</returns>
    public long EpisodeLength(int b) => episodeLengths[b];

    /// <summary>What an environment measured of its present episode so far.</summary>
    /// <param name="b">The environment, from 0.</param>
    /// <returns>A number for each name; empty where environments measure nothing.</returns>
    /// <exception cref="EnvironmentFaultException">The environment threw, or a number is not finite.</exception>
    internal ReadOnlySpan<double> Measures(int b)
    {
        if (measured is null)
        {
            return [];
        }

        ReadOnlySpan<double> values;
        try
        {
            values = measured.Read(b);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw Fault(null, $"threw {e.GetType().Name} while it measured an episode: {e.Message}", e);
        }

        for (int i = 0; i < values.Length; i++)
        {
            if (!double.IsFinite(values[i]))
            {
                throw Fault(null, FormattableString.Invariant(
                    $"measured {values[i]} as '{measured.Names[i]}' of an episode; measures must be finite"));
            }
        }

        return values;
    }

    /// <summary>What environments measure of an episode; empty where they measure nothing.</summary>
    internal IReadOnlyList<string> MeasureNames => measured?.Names ?? [];

    /// <summary>Notes the episode that ended with a row, and begins the next one of its environment.</summary>
    /// <param name="row">The row.</param>
    /// <exception cref="EnvironmentFaultException">The environment failed to reset.</exception>
    internal void BeginEpisode(int row)
    {
        int b = row % environments.Length;
        episodes.Add(new EpisodeRecord(episodeReturns[b], episodeLengths[b]) { Task = tasks[b] });
        if (measured is not null)
        {
            episodes.AddMeasures(Measures(b));
        }

        Restart(b, row + environments.Length, seed: null);
    }

    /// <summary>Begins an episode, whatever became of the last one.</summary>
    /// <param name="b">The environment, from 0.</param>
    /// <param name="slot">Where its first state goes.</param>
    /// <param name="seed">Seeds the environment again; null to let its generator go on.</param>
    /// <exception cref="EnvironmentFaultException">The environment failed to reset.</exception>
    internal void Restart(int b, int slot, ulong? seed)
    {
        episodeReturns[b] = 0;
        episodeLengths[b] = 0;
        ResetEnvironment(b, slot, seed);
    }

    /// <summary>Writes counters, scaling and, where they can be saved, the environments.</summary>
    /// <param name="writer">The checkpoint.</param>
    /// <returns>Whether the environments were saved.</returns>
    /// <exception cref="EnvironmentFaultException">One failed to be saved; from now on they count as ones that
    /// cannot be.</exception>
    internal bool Save(BinaryWriter writer)
    {
        writer.Write(ownSteps);
        if (Observed is not null)
        {
            Observed.Save(writer);
            writer.WriteArray<float>(Scaling!.Mean);
            writer.WriteArray<float>(Scaling.Deviation);
        }

        bool environmentsToo = states.BeginSave(writer, isMidStep);
        for (int b = 0; environmentsToo && b < environments.Length; b++)
        {
            byte[] state = StateOf(b);
            writer.Write(state.Length);
            writer.Write(state);
            writer.Write(episodeReturns[b]);
            writer.Write(episodeLengths[b]);
        }

        if (environmentsToo && keepsObservations)
        {
            writer.WriteArray<float>(rawObservations);
        }

        return environmentsToo;
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="reader">The checkpoint.</param>
    /// <returns>False when the environments could not be saved, or do not take up their states, which the plan's
    /// <see cref="PlayPlan.StateFaults"/> tell: they are in new episodes.</returns>
    internal bool Load(BinaryReader reader)
    {
        ownSteps = reader.ReadInt64();
        if (Observed is not null)
        {
            Observed.Load(reader);
            reader.ReadArray<float>(Scaling!.Mean);
            reader.ReadArray<float>(Scaling.Deviation);
        }

        if (!states.BeginLoad(reader))
        {
            return false;
        }

        for (int b = 0; b < environments.Length; b++)
        {
            if (!states.TryLoad(b, reader))
            {
                for (int each = 0; each < environments.Length; each++)
                {
                    Restart(each, each, SeedOf(each));
                }

                return false;
            }

            episodeReturns[b] = reader.ReadDouble();
            episodeLengths[b] = reader.ReadInt64();
            lives?.Begin(b);
        }

        if (keepsObservations)
        {
            reader.ReadArray<float>(rawObservations);
        }

        return true;
    }

    private byte[] StateOf(int b)
    {
        at = b;
        try
        {
            return states.Of(b);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw Fault(null, $"threw {e.GetType().Name} while its state was saved: {e.Message}", e);
        }
    }

    private StepResult StepEnvironment(int b, int row, int slot)
    {
        at = b;
        Span<float> observation = ObservationBuffer(slot);
        CheckAction(row);
        StepResult result;
        try
        {
            result = environments[b].Step(actions.Of(row), observation);
            isMidStep = true;
            if (environments[b].HasActionMask)
            {
                environments[b].WriteActionMask(rollout.Legal(slot));
            }
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw Fault(row, $"threw {e.GetType().Name}: {e.Message}", e);
        }

        if (Answers.FindFault(result.Reward) is { } fault)
        {
            throw Fault(row, fault);
        }

        if (!result.EpisodeEnded)
        {
            CheckLegal(slot, row);
        }

        TakeIn(observation, slot, row);
        return result;
    }

    // An environment that is given NaN answers with it, and would be blamed.
    private void CheckAction(int row)
    {
        if (actions.FirstNonfinite(row) is var bad and >= 0)
        {
            throw new InvalidOperationException(FormattableString.Invariant(
                $"The policy chose {rollout.Action(row)[bad]} as element {bad} of an action, which is not a finite number ") +
                FormattableString.Invariant($"(environment '{plan.EnvironmentName}', actor {player}, its step {ownSteps})."));
        }
    }

    private string TooLarge(double paid, float learned)
    {
        string scaled = plan.Options.RewardScale == 1
            ? string.Empty
            : FormattableString.Invariant($", which reward_scale={plan.Options.RewardScale} makes {learned}");
        string infinite = float.IsInfinity(learned) ? ", and this one is infinite in float32" : string.Empty;
        return FormattableString.Invariant(
            $"returned the reward {paid}{scaled}; networks learn from rewards up to {GreatestLearned}{infinite}: ") +
            "let the environment pay less, set reward_scale so that rewards are near 1, or clip_rewards=true";
    }

    // Where an environment writes its observation: straight into the network's input, unless it has to be encoded first or kept.
    private Span<float> ObservationBuffer(int slot) => keepsObservations ? KeptObservation(slot % environments.Length)
        : plan.Encoding.IsIdentity ? slots.Input(slot)
        : rawObservations;

    private Span<float> KeptObservation(int b) => rawObservations.AsSpan(b * observationLength, observationLength);

    private void ResetEnvironment(int b, int slot, ulong? seed)
    {
        at = b;
        Span<float> observation = ObservationBuffer(slot);
        slots.BeginSequence(slot, true);
        try
        {
            environments[b].Reset(seed, observation);
            if (environments[b].HasActionMask)
            {
                environments[b].WriteActionMask(rollout.Legal(slot));
            }
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw Fault(null, $"threw {e.GetType().Name} on reset: {e.Message}", e);
        }

        lives?.Begin(b);
        CheckLegal(slot, null);
        TakeIn(observation, slot, null);
    }

    private void CheckLegal(int slot, int? row)
    {
        if (rollout.MaskWidth > 0 && !ActionMask.LeavesEveryChoice(rollout.Legal(slot), actions.ChoiceCounts))
        {
            throw Fault(row, "gave a mask with no legal action; a state that goes on must leave at least one");
        }
    }

    // Checks an observation, and encodes and scales it where the network reads it.
    private void TakeIn(Span<float> observation, int slot, int? row)
    {
        if (notesTasks)
        {
            rollout.Of(Column.Task)[slot] = tasks[slot % tasks.Length];
        }

        // Where observations are normalised, the network reads none that is large.
        float most = learns && Scaling is null ? GreatestSeen : float.MaxValue;
        if (Finite.FirstBeyond(observation, most) is var bad and >= 0)
        {
            throw Fault(row, Answers.FindFault(observation) ?? FormattableString.Invariant(
                $"returned {observation[bad]} as element {bad} of its observation; networks read numbers up to {GreatestSeen}") +
                ": let the environment scale it, or set normalize_observations=true");
        }

        Span<float> input = slots.Input(slot);
        if (!plan.Encoding.IsIdentity)
        {
            try
            {
                plan.Encoding.Write(observation, input);
            }
            catch (ArgumentException e)
            {
                throw OutsideSpace(row, e);
            }
        }
        else if (keepsObservations)
        {
            observation.CopyTo(input);
        }

        Observed?.Add(input);
        Scaling?.Apply(input);
    }

    /// <summary>A fault of an environment.</summary>
    /// <param name="row">The row that was played; null for a reset.</param>
    /// <param name="what">What it did.</param>
    /// <param name="inner">Its own exception, if it threw.</param>
    /// <returns>The exception, to be thrown.</returns>
    internal EnvironmentFaultException Fault(int? row, string what, Exception? inner = null)
    {
        string action = row is { } r ? actions.Of(r).ToString() : "none (reset)";
        string name = TaskEnvironment.Of(environments[at])?.TaskName ?? plan.EnvironmentName;
        return new EnvironmentFaultException(name, player, ownSteps, action, what, inner);
    }
}
