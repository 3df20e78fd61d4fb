using AsyncRL.Environments;
using AsyncRL.Exploration;
using AsyncRL.Neural;
using AsyncRL.Replay;
using Environment = AsyncRL.Environments.Environment;

namespace AsyncRL.Topologies;

/// <summary>The half of a replay learner that plays: it acts with theta as it is now and stores every step in the replay memory.</summary>
/// <remarks>Used by one thread at a time. Allocates nothing once constructed, besides what the environments do.</remarks>
public sealed class ReplayPlayer
{
    private readonly SharedParameters shared;
    private readonly ReplayDraws replay;
    private readonly PlayedEnvironments worlds;
    private readonly Network network;
    private readonly ActionSelection selection;
    private readonly Rollout rollout; // of one step of each environment; its rows are those played in this round
    private readonly Pcg64 random;
    private readonly float[] memory;

    /// <summary>Makes a player and resets its environments.</summary>
    /// <param name="plan">What all who play have in common.</param>
    /// <param name="shared">theta, and the counters.</param>
    /// <param name="replay">Receives every step.</param>
    /// <param name="environments">At least one; each fills a lane of the memory.</param>
    /// <exception cref="EnvironmentFaultException">An environment failed to reset.</exception>
    public ReplayPlayer(ActorPlan plan, SharedParameters shared, ReplayDraws replay, Environment[] environments)
    {
        this.shared = shared;
        this.replay = replay;
        int count = environments.Length;
        rollout = PlayedEnvironments.CreateRollout(ticks: 1, environments[0], count);
        network = new Network(plan.Network, rollout.Capacity + count, shared.Theta, learns: false, count);
        memory = new float[plan.Network.MemoryLength];
        selection = plan.CreateSelection(count, Seeds.Generator(plan.Options.Seed, 0, Seeds.Purpose.Exploration));
        random = Seeds.Generator(plan.Options.Seed, 0, Seeds.Purpose.Actions);
        worlds = new PlayedEnvironments(0, plan, shared.Normalizer, environments, network, rollout, Statistics, keepObservations: true);
        for (int b = 0; b < count; b++)
        {
            Store(b, slot: b, row: null, begins: true);
        }
    }

    /// <summary>What was played.</summary>
    public ActorStatistics Statistics { get; } = new();

    /// <summary>Mean chance of a random action now.</summary>
    public double ExplorationRate => selection.ExplorationRate;

    /// <summary>Steps played so far.</summary>
    public long Steps => worlds.Steps;

    /// <summary>Plays one step of one environment, the environments taking turns; one forward pass acts for all of them.</summary>
    /// <returns>False when the run's limit was reached or it is asked to stop; nothing was played then.</returns>
    /// <exception cref="EnvironmentFaultException">An environment threw or returned what cannot be learnt from.</exception>
    public bool PlayStep()
    {
        if (shared.StopRequested || shared.Claim(1) == 0)
        {
            return false;
        }

        try
        {
            PlayClaimed();
            return true;
        }
        catch
        {
            shared.Return(1);
            throw;
        }
    }

    /// <summary>Writes everything but the replay memory. Nobody may be playing.</summary>
    /// <param name="writer">The checkpoint.</param>
    public void Save(BinaryWriter writer)
    {
        random.Save(writer);
        Statistics.Save(writer);
        if (worlds.Save(writer))
        {
            writer.Write(rollout.Rows);
            SegmentState.SaveSlots(writer, network, rollout, memory);
            writer.WriteArray<int>(rollout.Actions);
        }
    }

    /// <summary>Reads what <see cref="Save"/> wrote, after the replay memory was restored or cleared.</summary>
    /// <param name="reader">The checkpoint.</param>
    /// <param name="withReplay">Whether the replay memory was restored.</param>
    /// <returns>False when the environments could not be saved, so that new episodes begin.</returns>
    public bool Load(BinaryReader reader, bool withReplay)
    {
        random.Load(reader);
        Statistics.Load(reader);
        bool environmentsToo = worlds.Load(reader);
        if (environmentsToo)
        {
            rollout.Rows = reader.ReadInt32();
            SegmentState.LoadSlots(reader, network, rollout, memory);
            reader.ReadArray<int>(rollout.Actions);

            // The schedule stands where the last round of steps began.
            selection.Advance(Math.Max(0, worlds.Steps - (rollout.Rows == 0 ? worlds.Count : rollout.Rows)));
        }

        // Where the memory does not know the states that the environments are in, what follows does not follow from anything.
        if (!environmentsToo || !withReplay)
        {
            for (int b = 0; b < worlds.Count; b++)
            {
                Store(b, b < rollout.Rows ? b + worlds.Count : b, row: null, begins: true);
            }
        }

        return environmentsToo;
    }

    private void PlayClaimed()
    {
        int b = rollout.Rows;
        if (b == 0)
        {
            Act();
        }

        int next = b + worlds.Count;
        StepResult result = worlds.Step(b);
        replay.Complete(b, rollout.Actions[b], rollout.Rewards[b], result.Terminated);
        if (!result.Terminated)
        {
            // What the episode goes on from, or would have if it were not truncated.
            Store(b, next, row: b, begins: false);
        }

        if (result.EpisodeEnded)
        {
            worlds.BeginEpisode(b);
            Store(b, next, row: null, begins: true);
        }

        rollout.Rows = b + 1;
        if (rollout.Rows == rollout.Capacity)
        {
            SegmentState.CarryOver(network, rollout, memory);
            rollout.Rows = 0;
        }
    }

    private void Act()
    {
        shared.Normalizer?.TryExchange(worlds.Observed!, worlds.Scaling!);
        selection.Advance(worlds.Steps);
        network.Forward(0, worlds.Count);
        selection.Choose(network, 0, worlds.Count, rollout, random);
    }

    // Stores the state that an environment is in, whose mask lies in a slot; the row that led there is null after a reset.
    private void Store(int b, int slot, int? row, bool begins)
    {
        try
        {
            replay.Observe(b, worlds.Observation(b), rollout.Legal(slot), begins);
        }
        catch (ArgumentException e)
        {
            throw worlds.OutsideSpace(row, e);
        }
    }
}
